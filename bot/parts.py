"""The three processes of an installation and what each needs: on one machine together, on many one by one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.channels.credentials import write_credentials
from bot.endpoints import conversations_url, write_endpoints
from bot.paths import BUILD, tracker_file


def environment() -> dict[str, str]:
    """The environment of every part."""
    return {
        # A model that was replaced gives its memory back to the system: about 100 MB after a few of them.
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": "1048576",
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "FAROL_TRACKERS": str(tracker_file()),
        "FAROL_CONVERSATIONS_URL": conversations_url(),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "LOG_LEVEL_LIBRARIES": "ERROR",
    }


def rasa(model: Path, host: str, port: int) -> list[str]:
    """The command of the assistant: channels, understanding, actions. Raises `BadSettings`."""
    credentials = write_credentials(BUILD / "credentials.yml")
    endpoints = write_endpoints(BUILD / "endpoints.yml")
    return [sys.executable, "-m", "bot.rasa_server", "run", "-m", str(model), "--endpoints", str(endpoints),
            "--credentials", str(credentials), "-i", host, "-p", str(port), "--quiet"]  # fmt: skip


def desk(host: str, port: int) -> list[str]:
    """The command of the desk and the health page."""
    return [sys.executable, "-m", "gunicorn", "bot.desk.wsgi", "-b", f"{host}:{port}", "--workers", "1",
            "--threads", "4", "--log-level", "warning"]  # fmt: skip


def worker() -> list[str]:
    """The command of the work that happens later."""
    return [sys.executable, "-m", "bot", "worker"]
