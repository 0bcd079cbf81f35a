"""Which channels are open: `bot/credentials.yml` lists them, the environment opens them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.channels.telegram_settings import telegram_settings
from bot.channels.twilio_settings import twilio_settings
from bot.paths import ROOT
from locales import plain_yaml

CHANNELS = ROOT / "bot" / "credentials.yml"


def open_channels(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The class paths of the open channels. Raises `BadSettings` when one of them cannot work as it is set up."""
    telegram_settings(environment)
    twilio_settings(environment)
    listed = plain_yaml.parse(CHANNELS.read_text(encoding="utf-8"))
    needs = {path: channel.get("needs") for path, channel in listed.items()}
    return tuple(path for path, variable in needs.items() if variable is None or environment.get(variable))


def write_credentials(file: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Write Rasa's credentials file: the open channels by class, without any secret. Raises `BadSettings`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump({path: {} for path in open_channels(environment)}), encoding="utf-8")
    return file
