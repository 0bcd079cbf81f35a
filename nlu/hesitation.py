"""Who hesitates says neither yes nor no: 'hm', 'wait', 'I don't know'. The words are in `nlu/hesitation.yml`."""

from __future__ import annotations

from pathlib import Path

from nlu.normalise import normalise
from nlu.word_lists import holds_one, is_one

FILE = Path(__file__).with_name("hesitation.yml")
MOST_WORDS = 6
"""A longer message says more than that."""


def hesitates(text: str) -> bool:
    """Return whether a short message holds words of hesitation, in any language: they are typed in every one."""
    return len(normalise(text).split()) <= MOST_WORDS and holds_one(text, FILE)


def only_hesitates(text: str) -> bool:
    """Return whether a message is nothing but such a word: 'maybe', 'I don't know'."""
    return is_one(text, FILE)
