"""Which script a message is in, and the languages that are written in it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

from locales.languages import languages

LATIN = "Latn"
WINS_FROM = 0.3
"""Share of the letters from which a script other than Latin is the script of the message."""

# First word of a letter's Unicode name -> ISO 15924 code. Kana stand apart from Han: with kana it is Japanese.
_CODES = {"LATIN": LATIN, "CYRILLIC": "Cyrl", "ARABIC": "Arab", "DEVANAGARI": "Deva", "BENGALI": "Beng",
          "GURMUKHI": "Guru", "CJK": "Hans", "ETHIOPIC": "Ethi", "THAI": "Thai", "GEORGIAN": "Geor",
          "ARMENIAN": "Armn", "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "KATAKANA-HIRAGANA": "Jpan",
          "FULLWIDTH": LATIN, "FEMININE": LATIN, "MASCULINE": LATIN}  # fmt: skip
_UNKNOWN = "Zyyy"
_HAN_WEIGHT = 2
"""One Han character says about as much as two letters."""


@cache
def _script(char: str) -> str | None:
    """The script of one letter, None for anything else; scripts that no language here uses are 'Zyyy'."""
    if not char.isalpha():
        return None
    return _CODES.get(unicodedata.name(char, "").split(" ", 1)[0], _UNKNOWN)


def script_of(text: str) -> str | None:
    """Return the ISO 15924 code of the script of `text`, 'Zyyy' for one not known here, None without letters.

    A script other than Latin wins from 30 % of the letters on, since its texts carry Latin names and papers.
    """
    if text.isascii():
        return LATIN if any(map(str.isalpha, text)) else None
    counts = Counter(filter(None, map(_script, text)))
    if not counts:
        return None
    counts["Hans"] *= _HAN_WEIGHT
    if counts["Jpan"] and counts["Jpan"] * 10 >= counts["Hans"]:
        counts["Jpan"] += counts.pop("Hans")
    script = max((code for code in counts if code != LATIN), key=counts.__getitem__, default=LATIN)
    return script if counts[script] >= WINS_FROM * counts.total() else LATIN


@cache
def languages_of(script: str) -> tuple[str, ...]:
    """Return the languages of the list that are written in `script`, in its order; empty for an unknown one."""
    return tuple(code for code, language in languages().items() if script in language.scripts)


@cache
def decided_by_script(script: str) -> str | None:
    """Return the one language of the list that is written in `script`, None when there are more or none."""
    found = languages_of(script)
    return found[0] if len(found) == 1 else None
