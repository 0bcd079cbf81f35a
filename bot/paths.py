"""Where things lie on disk: one place, so that tests and `--database` can move them."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("FAROL_BUILD", ROOT / ".build"))
DATA = Path(os.environ.get("FAROL_DATA", ROOT / ".data"))
MODELS = BUILD / "models"
NLU_ARTEFACTS = BUILD / "nlu"


def database_file() -> Path:
    """The SQLite file of appointments and answers (`FAROL_DATABASE` moves it)."""
    return Path(os.environ.get("FAROL_DATABASE", DATA / "farol.sqlite3"))


def tracker_file() -> Path:
    """The SQLite file of the conversations, beside the first."""
    return database_file().with_name("conversations.sqlite3")


def model_store() -> Path:
    """Models that were trained at the desk, by their hash (`FAROL_MODELS`). Every server and the worker share it."""
    return Path(os.environ.get("FAROL_MODELS", DATA / "models"))


def evaluation_sets() -> Path:
    """The messages that a new model is measured on (`FAROL_EVALUATION`, for an image without tests)."""
    return Path(os.environ.get("FAROL_EVALUATION", ROOT / "tests" / "evaluation"))
