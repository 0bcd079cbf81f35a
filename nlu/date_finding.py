"""Days and times found in a message, as dates of the calendar: which day a number or weekday is, and what is past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

_HALF_A_YEAR = 183


@dataclass(frozen=True)
class When:
    """What a message says of a day and a time, in the person's time zone.

    `until` is the last day where a span was named ('next week'), `date` being its first. `part_of_day` is
    morning, afternoon or evening. `ambiguous` holds the two days it may mean, earlier first; then `date` is
    None. `before` is the time that the visit must come before, and `time` then the one from which on, if any. `bad` is
    the text of a day or time that does not exist or is past. `any_day` says that whichever day comes
    first will do. `not_weekdays` (Monday is 0) and `not_days` are excluded. `text` holds the words that were read.
    """

    date: dt.date | None = None
    time: dt.time | None = None
    part_of_day: str | None = None
    ambiguous: tuple[dt.date, dt.date] | None = None
    bad: str | None = None
    until: dt.date | None = None
    any_day: bool = False
    before: dt.time | None = None
    not_weekdays: tuple[int, ...] = ()
    not_days: tuple[dt.date, ...] = ()
    text: str = field(default="", compare=False)


@dataclass
class Finding:
    """What was found on the way, before it is put together; `today` is the person's, `asked` what was asked for."""

    today: dt.date
    asked: str | None
    days: list[dt.date] = field(default_factory=list)
    choices: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    either: list[tuple[dt.date, str]] = field(default_factory=list)
    next_week: bool = False
    next_month: bool = False
    any_day: bool = False
    figures: set[tuple[int, int | None]] = field(default_factory=set)
    span: tuple[dt.date, dt.date] | None = None
    times: list[tuple[int, int, bool]] = field(default_factory=list)
    part: str | None = None
    parts: list[tuple[int, int]] = field(default_factory=list)
    bad: str | None = None
    bad_time: str | None = None
    read: list[tuple[int, int]] = field(default_factory=list)

    @property
    def names_day(self) -> bool:
        """Whether a day was found, be it a wrong one."""
        return bool(self.days or self.choices or self.weekdays or self.either or self.span or self.bad)

    def add_day(self, day: int, month: int, year: int | None, text: str) -> None:
        """Keep a day of the calendar; without a year, the next one within half a year."""
        self.figures.add((day, month))
        try:
            found = dt.date(year or self.today.year, month, day)
            if year is None and found < self.today:
                found = dt.date(self.today.year + 1, month, day)
        except ValueError:
            self.bad = text
            return
        far = (found - self.today).days > _HALF_A_YEAR
        if found < self.today or (year is None and found.year > self.today.year and far):
            self.bad = text
        else:
            self.days.append(found)

    def add_time(self, hour: int, minute: int, half: str | None = None, sure: bool = False) -> None:
        """Keep a time of the day; `half` is the a or p of 'am' and 'pm'. 48 hours are no time of the day."""
        if hour > 24 or minute > 59:
            return
        if half and hour <= 12:
            hour, sure = hour % 12 + (12 if half.lower() == "p" else 0), True
        self.times.append((hour % 24, minute, sure))

    def shift(self, days: int) -> dt.date:
        """The day so many days after today."""
        return self.today + dt.timedelta(days=days)

    def add_day_of_month(self, day: int, text: str) -> None:
        """Keep the next day of that number, in this month or the one after."""
        if not 1 <= day <= 31:
            return
        self.figures.add((day, None))
        month = self.today.replace(day=1)
        if day < self.today.day or self.next_month:
            month = next_month(month)
        try:
            self.days.append(month.replace(day=day))
        except ValueError:
            self.bad = text

    def add_day_after(self, day: int, text: str) -> None:
        """Keep the day after the next one of that number: 'after the 26th'."""
        before = len(self.days)
        self.add_day_of_month(day, text)
        self.days[before:] = [found + dt.timedelta(days=1) for found in self.days[before:]]

    def add_month(self, month: int, year: int | None, text: str) -> None:
        """Keep a month named without a day: from its first day, or from today, to its last."""
        if not 1 <= month <= 12:
            return
        first = dt.date(year or self.today.year + (month < self.today.month), month, 1)
        last = next_month(first) - dt.timedelta(days=1)
        if last < self.today or (year is None and (first - self.today).days > _HALF_A_YEAR):
            self.bad = text
        else:
            self.span = max(first, self.today), last

    def when(self, text: str) -> When:
        """Put together what was found in `text`."""
        part = self.part
        for day, as_part in self.either:
            # 'mañana', 'morgen': tomorrow, unless another day is named; then it is the morning.
            if self.days or self.weekdays or self.choices:
                part = part or as_part
            else:
                self.days.append(day)
        # 'sexta 18/12': a weekday that is the one of the date says nothing more.
        said = {day.weekday() for day in self.days}
        days = [*dict.fromkeys([*self.days, *(self._coming(n) for n in self.weekdays if n not in said)])]
        ambiguous = None
        if len(days) > 1:
            ambiguous = (min(days[:2]), max(days[:2]))
        elif self.choices and not days:
            ambiguous = self.choices[0]
        span = self.span if not days and not ambiguous and not self.bad else None
        first = span[0] if span else days[0] if len(days) == 1 else None
        clock = time_of_day(*self.times[0], part) if self.times else None
        bad = self.bad_time or (self.bad if not days and not ambiguous else None)
        read = " ".join(text[start:end].strip() for start, end in sorted(self.read))
        return When(first, clock, part, ambiguous, bad, span[1] if span else None, self.any_day, text=read)

    def _coming(self, weekday: int) -> dt.date:
        """The next such day after today; with 'next week' and 'next month', the first one in it."""
        if self.next_week:
            return self.shift(7 - self.today.weekday() + weekday)
        if self.next_month:
            first = next_month(self.today)
            return first + dt.timedelta(days=(weekday - first.weekday()) % 7)
        return self.shift((weekday - self.today.weekday() - 1) % 7 + 1)


def time_of_day(hour: int, minute: int, sure: bool, part: str | None) -> dt.time:
    """The time that an hour means. One to six without 'in the morning' are afternoon: nobody is received at night."""
    if not sure and hour < 12 and (part in ("afternoon", "evening") or (part is None and 1 <= hour <= 6)):
        hour += 12
    return dt.time(hour, minute)


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after."""
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
