"""How hard a text is to read: a simple measure that works in every script with sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

HARD_WORDS, HARD_SIGNS = 20, 45
"""A sentence with more words, or in scripts without spaces more signs, is hard to follow."""
_ENDS = re.compile(r"(?<=[.!?…।۔؟。！？;:；：])\s*(?=\S)(?<![\d]\.)|\n+")


@dataclass(frozen=True)
class Reading:
    """Number of sentences, mean words in one, and the sentences that are too long."""

    sentences: int
    mean: float
    hard: tuple[str, ...]


def reading(text: str) -> Reading:
    """Measure a text. Lines of a list count as sentences."""
    found = [part.strip(" -•") for part in _ENDS.split(text) if part and part.strip(" -•")]
    lengths = [len(sentence.split()) for sentence in found]
    mean = round(sum(lengths) / len(lengths), 1) if lengths else 0.0
    return Reading(len(found), mean, tuple(s for s in found if _is_hard(s)))


def _is_hard(sentence: str) -> bool:
    words = sentence.split()
    unspaced = len(sentence) > 12 * len(words)
    return len(sentence) > HARD_SIGNS if unspaced else len(words) > HARD_WORDS
