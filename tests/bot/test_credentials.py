"""The environment opens the channels; a set-up that cannot work is refused before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from rasa.core.run import create_http_input_channels
from rasa.shared.exceptions import RasaException

from bot.channels.bad_settings import BadSettings
from bot.channels.credentials import open_channels, write_credentials

TELEGRAM = {"FAROL_TELEGRAM_TOKEN": "700:secret-part"}
TWILIO = {
    "FAROL_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "FAROL_TWILIO_AUTH_TOKEN": "auth",
    "FAROL_TWILIO_NUMBER": "+351900000002",
    "FAROL_PUBLIC_URL": "https://farol.example",
}


def names(environment: dict[str, str]) -> set[str]:
    return {path.split(".")[2] for path in open_channels(environment)}


def test_without_a_token_only_the_web_page_is_open() -> None:
    assert names({}) == {"web"}


def test_each_token_opens_its_channel() -> None:
    assert names(TELEGRAM) == {"web", "telegram"}
    assert names(TWILIO) == {"web", "twilio"}


def test_no_secret_is_written_to_the_file(tmp_path: Path) -> None:
    file = write_credentials(tmp_path / "build" / "credentials.yml", TELEGRAM)
    assert "secret-part" not in file.read_text()
    assert set(yaml.safe_load(file.read_text())) == set(open_channels(TELEGRAM))


def test_a_sender_that_cannot_receive_replies_is_refused_before_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot receive replies"):
        write_credentials(tmp_path / "credentials.yml", {**TWILIO, "FAROL_TWILIO_NUMBER": "FAROL"})


def test_rasa_makes_the_channels_from_the_file_and_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {**TWILIO, **TELEGRAM, "FAROL_TELEGRAM_WEBHOOK_SECRET": "a"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    file = write_credentials(tmp_path / "credentials.yml", environment)
    made = {channel.name(): channel for channel in create_http_input_channels(None, str(file))}
    assert {"telegram", "twilio"} <= set(made)


def test_rasa_says_one_sentence_when_a_variable_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_credentials(tmp_path / "credentials.yml", TELEGRAM)
    monkeypatch.setenv("FAROL_TELEGRAM_TOKEN", "nonsense")
    with pytest.raises(RasaException, match="FAROL_TELEGRAM_TOKEN"):
        create_http_input_channels(None, str(file))
