"""The rule of the minor edit: spelling and wording only, so that what was checked stays checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from actions.answers.texts import Text
from knowledge.parity import addresses, figures
from locales import plain_yaml
from nlu import date_words

NEGATIONS = Path(__file__).with_name("negations.yml")
_BETWEEN = re.compile(r"[\s.,;:!?()«»\"…।۔؟،。，、：；/–—-]+")
LARGEST = 0.1
"""Share of a part (title, text, SMS) that may differ."""


def refusals(old: Text, new: Text, language: str) -> list[str]:
    """Why `new` is no minor edit of `old`: `figures`, `addresses`, `dates`, `negation`, `too_much`, `unknown_words`.

    Empty when it is one. Without word lists for the language nothing can be told, so `unknown_words` refuses.
    """
    if language not in negations() or language not in date_words.languages():
        return ["unknown_words"]
    return sorted(
        {why for before, after in zip(old.parts, new.parts, strict=True) for why in _of_part(before, after, language)}
    )


def _of_part(before: str, after: str, language: str) -> Iterator[str]:
    if figures(before) != figures(after):
        yield "figures"
    if addresses(before) != addresses(after):
        yield "addresses"
    if _dates(before, language) != _dates(after, language):
        yield "dates"
    if _negated(before, language) != _negated(after, language):
        yield "negation"
    if Levenshtein.distance(before, after) > LARGEST * max(len(before), 1):
        yield "too_much"


def _dates(text: str, language: str) -> Counter[str]:
    """Numbers in words, months and days of the week."""
    words = date_words.words(language)
    found: Counter[str] = Counter()
    for token in words.tokens(text):
        if token.number is not None and not token.word.isdigit():  # digits are figures
            found[f"number {token.number}"] += 1
        elif (token.word,) in words.months:
            found[f"month {words.months[token.word,]}"] += 1
        elif any(kind == "weekday" for kind, _ in words.patterns.get((token.word,), ())):
            found[f"day {token.word}"] += 1
    return found


def _negated(text: str, language: str) -> Counter[str]:
    whole, parts = negations()[language]
    text = text.casefold()
    tokens = Counter(word for word in _BETWEEN.split(text) if word in whole)
    return tokens + Counter({part: text.count(part) for part in parts})


@cache
def negations(file: Path = NEGATIONS) -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """For each language its negating words, and the pieces that negate inside a word, in lower case."""
    rows = plain_yaml.parse(file.read_text(encoding="utf-8"))
    return {
        str(code): (
            frozenset(str(word).casefold() for word in row.get("words", ())),
            tuple(str(part).casefold() for part in row.get("parts", ())),
        )
        for code, row in rows.items()
    }
