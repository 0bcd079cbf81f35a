from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions import clock
from actions.appointments.booking import book
from actions.appointments.models import Contact
from actions.appointments.slots import free_slots, nearest_slots
from actions.directory.models import Absence, Centre, Closure, InterpreterLine, LineAbsence

UTC = timezone.utc
MakeCentre = Callable[..., Centre]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def starts(centre: Centre, day: int, minutes: int = 30, **options: object) -> list[str]:
    """The free times of a day."""
    slots = free_slots(centre, minutes, at(day, 0), at(day, 23), limit=100, **options)
    return [f"{slot.starts:%H:%M}" for slot in slots]


def test_times_follow_one_another_inside_the_opening_hours(centre: Centre, monday: datetime) -> None:
    assert starts(centre, 24) == [
        *("09:30", "10:00", "10:30", "11:00", "11:30", "12:00"),
        *("14:00", "14:30", "15:00", "15:30", "16:00", "16:30"),
    ]
    assert starts(centre, 24, minutes=45) == ["09:30", "10:15", "11:00", "11:45", "14:00", "14:45", "15:30", "16:15"]


def test_a_time_is_offered_on_the_same_grid_whatever_the_period_asked(centre: Centre, monday: datetime) -> None:
    slots = free_slots(centre, 30, at(24, 10, 10), at(24, 12), limit=10)
    assert [f"{slot.starts:%H:%M}" for slot in slots] == ["10:30", "11:00", "11:30"]


def test_the_limit_stops_the_search_and_a_slot_names_its_desks(make_centre: MakeCentre, monday: datetime) -> None:
    centre = make_centre(desks=2)
    slots = free_slots(centre, 30, at(24, 0), at(30, 0), limit=2)
    assert [slot.desk_ids for slot in slots] == [("demo-braga-1", "demo-braga-2")] * 2


def test_nothing_sooner_than_the_notice_nor_later_than_the_horizon(centre: Centre) -> None:
    with clock.frozen(at(23, 8, 31)):
        assert starts(centre, 23)[0] == "11:00"  # 10:31 is the first moment two hours away
        assert starts(centre, 23)[-1] == "16:30"
        far = free_slots(centre, 30, at(23, 0), at(23, 0) + timedelta(days=90), limit=10_000)
        assert far[-1].starts <= clock.now() + timedelta(days=60)
        assert far[-1].starts > clock.now() + timedelta(days=58)


def test_a_centre_that_farol_does_not_book_has_no_times(make_centre: MakeCentre, monday: datetime) -> None:
    for mode in ("portal", "phone", "walk_in", "unknown"):
        assert starts(make_centre(f"c-{mode}", booking_mode=mode), 24) == []
    assert starts(make_centre("retired", active=False), 24) == []


def test_booked_time_closures_and_absences_are_not_offered(
    make_centre: MakeCentre, person: Contact, monday: datetime
) -> None:
    centre = make_centre(desks=2)
    book(person, centre, at(24, 10), 45, "migrant_support", "", "pt", "k")
    slots = free_slots(centre, 30, at(24, 9), at(24, 11, 30), limit=9)
    assert [len(slot.desk_ids) for slot in slots] == [2, 1, 1, 2]
    Absence.objects.create(desk_id="demo-braga-2", starts=at(24, 10, 15), ends=at(24, 11))
    assert starts(centre, 24)[:3] == ["09:30", "11:00", "11:30"]
    Closure.objects.create(centre=centre, territory="pt", first_day=at(24, 0).date(), last_day=at(24, 0).date())
    assert starts(centre, 24) == []


def test_an_interpreter_must_be_free_and_ordered_in_time(
    make_centre: MakeCentre, person: Contact, monday: datetime
) -> None:
    here, there = make_centre("a"), make_centre("b")
    assert starts(here, 24, interpreter="bn") == []
    line = InterpreterLine.objects.create(id="l1", territory="pt", name="x", languages=["bn"], lead_minutes=24 * 60)
    assert starts(here, 23, interpreter="bn") == []
    assert "10:00" in starts(here, 24, interpreter="bn")
    assert starts(here, 24, interpreter="ne") == []
    visit = book(person, there, at(24, 10), 30, "migrant_support", "", "bn", "k", interpreter="bn")
    assert visit.interpreter_line == line
    assert "10:00" not in starts(here, 24, interpreter="bn")
    assert "10:00" in starts(here, 24)


def test_the_nearest_times_are_the_closest_on_either_side(centre: Centre, person: Contact, monday: datetime) -> None:
    book(person, centre, at(24, 10), 30, "migrant_support", "", "pt", "k")
    near = nearest_slots(centre, 30, at(24, 10))
    assert [slot.starts for slot in near] == [at(24, 9, 30), at(24, 10, 30), at(24, 11)]


def test_a_month_of_times_costs_a_handful_of_queries(make_centre: MakeCentre, monday: datetime) -> None:
    centre = make_centre(desks=4)
    with CaptureQueriesContext(connection) as day:
        free_slots(centre, 30, at(24, 0), at(25, 0), limit=1000)
    with CaptureQueriesContext(connection) as month:
        free_slots(centre, 30, at(24, 0), at(24, 0) + timedelta(days=31), limit=1000)
    assert len(month) == len(day) <= 7


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (datetime(2028, 3, 24, tzinfo=UTC), 9),
        (datetime(2028, 3, 27, tzinfo=UTC), 8),
        (datetime(2028, 10, 27, tzinfo=UTC), 8),
        (datetime(2028, 10, 30, tzinfo=UTC), 9),
    ],
)
def test_times_keep_the_hour_on_the_wall_through_clock_changes(centre: Centre, day: datetime, hour: int) -> None:
    with clock.frozen(day - timedelta(days=4)):
        slot = free_slots(centre, 30, day, day + timedelta(days=1), limit=1)[0]
    assert slot.starts == day.replace(hour=hour, minute=30)
    assert f"{slot.starts.astimezone(centre.zone):%H:%M}" == "09:30"


def test_a_line_that_does_not_answer_is_not_booked(centre: Centre, monday: datetime) -> None:
    line = InterpreterLine.objects.create(id="l", territory="pt", name="l", languages=["bn"])
    LineAbsence.objects.create(line=line, starts=at(24, 9), ends=at(24, 12, 15))
    assert starts(centre, 24, interpreter="bn")[0] == "14:00"
    assert starts(centre, 24)[0] == "09:30"
