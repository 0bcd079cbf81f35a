"""Bare cries for help: 'help!', 'bachao', 'SOS'. The words are in `nlu/cries.yml`."""

from __future__ import annotations

from pathlib import Path

from nlu.word_lists import is_one

FILE = Path(__file__).with_name("cries.yml")


def cries(text: str) -> bool:
    """Return whether a message is nothing but a cry for help, in any language."""
    return is_one(text, FILE)
