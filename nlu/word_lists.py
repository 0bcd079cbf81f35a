"""Lists of words per language that a mediator can read: `pt: [socorro, ajuda]`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from locales import plain_yaml
from nlu.normalise import normalise

Phrase = tuple[str, ...]


@cache
def phrases(file: Path) -> frozenset[Phrase]:
    """Return every phrase of a list, of all languages, as normalised words: what people type mixes languages.

    Raises ValueError, naming file, language and cure, where an entry is no text.
    """
    found: set[Phrase] = set()
    for language, texts in plain_yaml.parse(file.read_text(encoding="utf-8")).items():
        if not isinstance(texts, list) or not all(isinstance(text, str) and normalise(text) for text in texts):
            raise ValueError(f"nlu/{file.name}, {language}: a list of words; put quotes around no, on and numbers")
        found |= {tuple(normalise(text).split()) for text in texts}
    return frozenset(found)


def is_one(text: str, file: Path) -> bool:
    """Return whether a message is nothing but a phrase of the list."""
    return tuple(normalise(text).split()) in phrases(file)


def holds_one(text: str, file: Path) -> bool:
    """Return whether a phrase of the list stands anywhere in a message."""
    words = normalise(text).split()
    return len(without(words, file)) < len(words)


def without(words: Sequence[str], file: Path) -> list[str]:
    """Return normalised words without the phrases of the list, the longest taken first."""
    known = phrases(file)
    longest = max(map(len, known))
    left: list[str] = []
    at = 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        size = next((size for size in sizes if tuple(words[at : at + size]) in known), 0)
        if not size:
            left.append(words[at])
        at += size or 1
    return left
