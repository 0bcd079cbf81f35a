"""Languages that a message names: 'in English please', 'po-russki', 'हिंदी में'."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from locales import plain_yaml
from nlu.normalise import normalise

FILE = Path(__file__).with_name("languages.yml")
_LONGEST = 6
"""Words of the longest name; in Chinese every character is one."""
_STEM = 4
"""Letters of the shortest stem that any ending may follow."""


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Whole names, and stems that any ending may follow, each with the code of the language."""
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for code, names in plain_yaml.parse(FILE.read_text(encoding="utf-8")).items():
        for name in names:
            stem = name.endswith("*")
            word = normalise(name)
            if whole.get(word, code) != code or stems.get(word, code) != code:
                raise ValueError(f"{FILE.name}: {name!r} names two languages; keep it for one")
            if stem and len(word) < _STEM:
                raise ValueError(f"{FILE.name}: {name!r} is too short for a stem; write it out")
            (stems if stem else whole)[word] = code
    return whole, stems


def _named(words: str) -> str | None:
    whole, stems = _names()
    if words in whole:
        return whole[words]
    if " " in words:
        return None
    for length in range(len(words), _STEM - 1, -1):
        if words[:length] in stems:
            return stems[words[:length]]
    return None


def find_languages(text: str) -> list[tuple[str, str]]:
    """Return the languages named in a text, in order, none twice: ISO code and the words, normalised."""
    words = normalise(text).split()
    found: dict[str, str] = {}
    start = 0
    while start < len(words):
        for size in range(min(_LONGEST, len(words) - start), 0, -1):
            name = " ".join(words[start : start + size])
            if code := _named(name):
                found.setdefault(code, name)
                start += size - 1
                break
        start += 1
    return list(found.items())
