"""When: the day and the time that a message means, in the words of 17 languages and in digits of any script.

What cannot be known is not guessed: 'kal' (yesterday or tomorrow) and two days in one message come back as
`ambiguous`, 31 February and days gone by come back as `bad`, in the person's own words.

The words are in `nlu/dates/<language>.yml`, whose keys are explained in `nlu/date_words.py`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from locales.digits import ascii_digits
from nlu.date_words import PARTS, Token, Words, languages, month_by_dateparser, words

FALLBACK = ("pt", "en")
"""Languages whose words people mix into every other."""

_ISO = re.compile(r"(?<!\d)(20\d\d)([-/.年])(\d{1,2})([-/.月])(\d{1,2})(?!\d)")
_DMY = re.compile(
    r"(?<![\d/.,:-])(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\2(20\d\d|\d\d))?(\.?)(?![\d/:-]|\s?(?:h|uhr)\b)", re.I
)
_CLOCK = re.compile(r"(?<![\d:.,/-])(\d{1,2})\s?(?::|h|час\w*)\s?(\d{2})(?![\d:])(?:\s?([ap])\.?\s?m\b)?", re.I)
_HOUR = re.compile(r"(?<![\d:.,/-])(\d{1,2})(?:[.:](\d{2}))?\s?(?:(h)(?:rs?)?|([ap])\.?\s?m)\b\.?", re.I)
_DOTTED = re.compile(r"(?<![\d:.,/-])([01]?\d|2[0-3])\.([0-5]\d)(?![\d.])")
_HALF_A_YEAR = 183
_ANY_NOW = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)


@dataclass(frozen=True)
class When:
    """What a message says of a day and a time, in the person's time zone.

    `until` is the last day where a span was named ('next week'), `date` being its first. `part_of_day` is
    morning, afternoon or evening. `ambiguous` holds the two days it may mean, earlier first; then `date` is
    None. `bad` is the text of a day or time that does not exist or is past. `text` holds the words that were read.
    """

    date: dt.date | None = None
    time: dt.time | None = None
    part_of_day: str | None = None
    ambiguous: tuple[dt.date, dt.date] | None = None
    bad: str | None = None
    until: dt.date | None = None
    text: str = field(default="", compare=False)


@dataclass
class _Finding:
    """What was found on the way, before it is put together."""

    days: list[dt.date] = field(default_factory=list)
    choices: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    either: list[tuple[dt.date, str]] = field(default_factory=list)
    next_week: bool = False
    span: tuple[dt.date, dt.date] | None = None
    times: list[tuple[int, int, bool]] = field(default_factory=list)
    part: str | None = None
    parts: list[tuple[int, int]] = field(default_factory=list)
    bad: str | None = None
    bad_time: str | None = None
    read: list[tuple[int, int]] = field(default_factory=list)

    @property
    def any_day(self) -> bool:
        return bool(self.days or self.choices or self.weekdays or self.either or self.span or self.bad)


class _Reader:
    """Reads one message: first what is written in figures, then the words."""

    def __init__(self, text: str, now: dt.datetime, asked: str | None) -> None:
        self.text = ascii_digits(unicodedata.normalize("NFKC", text))
        self.plain = self.text
        self.today = now.date()
        self.asked = asked
        self.found = _Finding()
        self.foreign = False
        self._figures()

    def _figures(self) -> None:
        for pattern, read in ((_ISO, self._iso), (_CLOCK, self._clock), (_HOUR, self._hour), (_DMY, self._dmy),
                              (_DOTTED, self._clock)):  # fmt: skip
            for match in [*pattern.finditer(self.text)]:
                if read(match):
                    self.found.read.append(match.span())
                    gap = " " * (match.end() - match.start())
                    self.text = self.text[: match.start()] + gap + self.text[match.end() :]

    def _iso(self, match: re.Match[str]) -> bool:
        self._day(int(match[5]), int(match[3]), int(match[1]), match[0])
        return True

    def _clock(self, match: re.Match[str]) -> bool:
        half = match[3] if match.re is _CLOCK else None
        hour, minute = int(match[1]), int(match[2])
        if hour > 24 or minute > 59:
            self.found.bad_time = match[0].strip()
        else:
            self._time(hour, minute, half, sure=match[1].startswith("0"))
        return True

    def _hour(self, match: re.Match[str]) -> bool:
        self._time(int(match[1]), int(match[2] or 0), match[4])
        return True

    def _dmy(self, match: re.Match[str]) -> bool:
        day, sign, month, year = int(match[1]), match[2], int(match[3]), match[4]
        small = max(len(match[1]), len(match[3])) == 1
        if match[0].startswith("24/7") or (small and not year and self.asked != "date"):
            return False
        if sign == "-" and not year and day <= 24 and self.asked != "date":
            return False  # '10-12' is a span of hours
        if sign == "." and not year and (month > 12 or len(match[3]) == 1 and not match[5]):
            return False  # '10.30' is a time, '1.5' a figure
        if month > 12 and day <= 12:
            day, month = month, day
        self._day(day, month, int(year) + (2000 if len(year) == 2 else 0) if year else None, match[0].strip())
        return True

    def _day(self, day: int, month: int, year: int | None, text: str) -> None:
        """Keep a day of the calendar; without a year, the next one within half a year."""
        try:
            found = dt.date(year or self.today.year, month, day)
            if year is None and found < self.today:
                found = dt.date(self.today.year + 1, month, day)
        except ValueError:
            self.found.bad = text
            return
        far = (found - self.today).days > _HALF_A_YEAR
        if found < self.today or (year is None and found.year > self.today.year and far):
            self.found.bad = text
        else:
            self.found.days.append(found)

    def _time(self, hour: int, minute: int, half: str | None = None, sure: bool = False) -> None:
        """Keep a time of the day; `half` is the a or p of 'am' and 'pm'. 48 hours are no time of the day."""
        if hour > 24 or minute > 59:
            return
        if half and hour <= 12:
            hour, sure = hour % 12 + (12 if half.lower() == "p" else 0), True
        self.found.times.append((hour % 24, minute, sure))

    def words(self, language: str, own: bool, answer: bool) -> _Finding:
        """Add what the words of a language say; `own` says that it is the message's.

        `answer` lets a short weekday or a number stand alone.
        """
        known = words(language)
        tokens = known.tokens(self.text)
        at = 0
        self.foreign = not own and not self.asked
        loose: set[int] = set()  # what no phrase has taken
        while at < len(tokens):
            size = self._month(known, tokens, at, language) or self._phrase(known, tokens, at, language)
            if not size:
                loose.add(at)
            at += size or 1
        self._hour_beside_part(tokens, loose)
        if answer:
            self._bare(known, tokens)
        return self.found

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
        self._day(day, month, year, self.text[tokens[at].start : tokens[end - 1].end])
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
        if ("day_of_month", 0) in known.patterns[pattern]:
            # 'dia 26' and 'the 26th' may go on: 'de março', 'of March'.
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
        self.found.read.append((here[0].start, here[-1].end))
        if len(offsets) > 1:
            self.found.choices.append((self._shift(offsets[0]), self._shift(offsets[-1])))
        elif offsets and len(meanings) > 1:
            self.found.either.append((self._shift(offsets[0]), PARTS[dict(meanings)["part"]]))
        else:
            self._meaning(*meanings[0], numbers, text)
        if any(kind == "part" for kind, _ in meanings):
            self.found.parts.append((at, at + len(pattern)))
        if meanings[0][0] == "weekday":
            self._numbered_weekday(tokens[at + len(pattern) :][:1], meanings[0][1])
        return len(pattern)

    def _hour_beside_part(self, tokens: Sequence[Token], loose: set[int]) -> None:
        """Read '3 da tarde' and 'sabah 10': a number beside a part of the day is an hour."""
        for start, end in self.found.parts:
            for at in (start - 1, end):
                written = at in loose and (tokens[at].word.isdigit() or self.asked)
                if written and 1 <= (tokens[at].number or 0) <= 12 and not self.found.times:
                    self.found.read.append((tokens[at].start, tokens[at].end))
                    self._time(tokens[at].number or 0, 0)

    def _numbered_weekday(self, following: Sequence[Token], weekday: int) -> None:
        """Read 'quinta 3': the Thursday that is a third, where there is one this month or next."""
        number = following[0].number if following and following[0].word.isdigit() else None
        if number is None or not 1 <= number <= 31:
            return
        for month in (self.today.replace(day=1), (self.today.replace(day=1) + dt.timedelta(days=31)).replace(day=1)):
            day = month + dt.timedelta(days=number - 1)
            if day.month == month.month and day >= self.today and day.weekday() == weekday:
                self.found.read.append((following[0].start, following[0].end))
                self.found.weekdays.remove(weekday)
                self.found.days.append(day)
                return

    def _shift(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)

    def _meaning(self, kind: str, value: int, numbers: list[int], text: str) -> None:
        """Keep what one phrase means."""
        found, monday = self.found, self._shift(-self.today.weekday())
        if kind == "weekday":
            found.weekdays.append(value)
        elif kind == "next_weekday":
            found.days.append(monday + dt.timedelta(days=7 + value))
        elif kind == "day" and value < 0:
            found.bad = text
        elif kind == "day":
            found.days.append(self._shift(value))
        elif kind == "part":
            found.part = found.part or PARTS[value]
        elif kind == "noon":
            found.times.append((12, 0, True))
        elif kind in ("in_days", "in_weeks") and numbers[0] < 1000:
            found.days.append(self._shift(numbers[0] * (7 if kind == "in_weeks" else 1)))
        elif kind == "this_week":
            found.span = self.today, monday + dt.timedelta(days=6)
        elif kind == "next_week":
            found.next_week = True
            found.span = monday + dt.timedelta(days=7), monday + dt.timedelta(days=13)
        elif kind == "weekend":
            found.span = max(self.today, monday + dt.timedelta(days=5)), monday + dt.timedelta(days=6)
        elif kind == "month_day":
            self._day(numbers[1], numbers[0], None, text)
        elif kind == "day_of_month":
            self._day_of_month(numbers[0], text)
        elif kind.startswith(("time", "half")):
            self._spoken_time(kind, numbers, text)

    def _spoken_time(self, kind: str, numbers: list[int], text: str) -> None:
        if numbers[0] > 23 or (numbers[0] == 1 and not self.asked and not re.search(r"\d", text)):
            return  # '24 horas' is a day long, and 'at one month' or 'une heure' seldom one o'clock
        if kind == "half_to":
            self._time(numbers[0] - 1 or 12, 30)
        else:
            self._time(numbers[0], 30 if kind == "half_past" else (numbers[1:] or [0])[0])

    def _day_of_month(self, day: int, text: str) -> None:
        if not 1 <= day <= 31:
            return
        month = self.today.replace(day=1)
        if day < self.today.day:
            month = (month + dt.timedelta(days=31)).replace(day=1)
        try:
            self.found.days.append(month.replace(day=day))
        except ValueError:
            self.found.bad = text

    def _bare(self, known: Words, tokens: Sequence[Token]) -> None:
        """Read an answer that is only a short weekday or one number."""
        found = self.found
        if not found.any_day:
            short = [token for token in tokens if token.word in known.short]
            found.weekdays += [known.short[token.word] for token in short]
            found.read += [(token.start, token.end) for token in short]
        numbers = [token for token in tokens if token.number is not None]
        if len(numbers) != 1 or len(tokens) > 3 or found.any_day or found.times:
            return
        found.read.append((numbers[0].start, numbers[0].end))
        if self.asked == "date":
            self._day_of_month(numbers[0].number or 0, numbers[0].word)
        else:
            self._time(numbers[0].number or 0, 0)

    def when(self) -> When:
        """Put together what was found."""
        found = self.found
        part = found.part
        for day, as_part in found.either:
            # 'mañana', 'morgen': tomorrow, unless another day is named; then it is the morning.
            if found.days or found.weekdays or found.choices:
                part = part or as_part
            else:
                found.days.append(day)
        days = [*dict.fromkeys([*found.days, *(self._coming(n) for n in found.weekdays)])]
        ambiguous = None
        if len(days) > 1:
            ambiguous = (min(days[:2]), max(days[:2]))
        elif found.choices and not days:
            ambiguous = found.choices[0]
        span = found.span if not days and not ambiguous and not found.bad else None
        first = span[0] if span else days[0] if len(days) == 1 else None
        clock = self._time_of_day(part) if found.times else None
        bad = found.bad_time or (found.bad if not days and not ambiguous else None)
        text = " ".join(self.plain[start:end].strip() for start, end in sorted(found.read))
        return When(first, clock, part, ambiguous, bad, span[1] if span else None, text)

    def _coming(self, weekday: int) -> dt.date:
        """The next such day after today; with 'next week', the one in the week that begins on Monday."""
        if self.found.next_week:
            return self._shift(7 - self.today.weekday() + weekday)
        return self._shift((weekday - self.today.weekday() - 1) % 7 + 1)

    def _time_of_day(self, part: str | None) -> dt.time:
        """The time named first. One to six without 'in the morning' are afternoon: nobody is received at night."""
        hour, minute, sure = self.found.times[0]
        if not sure and hour < 12 and (part in ("afternoon", "evening") or (part is None and 1 <= hour <= 6)):
            hour += 12
        return dt.time(hour, minute)


def find_when(text: str, language: str, now: dt.datetime, asked: str | None = None) -> When:
    """Return the day and time that a message names.

    `language` is the one of the message; what it does not know is looked for in Portuguese and English too. `now` is
    aware, in the person's time zone. `asked` is "date" or "time" where that was the question: then a
    number alone is an answer, short forms of weekdays count, and the words of every language are tried. A
    weekday is the next one after today; a day without a year is the next one within half a year.
    """
    first = [language] if language in languages() else []
    order = [*first, *(code for code in FALLBACK if code != language)]
    if asked:
        order += [code for code in languages() if code not in order]
    best = When()
    for at, code in enumerate(order):
        reader = _Reader(text, now, asked)
        found = reader.words(code, at == 0, answer=bool(asked) and at < len(first) + len(FALLBACK))
        if found.any_day:
            return reader.when()
        if best == When():
            best = reader.when()
    return best


def names_day(text: str, language: str) -> bool:
    """Return whether a message names a day, an hour or a part of a day, whatever day it is today."""
    when = find_when(text, language, _ANY_NOW)
    return bool(when.date or when.ambiguous or when.bad or when.time or when.part_of_day)
