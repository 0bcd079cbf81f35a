"""Words with which people ask for an appointment: 'appointment', 'rdv', 'cita'. They are in `nlu/visit_words.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nlu.word_lists import holds_one, without

FILE = Path(__file__).with_name("visit_words.yml")


def names_visit(text: str) -> bool:
    """Return whether a message names an appointment, in any language."""
    return holds_one(text, FILE)


def without_visit(words: Sequence[str]) -> list[str]:
    """Return normalised words without those that name an appointment."""
    return without(words, FILE)
