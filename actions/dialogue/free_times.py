"""What is free at a centre for the visit in the making: days, and the times of a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.appointments.slots import Slot, free_slots
from actions.dialogue.memory import Draft
from actions.dialogue.turn import Turn
from actions.dialogue.visit_words import minutes
from actions.directory.models import Centre

HORIZON = timedelta(days=28)
PARTS_OF_DAY = {"morning": (time(0), time(12)), "afternoon": (time(12), time(18)), "evening": (time(18), time(23, 59))}
ANY = "any"  # part of any day: the first free time will do
MOST = 200  # times looked at


def first_free(turn: Turn, here: Centre) -> Slot | None:
    """The first free time, None where there is none within four weeks."""
    return next(iter(_slots(turn, here, turn.now, turn.now + HORIZON, 1)), None)


def free_days(turn: Turn, here: Centre) -> list[date]:
    """The days with a free time within four weeks, in order."""
    slots = _slots(turn, here, turn.now, turn.now + HORIZON, MOST)
    return sorted({s.starts.astimezone(here.zone).date() for s in slots})


def times_of(turn: Turn, here: Centre, chosen: date, part: str | None = None, at: time | None = None) -> list[Slot]:
    """The free times of a day, in that part of it; with an hour of the centre's clock those from it on, or where there
    are none all of them, the nearest to it first."""
    start = datetime.combine(chosen, time(0), ZoneInfo(here.time_zone))
    first, last = PARTS_OF_DAY.get(part or "", (time(0), time(23, 59)))
    slots = _slots(turn, here, start, start + timedelta(days=1), MOST)
    kept = [s for s in slots if first <= s.starts.astimezone(here.zone).time() < last]
    if at is None:
        return kept
    wanted = at.hour * 60 + at.minute
    kept = [s for s in kept if _minute(s, here.zone) >= wanted] or kept
    return sorted(kept, key=lambda s: abs(_minute(s, here.zone) - wanted))


def _slots(turn: Turn, here: Centre, start: datetime, end: datetime, limit: int) -> list[Slot]:
    return free_slots(here, minutes(turn, turn.memory.draft or Draft()), start, end, limit)


def _minute(slot: Slot, zone: ZoneInfo) -> int:
    local = slot.starts.astimezone(zone)
    return local.hour * 60 + local.minute
