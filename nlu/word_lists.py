"""Lists of words per language that a mediator can read: `pt: [socorro, ajuda]`."""

from __future__ import annotations

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
    known = phrases(file)
    longest = max(map(len, known))
    return any(
        tuple(words[start:end]) in known
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + longest) + 1)
    )
