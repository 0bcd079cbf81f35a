"""Words with which people cancel a visit: 'cancel', 'desmarcar', 'iptal'. They are in `nlu/cancel_words.yml`."""

from __future__ import annotations

from pathlib import Path

from nlu.word_lists import holds_one

FILE = Path(__file__).with_name("cancel_words.yml")


def names_cancelling(text: str) -> bool:
    """Return whether a message holds a word for cancelling, in any language."""
    return holds_one(text, FILE)
