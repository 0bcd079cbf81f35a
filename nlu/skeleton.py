"""The consonants of a word, so that two ways of writing one language in Latin letters meet.

Machine romanisation gives 'nvikrn' for Hindi 'नवीकरण', people type 'navikaran': both have the skeleton
'nvkrn'. Letters that stand for the same sound in chat spelling are merged, vowels inside a word go.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MERGED = (
    ("tch", "c"), ("sch", "s"), ("chh", "c"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("sh", "s"),
    ("ch", "c"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("zh", "j"), ("ck", "k"), ("qu", "k"), ("x", "ks"),
)  # fmt: skip
_SAME = str.maketrans({"w": "v", "q": "k", "z": "j"})
_INNER = re.compile(r"(?<=.)[aeiouyh]")
_LEADING = re.compile(r"^[aeiou]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def _word(word: str) -> str:
    if word.isdigit():
        return word
    for pair, letter in _MERGED:
        word = word.replace(pair, letter)
    word = _LEADING.sub("a", word.translate(_SAME))
    return _DOUBLE.sub(r"\1", _INNER.sub("", word))


def skeleton(latin_text: str) -> str:
    """Return the skeleton of every word of a text in a-z, 0-9 and spaces (see `nlu.normalise.latin`)."""
    return " ".join(_word(word) for word in latin_text.split())
