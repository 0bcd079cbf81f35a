"""Hours that bound a visit: 'before 11', 'between 14 and 16', '9h-12h'.

The words are the keys `before` and `between` of `nlu/dates/<language>.yml`. Where a month follows there is no hour:
'before 11 December'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.date_words import Token, Words, words

Hour = tuple[int, int, bool]
"""Hour, minute, and whether it is surely one of 24 hours."""

_HOUR = re.compile(
    r"(\d{1,2})(?:\s?(?::|h|\.|час\w*)\s?(\d{2})(?!\d))?(\s?h(?:rs?)?\b)?(?:\s?([ap])\.?\s?m\b\.?)?", re.I
)
_DASH = re.compile(r"\s?[-–—]\s?")
_JOINED = frozenset("/.,:-–—")


@dataclass(frozen=True)
class HourLimits:
    """From which hour on, before which, the words that say so, and the message without them.

    `signed` says that a number has a sign of the hour: '11h', '11 Uhr'. Without one it may count anything.
    """

    first: Hour | None
    before: Hour
    signed: bool
    read: str
    rest: str


@dataclass(frozen=True)
class _Reading:
    """Hours of a phrase in their order, whether one has a sign of the hour, and the character where the phrase ends."""

    hours: tuple[Hour, ...]
    signed: bool
    end: int


def find_limits(text: str, languages: Sequence[str]) -> HourLimits | None:
    """Return the bounds that a message, its digits ASCII, names in the words of the first of the languages that reads
    any; else None."""
    for language in languages:
        known = words(language)
        tokens = known.tokens(text)
        for at, token in enumerate(tokens):
            readings = (_phrase(known, text, tokens, at, phrase) for phrase in known.limits_from(token))
            for reading in (*readings, _dashed(known, text, tokens, at)):
                if reading:
                    first = reading.hours[0] if len(reading.hours) > 1 else None
                    words_read, rest = text[token.start : reading.end], f"{text[: token.start]} {text[reading.end :]}"
                    return HourLimits(first, reading.hours[-1], reading.signed, words_read, rest)
    return None


def _phrase(known: Words, text: str, tokens: Sequence[Token], at: int, phrase: Sequence[str]) -> _Reading | None:
    """Read a phrase whose words begin at a token; words like 'Uhr' may stand behind each number."""
    hours: list[Hour] = []
    if text[: tokens[at].start][-1:] in _JOINED:
        return None
    signed = at > 0 and tokens[at - 1].word in known.hour_words
    for piece in phrase:
        if hours and at < len(tokens) and tokens[at].word != piece:
            behind = _skip_hour_words(known, tokens, at)
            at, signed = behind, signed or behind > at
        if at >= len(tokens):
            return None
        if piece != "#":
            if tokens[at].word != piece:
                return None
            at, signed = at + 1, signed or piece in known.hour_words
            continue
        read = _hour(text, tokens, at)
        if read is None:
            return None
        hour, sign, at = read
        hours.append(hour)
        signed = signed or sign
    return _whole(known, tokens, at, hours, signed)


def _dashed(known: Words, text: str, tokens: Sequence[Token], at: int) -> _Reading | None:
    """Read '10-12' and '14h – 16h'; a date in figures has more of them."""
    first = _hour(text, tokens, at)
    if first is None or not tokens[at].word.isdigit() or text[: tokens[at].start][-1:] in _JOINED:
        return None
    hour, signed, behind = first
    if behind >= len(tokens) or not tokens[behind].word.isdigit():
        return None
    if not _DASH.fullmatch(text, tokens[behind - 1].end, tokens[behind].start):
        return None
    second = _hour(text, tokens, behind)
    if second is None or text[tokens[second[2] - 1].end :][:1] in _JOINED:
        return None
    return _whole(known, tokens, second[2], [hour, second[0]], signed or second[1])


def _whole(known: Words, tokens: Sequence[Token], at: int, hours: Sequence[Hour], signed: bool) -> _Reading | None:
    behind = _skip_hour_words(known, tokens, at)
    if behind == at and any(known.names_month(tokens, n) for n in range(at, min(at + 3, len(tokens)))):
        return None
    return _Reading(tuple(hours), signed or behind > at, tokens[behind - 1].end)


def _skip_hour_words(known: Words, tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].word in known.hour_words:
        at += 1
    return at


def _hour(text: str, tokens: Sequence[Token], at: int) -> tuple[Hour, bool, int] | None:
    """The hour that begins at a token, whether it has a sign of the hour, and the token behind it."""
    token = tokens[at]
    if token.number is None:
        return None
    match = _HOUR.match(text, token.start)
    if match is None:  # a number in words
        return ((token.number, 0, False), False, at + 1) if token.number <= 24 else None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[4] or "").lower()
    if hour > 24 or minute > 59:
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    sure = bool(half) or match[1].startswith("0")
    signed = bool(match[2] or match[3] or half)
    behind = next((n for n in range(at, len(tokens)) if tokens[n].start >= match.end()), len(tokens))
    return (hour % 24, minute, sure), signed, behind
