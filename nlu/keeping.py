"""Who wants a visit to stay: 'don't cancel', 'keep it', 'I won't miss it'. The words are in `nlu/keeping.yml`."""

from __future__ import annotations

from pathlib import Path

from nlu.normalise import normalise
from nlu.word_lists import holds_one

FILE = Path(__file__).with_name("keeping.yml")
MOST_WORDS = 8
"""A longer message says more than that."""


def keeps(text: str) -> bool:
    """Return whether a short message asks to leave a visit as it is, in any language."""
    return len(normalise(text).split()) <= MOST_WORDS and holds_one(text, FILE)
