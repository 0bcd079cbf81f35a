"""Whether a text is in the language of its folder, judged by a detector that never saw these texts, and by letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pycld2

from locales import plain_yaml
from locales.languages import languages

FILE = Path(__file__).with_name("tongue.yml")
ENOUGH_WORDS = 35  # below, names of papers outweigh the rest for the detector: it took 15 of 2,016 SMS for another's
ENOUGH_MARKS = 3
MAJORITY = 2.0  # times the marks of the next language: a text may quote the other one
_BRACKETS = re.compile(r"\([^()]*\)")  # there stand the names of papers in the language of the country
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]+")
_TOKEN = re.compile(r"[^\s.,;:()!?¿¡«»\"“”।؟،؛/–-]+")
_Marks = Mapping[str, tuple[frozenset[str], re.Pattern[str]]]  # language → its words, its letters


def other_tongue(text: str, language: str) -> str | None:
    """The language `text` is clearly in when that is not `language`; None when it may well be `language`.

    Only languages written in a script of `language` are told apart. The detector decides among them, from
    ENOUGH_WORDS on; letters and small words decide between close languages, also in shorter texts.
    """
    rivals = _rivals(language)
    if len(rivals) < 2:
        return None
    own = _without_names(text, language)
    found = _by_detector(own, rivals) if len(own.split()) >= ENOUGH_WORDS else None
    close = next((group for group in _groups() if language in group), None)
    if close and (found is None or found in close):
        found = _by_marks(own, close) or found
    return None if found == language else found


@cache
def _rivals(language: str) -> frozenset[str]:
    """The languages of the list that share a script with `language`, itself included."""
    scripts = set(languages()[language].scripts)
    return frozenset(code for code, other in languages().items() if scripts & set(other.scripts))


def _without_names(text: str, language: str) -> str:
    """`text` without what stands in brackets and, in other scripts, without Latin words."""
    inside = _BRACKETS.sub(" ", text)
    return inside if languages()[language].latin else _LATIN_WORD.sub(" ", inside)


def _by_marks(text: str, group: _Marks) -> str | None:
    """The language of a close group whose marks clearly lead in `text`; None when none does."""
    (first, most), (_, next_most), *_ = Counter(dict(_counts(text.lower(), group))).most_common(2)
    return first if most >= ENOUGH_MARKS and most >= MAJORITY * next_most else None


def _counts(text: str, group: _Marks) -> Iterator[tuple[str, int]]:
    tokens = Counter(_TOKEN.findall(text))
    for language, (words, letters) in group.items():
        yield language, sum(tokens[word] for word in words) + len(letters.findall(text))


@cache
def _groups() -> tuple[_Marks, ...]:
    written = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    return tuple({language: _marks(row) for language, row in group.items()} for group in written)


def _marks(row: Mapping[str, list[str]]) -> tuple[frozenset[str], re.Pattern[str]]:
    letters = "|".join(map(re.escape, row.get("letters", ()))) or r"(?!)"
    return frozenset(row.get("words", ())), re.compile(letters)


def _by_detector(text: str, rivals: frozenset[str]) -> str | None:
    """The language of `rivals` to which CLD2 gives the largest share of `text`; None when it names none of them."""
    try:
        _, _, named = pycld2.detect(text, bestEffort=True)
    except pycld2.error:
        return None
    shares: Counter[str] = Counter()
    for _, code, percent, _ in named:
        shares[code.split("-")[0]] += percent
    leader = max(rivals, key=lambda code: (shares[code], code))
    return leader if shares[leader] else None
