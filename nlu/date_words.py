"""The words for days and times, one file a language: `nlu/dates/<language>.yml`.

In the phrases of a file # stands for a number, in digits or in words. The keys: `weekdays` (Monday first; `short` forms
count only in an answer), `next_weekday` (said before one: the week after this), `today` `tomorrow` `after_tomorrow`
`yesterday` `before_yesterday`, `any_day` (whichever day, the soonest), `morning` `afternoon` `evening` `noon`,
`this_week` `next_week` `week_after_next` `weekend`, `this_month` `next_month`, `in_days` `in_weeks`, `day_of_month`,
`after_day` (not before the day after it), `month_day` (# month, # day), `month_link` (words between day and month),
`months` (spellings that Babel and dateparser do not know), `month_number` (# month), `month_before` `month_behind`
(words beside a month that is named without a day), `time` `time_minutes` `half_past` `half_to`, `time_asked` (counts
only where a day or time was asked for), `before` (the hour that a visit must come before), `between` (# and #),
`numbers` (one, two, three …), `not_dates` (phrases that only look like a day or time), `only_here` (phrases that do not
count in a message of another language).
A phrase in two lists of days means both.

A day that is excluded ('not Monday') has `not_before` (words before it) or `not_behind` (words behind it; one word
alone counts only where the sentence ends: 'segunda não', but not 'segunda não trabalho'). `not_between` are small words
that may stand between them and the day, `not_joined` those with which the next day is excluded too ('not Monday or
Tuesday'), and `why_not` those that only look so and propose a day ('why not Monday').
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from babel.dates import get_month_names

from locales import plain_yaml
from nlu.normalise import normalise

FOLDER = Path(__file__).with_name("dates")
DAYS = {"today": 0, "tomorrow": 1, "after_tomorrow": 2, "yesterday": -1, "before_yesterday": -2}
PARTS = ("morning", "afternoon", "evening")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_PIECE = re.compile(rf"\d+|[{_HAN}]|[^\W\d_{_HAN}][^\s\d\-‐–—.,;:!?()\[\]/\\|\"«»“”…،؛؟।॥。，、！？：；{_HAN}]*")
_BREAK = re.compile(r"[.,;:!?()\[\]\n\r…،؛؟।॥。，、！？：；–—]|\s-\s")
_PATTERNS = (
    "noon", "this_week", "next_week", "week_after_next", "weekend", "this_month", "next_month", "any_day", "in_days",
    "in_weeks", "day_of_month", "after_day", "month_day", "month_number", "time", "time_minutes", "time_asked",
    "half_past", "half_to", "not_dates",
)  # fmt: skip
_EXCLUDING = ("not_before", "not_behind", "not_between", "not_joined", "why_not")
_KEYS = {
    *DAYS, *PARTS, *_PATTERNS, *_EXCLUDING, "weekdays", "short", "next_weekday", "month_link", "month_before",
    "month_behind", "months", "numbers", "only_here", "before", "between",
}  # fmt: skip
_BESIDE = 60
"""So many characters on either side of a day are searched for the words that exclude it."""


@dataclass(frozen=True)
class Token:
    """One word of a message as the phrases know it, the number it stands for, and where it stands."""

    word: str
    number: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Excluding:
    """The words of one language that exclude the day beside them."""

    not_before: frozenset[tuple[str, ...]]
    not_behind: frozenset[tuple[str, ...]]
    not_between: frozenset[tuple[str, ...]]
    not_joined: frozenset[tuple[str, ...]]
    why_not: frozenset[tuple[str, ...]]

    def before(self, text: str, start: int) -> int | None:
        """Where the words begin that exclude what begins at `start`, or None."""
        pieces = _run(text[max(0, start - _BESIDE) : start], backwards=True)
        for gap in range(self._between(pieces[::-1]), -1, -1):
            words = [word for word, _, _ in pieces[: len(pieces) - gap]]
            if any(tuple(words[-len(form) :]) == form for form in self.why_not):
                return None
            for size in range(len(words), 0, -1):
                if tuple(words[-size:]) in self.not_before:
                    return max(0, start - _BESIDE) + pieces[len(words) - size][1]
        return None

    def behind(self, text: str, end: int, following: int) -> int | None:
        """Where the words end that exclude what ends at `end`, or None; `following` is where the next day begins."""
        pieces = _run(text[end : min(following, end + _BESIDE)])
        for gap in range(self._between(pieces) + 1):
            words = [word for word, _, _ in pieces[gap:]]
            for size in range(len(words), 0, -1):
                if tuple(words[:size]) in self.not_behind and (size > 1 or len(words) == 1):
                    return end + pieces[gap + size - 1][2]
        return None

    def joins(self, text: str) -> bool:
        """Whether a text between two days only joins the second to the first."""
        words = [word for word, _, _ in _run(text)]
        small = [word for word in words if (word,) not in self.not_between]
        whole = len(words) == len(_PIECE.findall(text)) and not _BREAK.search(text)
        return whole and tuple(small) in self.not_joined

    def _between(self, pieces: Sequence[tuple[str, int, int]]) -> int:
        """How many words, at most two, are small ones."""
        small = [(word,) in self.not_between for word, _, _ in pieces[:2]]
        return small.index(False) if False in small else len(small)


def _run(text: str, backwards: bool = False) -> list[tuple[str, int, int]]:
    """The words of a text up to the first sign that breaks a sentence; backwards, from the last such sign on."""
    breaks = [match.span() for match in _BREAK.finditer(text)]
    start = breaks[-1][1] if breaks and backwards else 0
    end = breaks[0][0] if breaks and not backwards else len(text)
    found = ((normalise(m[0]).replace(" ", ""), m.start(), m.end()) for m in _PIECE.finditer(text, start, end))
    return [piece for piece in found if piece[0]]


class Words:
    """The words of one language, ready to be looked for."""

    def __init__(self, language: str) -> None:
        file = FOLDER / f"{language}.yml"
        data = plain_yaml.parse(file.read_text(encoding="utf-8"))
        if unknown := set(data) - _KEYS:
            raise ValueError(f"nlu/dates/{file.name}: unknown key {sorted(unknown)}; the keys are in nlu/dates.py")
        if len(data["weekdays"]) != 7:
            raise ValueError(f"nlu/dates/{file.name}: weekdays needs seven lists, Monday first")
        if not data.get("any_day"):
            raise ValueError(f"nlu/dates/{file.name}: any_day needs the ways to say 'any day' and 'the soonest'")
        self.numbers = {_split(form): n for n, forms in enumerate(data["numbers"], start=1) for form in forms}
        self.only_here = {_split(form) for form in data.get("only_here", [])}
        self.links = {normalise(word) for word in data.get("month_link", [])}
        self.short = {_split(form): n for n, forms in enumerate(data.get("short", [])) for form in forms}
        self.month_before = {_split(form) for form in data.get("month_before", [])}
        self.month_behind = {_split(form) for form in data.get("month_behind", [])}
        self.excluding = Excluding(**{key: frozenset(map(_split, data.get(key, []))) for key in _EXCLUDING})
        self.patterns: dict[tuple[str, ...], list[tuple[str, int]]] = {}
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        self._read(data)
        for pattern in self.patterns:
            self.by_first.setdefault(pattern[0], []).append(pattern)
        for group in self.by_first.values():
            group.sort(key=len, reverse=True)
        more = {_split(form): n for n, forms in data.get("months", {}).items() for form in forms}
        self.months = _months(language, "wide", "abbreviated") | more
        self.whole_months = {*_months(language, "wide"), *more}
        self.hour_words = {word for form in data["time"] for word in _split(form)} - {"#"}
        self._limits: dict[str, list[tuple[str, ...]]] = {}
        for form in (*data["between"], *data["before"]):
            self._limits.setdefault(_split(form)[0], []).append(_split(form))

    def _read(self, data: dict[str, list]) -> None:
        for n, forms in enumerate(data["weekdays"]):
            for form in forms:
                self._add(form, "weekday", n)
                for first in data.get("next_weekday", []):
                    self._add(first + form, "next_weekday", n)
        for key, offset in DAYS.items():
            for form in data[key]:
                self._add(form, "day", offset)
        for n, key in enumerate(PARTS):
            for form in data[key]:
                self._add(form, "part", n)
        for key in _PATTERNS:
            for form in data.get(key, []):
                self._add(form, key, 0)

    def _add(self, form: str, kind: str, value: int) -> None:
        meanings = self.patterns.setdefault(_split(form), [])
        if (kind, value) not in meanings:
            meanings.append((kind, value))

    def tokens(self, text: str) -> list[Token]:
        """The words of a text, number words made numbers where the language has them."""
        plain = [
            Token(word, int(word) if word.isdigit() and len(word) < 5 else None, m.start(), m.end())
            for m in _PIECE.finditer(text)
            if (word := normalise(m[0]).replace(" ", ""))
        ]
        longest = max(map(len, self.numbers), default=1)
        found: list[Token] = []
        at = 0
        while at < len(plain):
            for size in range(min(longest, len(plain) - at), 0, -1):
                words = tuple(token.word for token in plain[at : at + size])
                if words in self.numbers:
                    last = plain[at + size - 1]
                    found.append(Token("".join(words), self.numbers[words], plain[at].start, last.end))
                    break
            else:
                size = 1
                found.append(plain[at])
            at += size
        return found

    def like_month(self, word: str) -> bool:
        """Whether a word that has no other meaning here begins like a month."""
        begins = any(len(name) == 1 and name[0][:2] == word[:2] for name in self.months)
        return len(word) > 2 and begins and (word,) not in self.patterns

    def limits_from(self, token: Token) -> list[tuple[str, ...]]:
        """The phrases for hours that bound a visit which may begin with a token."""
        return self._limits.get(token.word, []) + (self._limits.get("#", []) if token.number is not None else [])

    def names_month(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether the name of a month begins at a token."""
        return any(tuple(token.word for token in tokens[at : at + size]) in self.months for size in (1, 2))

    def longest(self, tokens: Sequence[Token], at: int) -> tuple[str, ...] | None:
        """The longest pattern that the tokens from `at` on fulfil."""
        firsts = [*self.by_first.get(tokens[at].word, [])]
        if tokens[at].number is not None:
            firsts += self.by_first.get("#", [])
        fitting = [p for p in firsts if len(p) <= len(tokens) - at and all(map(_fits, p, tokens[at:]))]
        return max(fitting, key=len, default=None)


def _fits(wanted: str, token: Token) -> bool:
    return token.number is not None if wanted == "#" else token.word == wanted


def _split(form: str) -> tuple[str, ...]:
    """A phrase of the files as the tokens that a message gives."""
    return tuple("#" if piece == "#" else normalise(piece).replace(" ", "") for piece in _pieces(form))


def _pieces(form: str) -> Iterator[str]:
    for part in re.split("(#)", form):
        yield from ["#"] if part == "#" else _PIECE.findall(part)


def _months(language: str, *widths: Literal["wide", "abbreviated"]) -> dict[tuple[str, ...], int]:
    """Month names and abbreviations of the language, from Babel's CLDR data."""
    names: dict[tuple[str, ...], int] = {}
    for width in widths:
        for context in ("format", "stand-alone"):
            for number, name in get_month_names(width, context, language).items():
                names.setdefault(_split(name), number)
    return {name: number for name, number in names.items() if name and not name[0].isdigit()}


@lru_cache(maxsize=500)
def month_by_dateparser(word: str, language: str) -> int | None:
    """The month that dateparser reads in a word that Babel does not know (abbreviations, endings)."""
    import dateparser  # half a second, which most messages never need

    settings = {"REQUIRE_PARTS": ["day", "month"], "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    parsed = dateparser.parse(f"1 {word}", languages=[language], settings=settings)  # type: ignore[arg-type]
    return parsed.month if parsed and parsed.day == 1 else None


@cache
def words(language: str) -> Words:
    """Return the words of a language; raises FileNotFoundError for one without a file (see `languages`)."""
    return Words(language)


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file, in alphabetical order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.yml")))
