"""Who hesitates says neither yes nor no: 'hm', 'wait', 'I don't know'. The words are in `nlu/hesitation.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from locales import plain_yaml
from nlu.normalise import normalise

FILE = Path(__file__).with_name("hesitation.yml")
MOST_WORDS = 6
"""A longer message says more than that."""


def hesitates(text: str) -> bool:
    """Return whether a short message holds words of hesitation, in any language: they are typed in every one."""
    words = normalise(text).split()
    if len(words) > MOST_WORDS:
        return False
    runs = {tuple(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)}
    return not runs.isdisjoint(_phrases())


def only_hesitates(text: str) -> bool:
    """Return whether a message is nothing but such a word: 'maybe', 'I don't know'."""
    return tuple(normalise(text).split()) in _phrases()


@cache
def _phrases() -> frozenset[tuple[str, ...]]:
    languages = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    for language, phrases in languages.items():
        if not isinstance(phrases, list) or not all(
            isinstance(phrase, str) and normalise(phrase) for phrase in phrases
        ):
            raise ValueError(f"nlu/hesitation.yml, {language}: a list of words; put quotes around no, on and numbers")
    return frozenset(tuple(normalise(phrase).split()) for phrases in languages.values() for phrase in phrases)
