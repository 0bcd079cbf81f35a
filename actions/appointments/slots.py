"""Free times: where opening hours, desks, absences, interpreter lines and notice leave room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from actions import clock
from actions.appointments.cells import cell_span, taken_cells
from actions.directory.models import Absence, Centre, Desk, InterpreterLine, LineAbsence
from actions.directory.opening import open_windows


@dataclass(frozen=True)
class Slot:
    """A free time: its start in UTC and the desks that could receive the visit."""

    starts: datetime
    desk_ids: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """What a visit could use: desks, and interpreter lines when one must join (empty otherwise)."""

    desks: list[Desk]
    lines: list[InterpreterLine]
    absences: list[Absence]
    line_absences: list[LineAbsence] = field(default_factory=list)

    @property
    def resources(self) -> list[str]:
        """Every resource that counts."""
        return [desk.resource for desk in self.desks] + [line.resource for line in self.lines]

    def free_desks(self, starts: datetime, minutes: int, taken: dict[str, set[int]]) -> list[Desk]:
        """The desks that are staffed and free during a visit."""
        span = cell_span(starts, minutes)
        ends = starts + timedelta(minutes=minutes)
        away = {item.desk_id for item in self.absences if item.starts < ends and starts < item.ends}
        return [desk for desk in self.desks if desk.id not in away and taken[desk.resource].isdisjoint(span)]

    def free_lines(
        self, starts: datetime, minutes: int, taken: dict[str, set[int]], now: datetime
    ) -> list[InterpreterLine]:
        """The interpreter lines that answer, are free during a visit and can still be ordered in time."""
        span = cell_span(starts, minutes)
        ends = starts + timedelta(minutes=minutes)
        away = {item.line_id for item in self.line_absences if item.starts < ends and starts < item.ends}
        return [
            line
            for line in self.lines
            if line.id not in away
            and starts - now >= timedelta(minutes=line.lead_minutes)
            and taken[line.resource].isdisjoint(span)
        ]


def room_of(centre: Centre, interpreter: str | None, start: datetime, end: datetime) -> Room:
    """The active desks of a centre and the lines of a language, with their absences between two moments."""
    desks = list(Desk.objects.filter(centre=centre, active=True).order_by("id"))
    absences = Absence.objects.filter(desk__in=desks, starts__lt=end, ends__gt=start)
    if not interpreter:
        return Room(desks, [], list(absences))
    lines = InterpreterLine.objects.filter(territory=centre.territory, active=True).order_by("id")
    speaking = [line for line in lines if interpreter in line.languages]
    away = LineAbsence.objects.filter(line__in=speaking, starts__lt=end, ends__gt=start)
    return Room(desks, speaking, list(absences), list(away))


def bookable_between(centre: Centre, now: datetime) -> tuple[datetime, datetime]:
    """The earliest and the latest start of a visit booked now: the centre's minimum and maximum notice."""
    return now + timedelta(minutes=centre.min_notice_minutes), now + timedelta(days=centre.max_notice_days)


def free_slots(
    centre: Centre,
    minutes: int,
    start: datetime,
    end: datetime,
    limit: int,
    interpreter: str | None = None,
) -> list[Slot]:
    """The first `limit` free times of `minutes` at a centre that start between two aware moments, in order.

    `interpreter` is a language: then a line that speaks it must be free too. Empty for a centre that Farol does not
    book. Times follow one another from each opening, a visit's length apart. Five queries, whatever the period;
    two more with an interpreter.
    """
    now = clock.now()
    if not (centre.active and centre.bookable):
        return []
    earliest, latest = bookable_between(centre, now)
    length = timedelta(minutes=minutes)
    start, end = max(start, earliest), min(end, latest)
    if start >= end:
        return []
    room = room_of(centre, interpreter, start, end + length)
    taken = taken_cells(room.resources, start, end + length, now)
    found: list[Slot] = []
    for starts in _starts(centre, start, end, length):
        desks = room.free_desks(starts, minutes, taken)
        if desks and (not interpreter or room.free_lines(starts, minutes, taken, now)):
            found.append(Slot(starts, tuple(desk.id for desk in desks)))
            if len(found) == limit:
                break
    return found


def nearest_slots(
    centre: Centre, minutes: int, around: datetime, count: int = 3, interpreter: str | None = None
) -> list[Slot]:
    """The `count` free times closest to a moment, within a week of it, closest first."""
    week = timedelta(days=7)
    slots = free_slots(centre, minutes, around - week, around + week, limit=1000, interpreter=interpreter)
    return sorted(slots, key=lambda slot: (abs(slot.starts - around), slot.starts))[:count]


def _starts(centre: Centre, start: datetime, end: datetime, length: timedelta) -> Iterator[datetime]:
    # Windows are asked from the day before, so that the times of one opening stay the same whatever the period.
    day = timedelta(days=1)
    for opens, closes in open_windows(centre, start - day, end + day):
        starts = opens
        while starts + length <= closes and starts < end:
            if starts >= start:
                yield starts
            starts += length
