"""Which script a text is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter

_NAMES = {"CJK": "Han"}


def dominant_script(text: str) -> str | None:
    """The script of most letters of `text` by Unicode name ('Latin', 'Devanagari', 'Han' …); None without letters.

    Han and the Indic scripts win from 30 % of the letters on: their texts carry Latin names and papers.
    """
    counts: Counter[str] = Counter()
    for char in text:
        if char.isalpha():
            name = unicodedata.name(char, "").split(" ", 1)[0]
            counts[_NAMES.get(name, name.capitalize())] += 1
    total = counts.total()
    if not total:
        return None
    others = Counter({script: n for script, n in counts.items() if script != "Latin"})
    if others and others.most_common(1)[0][1] >= 0.3 * total:
        return others.most_common(1)[0][0]
    return counts.most_common(1)[0][0]
