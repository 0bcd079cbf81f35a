"""When: the day and the time that a message means, in the words of 17 languages and in digits of any script.

What cannot be known is not guessed: 'kal' (yesterday or tomorrow) and two days in one message come back as
`ambiguous`, 31 February and days gone by come back as `bad`, in the person's own words. A day that is excluded ('not
Monday') is told as such.

The words are in `nlu/dates/<language>.yml`, whose keys are explained in `nlu/date_words.py`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from locales.digits import ascii_digits
from nlu.date_figures import read_figures
from nlu.date_finding import Finding, When, next_month, time_of_day
from nlu.date_words import PARTS, Excluding, Token, Words, languages, month_by_dateparser, words
from nlu.hour_limits import HourLimits, find_limits
from nlu.normalise import normalise

FALLBACK = ("pt", "en")
"""Languages whose words people mix into every other."""

_ANY_NOW = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)


class _Reader:
    """Reads one message: first what is written in figures, then the words."""

    def __init__(self, text: str, now: dt.datetime, asked: str | None) -> None:
        self.plain = ascii_digits(unicodedata.normalize("NFKC", text))
        self.found = Finding(now.date(), asked)
        self.foreign = False
        self.loose: set[int] = set()  # the words that no phrase has taken
        self.text = read_figures(self.plain, self.found)

    def words(self, language: str, own: str, answer: bool, bare: bool = False) -> Finding:
        """Add what the words of a language say; `own` is the message's.

        `answer` lets a short weekday stand alone, `bare` a number.
        """
        known = words(language)
        tokens = known.tokens(self.text)
        self.foreign = language != own and not self.found.asked
        self.found.next_month = any(
            ("next_month", 0) in known.patterns.get(known.longest(tokens, at) or (), []) for at in range(len(tokens))
        )
        at = 0
        while at < len(tokens):
            size = self._month(known, tokens, at, language) or self._phrase(known, tokens, at, language)
            if not size:
                self.loose.add(at)
            at += size or 1
        self._hour_beside_part(tokens)
        if answer and not self.found.names_day:
            self._short(known, tokens, language)
        if self.found.asked == "date" and not self.found.names_day:
            self._month_alone(known, tokens, language, words(own) if own in languages() else known)
        if bare and not self.found.names_day and not self.found.times:
            self._bare(tokens)
        return self.found

    def excluded(self, language: str, own: str) -> list[tuple[int, int]]:
        """Where the text says which days it does not mean, with the words that say so."""
        codes = {code: None for code in (own, language, *FALLBACK) if code in languages()}
        excluding = [words(code).excluding for code in codes]
        runs = self._runs(excluding)
        found: list[tuple[int, int]] = []
        joined: Excluding | None = None
        for at, (start, end) in enumerate(runs):
            before = runs[at - 1][1] if at else 0
            following = runs[at + 1][0] if at + 1 < len(runs) else len(self.plain)
            if joined and joined.joins(self.plain[before:start]):
                found.append((before, end))
                continue
            joined = None
            for words_of in excluding:
                if (first := words_of.before(self.plain, start)) is not None:
                    joined = words_of
                    found.append((max(first, before), end))
                elif (last := words_of.behind(self.plain, end, following)) is not None:
                    first_of_them = at
                    while first_of_them and words_of.joins(
                        self.plain[runs[first_of_them - 1][1] : runs[first_of_them][0]]
                    ):
                        first_of_them -= 1
                    found.append((runs[first_of_them][0], last))
        return found

    def _runs(self, excluding: Sequence[Excluding]) -> list[tuple[int, int]]:
        """What was read, 'Monday' and 'in the morning' as one where hardly anything stands between them."""
        small = frozenset().union(*(words_of.not_between for words_of in excluding))
        runs: list[tuple[int, int]] = []
        for start, end in sorted(self.found.read):
            gap = self.plain[runs[-1][1] : start] if runs else "."
            if not gap.strip() and "\n" not in gap or (gap.strip() and (normalise(gap),) in small and gap[0] == " "):
                runs[-1] = runs[-1][0], max(runs[-1][1], end)
            else:
                runs.append((start, end))
        return runs

    def _month(self, known: Words, tokens: Sequence[Token], at: int, language: str) -> int:
        """Read '26 de novembro (de 2026)' or 'November 26' at this place; how many tokens it took."""
        if tokens[at].number is not None:
            here = at + 1
            while here < len(tokens) and here < at + 3 and tokens[here].word in known.links:
                here += 1
            month, size = self._month_name(known, tokens, here, language, guess=tokens[at].word.isdigit())
            end = here + size
            day = tokens[at].number
        else:
            month, size = self._month_name(known, tokens, at, language)
            end = at + size
            if not month or end >= len(tokens) or not tokens[end].word.isdigit():
                return 0
            day = tokens[end].number
            end += 1
        if not month or day is None or not 1 <= day <= 99:
            return 0
        year = None
        follow = end + 1 if end < len(tokens) and tokens[end].word in known.links else end
        if follow < len(tokens) and 2000 <= (tokens[follow].number or 0) < 2100:
            year, end = tokens[follow].number, follow + 1
        self.found.read.append((tokens[at].start, tokens[end - 1].end))
        self.found.add_day(day, month, year, self.text[tokens[at].start : tokens[end - 1].end])
        return end - at

    def _month_name(
        self, known: Words, tokens: Sequence[Token], at: int, language: str, guess: bool = False
    ) -> tuple[int, int]:
        for size in (2, 1):
            words = tuple(token.word for token in tokens[at : at + size])
            if len(words) == size and words in known.months:
                return known.months[words], size
        if guess and at < len(tokens) and known.like_month(tokens[at].word):
            raw = self.text[tokens[at].start : tokens[at].end]
            return month_by_dateparser(raw.lower(), language) or 0, 1
        return 0, 0

    def _phrase(self, known: Words, tokens: Sequence[Token], at: int, language: str) -> int:
        """Read the longest known phrase at this place; how many tokens it took."""
        pattern = known.longest(tokens, at)
        if pattern is None or (self.foreign and pattern in known.only_here):
            return 0
        if not self.found.asked and ("time_asked", 0) in known.patterns[pattern]:
            return 0
        if any(kind in ("day_of_month", "time", "time_asked") for kind, _ in known.patterns[pattern]):
            # 'dia 26', 'the 26th' and 'after 26' may go on: 'de março', 'of March'.
            before = pattern.index("#")
            if size := self._month(known, tokens, at + before, language):
                return before + size
        here = tokens[at : at + len(pattern)]
        numbers = [t.number for t, wanted in zip(here, pattern, strict=False) if wanted == "#" and t.number is not None]
        text = self.text[here[0].start : here[-1].end]
        meanings = known.patterns[pattern]
        offsets = sorted(value for kind, value in meanings if kind == "day")
        if ("not_dates", 0) in meanings:
            return len(pattern)
        if meanings[0][0] in ("this_month", "next_month", "month_number") and self.found.asked != "date":
            return len(pattern)
        self.found.read.append((here[0].start, here[-1].end))
        if len(offsets) > 1:
            self.found.choices.append((self.found.shift(offsets[0]), self.found.shift(offsets[-1])))
        elif offsets and len(meanings) > 1:
            self.found.either.append((self.found.shift(offsets[0]), PARTS[dict(meanings)["part"]]))
        else:
            self._meaning(*meanings[0], numbers, text)
        if any(kind == "part" for kind, _ in meanings):
            self.found.parts.append((at, at + len(pattern)))
        if meanings[0][0] == "weekday":
            self._numbered_weekday(known, tokens, at, at + len(pattern), meanings[0][1], language)
        return len(pattern)

    def _hour_beside_part(self, tokens: Sequence[Token]) -> None:
        """Read '3 da tarde' and 'sabah 10': a number beside a part of the day is an hour."""
        for start, end in self.found.parts:
            for at in (start - 1, end):
                written = at in self.loose and (tokens[at].word.isdigit() or self.found.asked)
                if written and 1 <= (tokens[at].number or 0) <= 12 and not self.found.times:
                    self.found.read.append((tokens[at].start, tokens[at].end))
                    self.found.add_time(tokens[at].number or 0, 0)

    def _numbered_weekday(
        self, known: Words, tokens: Sequence[Token], start: int, end: int, weekday: int, language: str
    ) -> None:
        """Read 'quinta 3': the Thursday that is a third, where there is one this month or next.

        Where a day was asked for, '18 sexta' is one too, and a number that is neither that weekday nor an hour
        contradicts it: two days.
        """
        before = self.found.asked == "date" and start - 1 in self.loose
        for at in (end, *([start - 1] if before else [])):
            number = tokens[at].number if at < len(tokens) and tokens[at].word.isdigit() else None
            if number is None or not 1 <= number <= 31 or self._goes_on(known, tokens, at, language):
                continue
            self.found.figures.add((number, None))
            if day := self._day_that_is(number, weekday):
                self.found.read.append((tokens[at].start, tokens[at].end))
                self.found.weekdays.remove(weekday)
                self.found.days.append(day)
                self.loose.discard(at)
                return
            if at == end and self.found.asked == "date" and number > 24:
                self.found.read.append((tokens[at].start, tokens[at].end))
                self.found.add_day_of_month(number, self.text[tokens[start].start : tokens[at].end])
                return

    def _goes_on(self, known: Words, tokens: Sequence[Token], at: int, language: str) -> bool:
        """Whether a number behind a weekday is part of a date or time: '18 de janeiro', '18 horas', '3 da tarde'."""
        behind = at + 1
        part = known.longest(tokens, behind) if behind < len(tokens) else None
        if known.longest(tokens, at) or (part and any(kind == "part" for kind, _ in known.patterns[part])):
            return True
        while behind < min(len(tokens), at + 3) and tokens[behind].word in known.links:
            behind += 1
        return self._month_name(known, tokens, behind, language, guess=True)[0] > 0

    def _day_that_is(self, number: int, weekday: int) -> dt.date | None:
        for month in (self.found.today.replace(day=1), next_month(self.found.today)):
            day = month + dt.timedelta(days=number - 1)
            if day.month == month.month and day >= self.found.today and day.weekday() == weekday:
                return day
        return None

    def _meaning(self, kind: str, value: int, numbers: list[int], text: str) -> None:
        """Keep what one phrase means."""
        found, monday = self.found, self.found.shift(-self.found.today.weekday())
        if kind == "weekday":
            found.weekdays.append(value)
        elif kind == "next_weekday":
            found.days.append(monday + dt.timedelta(days=7 + value))
        elif kind == "day" and value < 0:
            found.bad = text
        elif kind == "day":
            found.days.append(self.found.shift(value))
        elif kind == "part":
            found.part = found.part or PARTS[value]
        elif kind == "noon":
            found.times.append((12, 0, True))
        elif kind in ("in_days", "in_weeks") and numbers[0] < 1000:
            found.days.append(self.found.shift(numbers[0] * (7 if kind == "in_weeks" else 1)))
        elif kind == "this_week":
            found.span = self.found.today, monday + dt.timedelta(days=6)
        elif kind == "next_week":
            found.next_week = True
            found.span = monday + dt.timedelta(days=7), monday + dt.timedelta(days=13)
        elif kind == "week_after_next":
            found.span = monday + dt.timedelta(days=14), monday + dt.timedelta(days=20)
        elif kind == "weekend":
            found.span = max(self.found.today, monday + dt.timedelta(days=5)), monday + dt.timedelta(days=6)
        elif kind == "any_day":
            found.any_day = True
        elif kind == "this_month":
            found.span = self.found.today, next_month(self.found.today) - dt.timedelta(days=1)
        elif kind == "next_month":
            found.span = next_month(self.found.today), next_month(next_month(self.found.today)) - dt.timedelta(days=1)
        elif kind == "month_number":
            self.found.add_month(numbers[0], None, text)
        elif kind == "month_day":
            self.found.add_day(numbers[1], numbers[0], None, text)
        elif kind == "day_of_month":
            self.found.add_day_of_month(numbers[0], text)
        elif kind == "after_day" or (kind == "time_asked" and self.found.asked == "date" and numbers[0] > 24):
            self.found.add_day_after(numbers[0], text)
        elif kind.startswith(("time", "half")):
            self._spoken_time(kind, numbers, text)

    def _spoken_time(self, kind: str, numbers: list[int], text: str) -> None:
        if numbers[0] > 23 or (numbers[0] == 1 and not self.found.asked and not re.search(r"\d", text)):
            return  # '24 horas' is a day long, and 'at one month' or 'une heure' seldom one o'clock
        if kind == "half_to":
            self.found.add_time(numbers[0] - 1 or 12, 30)
        else:
            self.found.add_time(numbers[0], 30 if kind == "half_past" else (numbers[1:] or [0])[0])

    def _month_alone(self, known: Words, tokens: Sequence[Token], language: str, own: Words) -> None:
        """Read 'in January', or a message that is nothing but 'January'.

        Beside other words a month needs one that says so: 'may' and 'mai' are other words as well.
        """
        month_before, month_behind = known.month_before | own.month_before, known.month_behind | own.month_behind
        for at in range(len(tokens)):
            before = _beside(tokens[max(0, at - 3) : at], month_before, backwards=True)
            sure = before or _beside(tokens[at + 1 : at + 4], month_behind)
            month, size = self._month_name(known, tokens, at, language, guess=bool(sure))
            end = at + size
            name = _words_of(tokens[at:end])
            if not month or (name in known.months and name not in known.whole_months):
                continue
            behind = _beside(tokens[end : end + 3], month_behind)
            year = tokens[end].number if end < len(tokens) and 2000 <= (tokens[end].number or 0) < 2100 else None
            alone = at == 0 and end + bool(year) == len(tokens)
            if before or behind or alone:
                start, end = tokens[at - before].start, tokens[end - 1 + (behind or bool(year))].end
                self.found.read.append((start, end))
                self.found.add_month(month, year, self.text[start:end])
                return

    def _short(self, known: Words, tokens: Sequence[Token], language: str) -> None:
        """Read the short weekdays of an answer: 'qui', 'sex 18', '6ª'."""
        at = 0
        while at < len(tokens):
            pair = tokens[at : at + 2]
            # 'sa3a' is a word of the Arabic chat alphabet, with no '3ª' in it.
            joined = len(pair) == 2 and pair[0].end == pair[1].start and not self.text[: pair[0].start][-1:].isalnum()
            size = 2 if joined and _words_of(pair) in known.short else 1
            here = tokens[at : at + size]
            loose = self.loose.issuperset(range(at, at + size))
            weekday = known.short.get(_words_of(here)) if loose else None
            if weekday is not None:
                self.found.weekdays.append(weekday)
                self.found.read.append((here[0].start, here[-1].end))
                self._numbered_weekday(known, tokens, at, at + size, weekday, language)
            at += size

    def _bare(self, tokens: Sequence[Token]) -> None:
        """Read an answer that is only one number."""
        numbers = [token for token in tokens if token.number is not None]
        if len(numbers) != 1 or len(tokens) > 3:
            return
        self.found.read.append((numbers[0].start, numbers[0].end))
        if self.found.asked == "date":
            self.found.add_day_of_month(numbers[0].number or 0, numbers[0].word)
        else:
            self.found.add_time(numbers[0].number or 0, 0)


def _words_of(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.word for token in tokens)


def _beside(tokens: Sequence[Token], phrases: Set[tuple[str, ...]], backwards: bool = False) -> int:
    """How many of the tokens, from the first on or up to the last, are one of the phrases."""
    sizes = range(len(tokens), 0, -1)
    return next((n for n in sizes if _words_of(tokens[-n:] if backwards else tokens[:n]) in phrases), 0)


def find_when(text: str, language: str, now: dt.datetime, asked: str | None = None) -> When:
    """Return the day and time that a message names.

    `language` is the one of the message; what it does not know is looked for in Portuguese and English too. `now` is
    aware, in the person's time zone. `asked` is "date" or "time" where that was the question: then short forms of
    weekdays and months without a day count, the words of every language are tried, and a number alone is an answer
    where none of them says more. A weekday is the next one after today; a day without a year is the next one within
    half a year. A day that is excluded is told as such. Of a span of hours `time` is the first.
    """
    order = [code for code in dict.fromkeys((language, *FALLBACK)) if code in languages()]
    near = len(order)
    if asked:
        order += [code for code in languages() if code not in order]
    plain = ascii_digits(unicodedata.normalize("NFKC", text))
    limits = find_limits(plain, order[:near])
    bounded = _within(limits, _find_when(limits.rest, order, near, language, now, asked), asked) if limits else None
    return bounded or _find_when(plain, order, near, language, now, asked)


def _within(limits: HourLimits, found: When, asked: str | None) -> When | None:
    """What was found, within a span of hours; None where the numbers are no such span: 'from 3 to 4 months'.

    Numbers without a sign of the hour are one where a time was asked for, or beside a day.
    """
    if not (limits.signed or asked == "time" or found.date or found.ambiguous):
        return None
    part, read = found.part_of_day, f"{found.text} {limits.read}".strip()
    first = time_of_day(*limits.first, part) if limits.first else found.time
    before = time_of_day(*limits.before, part)
    if first is not None and before <= first:
        return None
    return replace(found, time=first, before=before, text=read)


def _find_when(plain: str, order: Sequence[str], near: int, language: str, now: dt.datetime, asked: str | None) -> When:
    """The same without spans of hours; the first `near` languages of the order are those of the message."""
    excluded = _Excluded()
    found = _first_that_reads(plain, order, near, language, now, asked, excluded)
    read = " ".join(filter(None, (found.text, *excluded.read)))
    return replace(found, not_weekdays=tuple(excluded.weekdays), not_days=tuple(excluded.days), text=read)


@dataclass
class _Excluded:
    """The weekdays and days that a message does not mean, and the words that say so; each once, in their order."""

    weekdays: dict[int, None] = field(default_factory=dict)
    days: dict[dt.date, None] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    def add(self, whole: Finding, left: Finding) -> None:
        """Add what is no longer found once the excluding words and what they exclude are taken out."""
        self.weekdays |= dict.fromkeys(day for day in whole.weekdays if day not in left.weekdays)
        self.days |= dict.fromkeys(day for day in whole.days if day not in left.days)


def _first_that_reads(
    plain: str, order: Sequence[str], near: int, language: str, now: dt.datetime, asked: str | None, excluded: _Excluded
) -> When:
    best = When()
    for at, code in enumerate(order):
        reader, plain = _read(plain, code, language, now, asked, bool(asked) and at < near, excluded)
        if reader.found.names_day or reader.found.any_day:
            return reader.found.when(reader.plain)
        if best == When():
            best = reader.found.when(reader.plain)
    if not asked or best.time:
        return best
    for code in order[:near]:
        reader, plain = _read(plain, code, language, now, asked, False, excluded, bare=True)
        if reader.found.names_day or reader.found.times:
            found = reader.found.when(reader.plain)
            return replace(found, part_of_day=found.part_of_day or best.part_of_day)
    return best


def _read(
    text: str, code: str, own: str, now: dt.datetime, asked: str | None, answer: bool, excluded: _Excluded,
    bare: bool = False,
) -> tuple[_Reader, str]:  # fmt: skip
    """Read a text in one language, and what is left of it without the days that it excludes."""
    first: Finding | None = None
    while True:
        reader = _Reader(text, now, asked)
        reader.words(code, own, answer, bare)
        spans = reader.excluded(code, own)
        if not spans:
            if first:
                excluded.add(first, reader.found)
            return reader, text
        first = first or reader.found
        for start, end in spans:  # a line end keeps what stood on either side apart
            excluded.read.append(text[start:end].strip())
            text = text[:start] + "\n" * (end - start) + text[end:]


def named_figures(text: str, language: str) -> tuple[set[tuple[int, int | None]], set[tuple[int, int]]]:
    """Return the days (of the month, and the month where it is said) and the times that a text gives in figures."""
    days: set[tuple[int, int | None]] = set()
    times: set[tuple[int, int]] = set()
    for code in dict.fromkeys((language, *FALLBACK)):
        if code in languages():
            reader = _Reader(text, _ANY_NOW, None)
            found = reader.words(code, language, answer=False)
            days |= found.figures
            times |= {(hour, minute) for hour, minute, _ in found.times}
    return days, times


def names_day(text: str, language: str) -> bool:
    """Return whether a message names a day, an hour or a part of a day, whatever day it is today."""
    when = find_when(text, language, _ANY_NOW)
    return bool(when.date or when.ambiguous or when.bad or when.time or when.before or when.part_of_day)
