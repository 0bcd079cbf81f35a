"""What is free at a centre for the visit in the making: days, and the times of a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.appointments.models import Appointment
from actions.appointments.slots import Slot, free_slots
from actions.dialogue.memory import Draft
from actions.dialogue.turn import Turn
from actions.dialogue.visit_words import minutes
from actions.directory.models import Centre

HORIZON = timedelta(days=28)
PARTS_OF_DAY = {"morning": (time(0), time(12)), "afternoon": (time(12), time(18)), "evening": (time(18), time(23, 59))}
WHOLE_DAY = (time(0), time(23, 59))
ANY = "any"  # part of any day: the first free time will do
MOST = 200  # times looked at


@dataclass(frozen=True)
class Hours:
    """The hours that are wished, of the centre's clock: a part of the day, from when on, before when."""

    part: str | None = None
    first: time | None = None
    before: time | None = None

    @classmethod
    def of(cls, part: str, first: str, before: str) -> Hours:
        """The same from ISO texts; '' for what is not wished."""
        return cls(
            part or None,
            time.fromisoformat(first) if first else None,
            time.fromisoformat(before) if before else None,
        )

    @property
    def exact(self) -> bool:
        """Whether one hour is named rather than a span."""
        return self.first is not None and self.before is None

    def hold(self, clock: time) -> bool:
        """Whether a time lies in the part of the day, and between the first hour and the last."""
        begins, ends = PARTS_OF_DAY.get(self.part or "", WHOLE_DAY)
        within = (self.first is None or self.first <= clock) and (self.before is None or clock < self.before)
        return within and begins <= clock < ends


def first_free(turn: Turn, here: Centre) -> Slot | None:
    """The first free time, None where there is none within four weeks."""
    return next(iter(_slots(turn, here, turn.now, turn.now + HORIZON, 1)), None)


def free_days(turn: Turn, here: Centre) -> list[date]:
    """The days with a free time within four weeks, in order."""
    slots = _slots(turn, here, turn.now, turn.now + HORIZON, MOST)
    return sorted({s.starts.astimezone(here.zone).date() for s in slots})


def times_of(turn: Turn, here: Centre, chosen: date, hours: Hours) -> list[Slot]:
    """The free times of a day within the hours that are wished, or where there are none all of them, the nearest to the
    first of those hours before the others."""
    start = datetime.combine(chosen, time(0), ZoneInfo(here.time_zone))
    slots = _slots(turn, here, start, start + timedelta(days=1), MOST)
    kept = [s for s in slots if hours.hold(_clock(s, here))] or slots
    if hours.first is None:
        return kept
    wanted = _minutes(hours.first)
    return sorted(kept, key=lambda s: abs(_minutes(_clock(s, here)) - wanted))


def hold_any(turn: Turn, here: Centre, chosen: date, hours: Hours) -> bool:
    """Whether a day has a free time within the hours."""
    return any(hours.hold(_clock(s, here)) for s in times_of(turn, here, chosen, hours))


def _slots(turn: Turn, here: Centre, start: datetime, end: datetime, limit: int) -> list[Slot]:
    """Free times, without the days that do not suit and those at which the person is already somewhere else."""
    draft = turn.memory.draft or Draft()
    length = minutes(turn, draft)
    others = [visit for visit in turn.visits_before if visit.reference != draft.reference]
    slots = free_slots(here, length, start, end, MOST if others or draft.avoid else limit)
    suiting = [slot for slot in slots if not _avoided(slot.starts.astimezone(here.zone).date(), draft.avoid)]
    return [slot for slot in suiting if not any(_meet(visit, slot, length) for visit in others)][:limit]


def _avoided(day: date, avoid: Collection[str]) -> bool:
    return str(day.weekday()) in avoid or day.isoformat() in avoid


def _meet(visit: Appointment, slot: Slot, length: int) -> bool:
    ends = visit.starts + timedelta(minutes=visit.minutes)
    return visit.starts < slot.starts + timedelta(minutes=length) and slot.starts < ends


def _clock(slot: Slot, here: Centre) -> time:
    return slot.starts.astimezone(here.zone).time()


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
