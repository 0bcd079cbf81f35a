from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import clock
from actions.appointments import lifecycle, outbox
from actions.appointments.booking import book, move
from actions.appointments.models import Appointment, Contact, OutboxMessage, TriageSheet
from actions.appointments.reminders import BEFORE, plan_reminders, reminder_moment, to_come
from actions.directory.models import Centre

UTC = timezone.utc
LISBON = ZoneInfo("Europe/Lisbon")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, when Lisbon is on UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def ticks(start: datetime, end: datetime, minutes: int = 30) -> list[tuple[datetime, str]]:
    """What a worker that wakes regularly sends between two moments."""
    said = []
    while start < end:
        with clock.frozen(start):
            plan_reminders()
            for message in outbox.due():
                outbox.begin(message)
                outbox.sent(message)
                said.append((start, message.event))
        start += timedelta(minutes=minutes)
    return said


def test_two_reminders_two_days_and_two_hours_before(visit: Appointment) -> None:
    assert ticks(at(23, 8), at(26, 12)) == [(at(24, 10), "reminder_48h"), (at(26, 8), "reminder_2h")]


def test_missed_ticks_change_nothing_but_the_hour(visit: Appointment) -> None:
    assert ticks(at(25, 15), at(25, 15, 1)) == [(at(25, 15), "reminder_48h")]
    # The worker slept over the second day: the later reminder is the one that still helps.
    assert ticks(at(26, 9), at(26, 12)) == [(at(26, 9), "reminder_2h")]


def test_a_worker_that_wakes_after_both_moments_sends_one_reminder(visit: Appointment) -> None:
    assert ticks(at(26, 9), at(26, 12)) == [(at(26, 9), "reminder_2h")]


def test_nothing_is_sent_once_the_visit_has_begun(visit: Appointment) -> None:
    assert ticks(at(26, 10), at(26, 20)) == []


def test_a_visit_made_inside_48_hours_gets_only_the_second(centre: Centre, person: Contact) -> None:
    with clock.frozen(at(24, 10, 30)):
        book(person, centre, at(26, 10), 30, "migrant_support", "", "pt", "k")
    assert ticks(at(24, 10, 30), at(26, 12)) == [(at(26, 8), "reminder_2h")]


@pytest.mark.parametrize("answer", [lifecycle.confirm, lifecycle.cancel])
def test_an_answer_ends_the_reminders(visit: Appointment, answer: Callable[[Appointment], object]) -> None:
    assert len(ticks(at(24, 9), at(25, 9))) == 1
    with clock.frozen(at(25, 9)):
        answer(visit)
    assert ticks(at(25, 9), at(26, 12)) == []


def test_a_moved_visit_is_reminded_anew(visit: Appointment) -> None:
    assert len(ticks(at(24, 9), at(24, 11))) == 1
    with clock.frozen(at(24, 11)):
        move(visit, at(30, 15), "m")
    assert ticks(at(24, 11), at(30, 16)) == [
        (at(28, 15), "reminder_48h"),
        (at(30, 13), "reminder_2h"),
    ]


def test_an_opted_out_person_is_left_alone(visit: Appointment, person: Contact) -> None:
    from actions.appointments.optouts import opt_out

    opt_out(person)
    assert ticks(at(24, 9), at(26, 12)) == []


def test_a_reminder_lists_only_what_is_missing_and_no_topic(visit: Appointment) -> None:
    TriageSheet.objects.create(
        appointment=visit, papers_ticked=["passport"], papers_missing=["proof_of_address"], words="segredo"
    )
    with clock.frozen(at(24, 10)):
        (message,) = plan_reminders()
    assert message.variables == {
        "reference": visit.reference,
        "centre": "demo-braga",
        "starts": "2026-11-26T10:00:00+00:00",
        "missing": ["proof_of_address"],
    }


def test_planning_twice_queues_once(visit: Appointment) -> None:
    with clock.frozen(at(24, 10)):
        plan_reminders()
        plan_reminders()
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("event", "starts", "moment"),
    [
        ("reminder_2h", at(26, 9, 30), at(26, 8)),  # 7:30 waits for the morning
        ("reminder_2h", at(26, 8, 30), at(25, 20, 30)),  # the morning is too late: the evening before
        ("reminder_2h", at(26, 22), at(26, 20)),
        ("reminder_2h", at(26, 23, 30), at(26, 20, 30)),
        ("reminder_48h", at(26, 7), at(24, 8)),
        ("reminder_48h", at(26, 22), at(25, 8)),
    ],
)
def test_quiet_hours_move_a_reminder(event: str, starts: datetime, moment: datetime) -> None:
    assert reminder_moment(starts, event, LISBON) == moment


def test_quiet_hours_are_those_of_the_centre() -> None:
    azores = ZoneInfo("Atlantic/Azores")
    assert reminder_moment(at(26, 10), "reminder_2h", azores) == at(26, 9)  # 8:00 there
    assert reminder_moment(at(26, 10), "reminder_2h", LISBON) == at(26, 8)


@given(
    starts=st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    event=st.sampled_from(sorted(BEFORE)),
    zone=st.sampled_from(["Europe/Lisbon", "Atlantic/Azores", "Europe/Brussels"]),
)
def test_a_reminder_never_wakes_anybody_and_always_comes_before_the_visit(
    starts: datetime, event: str, zone: str
) -> None:
    moment = reminder_moment(starts, event, ZoneInfo(zone))
    assert 8 <= moment.astimezone(ZoneInfo(zone)).hour < 21
    assert timedelta(minutes=45) <= starts - moment <= timedelta(hours=60)


def test_a_reminder_that_could_not_be_sent_in_time_is_overtaken_by_the_next(visit: Appointment) -> None:
    with clock.frozen(at(24, 10)):
        plan_reminders()  # planned, and then the worker dies
    assert ticks(at(26, 8), at(26, 12)) == [(at(26, 8), "reminder_2h")]


@pytest.mark.parametrize(("day", "events"), [(23, ["reminder_48h", "reminder_2h"]), (25, ["reminder_2h"]), (26, [])])
def test_what_is_promised_in_the_confirmation_is_what_is_sent(
    centre: Centre, person: Contact, day: int, events: list[str]
) -> None:
    made_at = at(day, 8, 0) if day < 26 else at(day, 8, 0) + timedelta(minutes=5)
    Centre.objects.filter(pk=centre.pk).update(min_notice_minutes=0)
    centre.refresh_from_db()
    with clock.frozen(made_at):
        visit = book(person, centre, at(26, 10), 30, "migrant_support", "", "pt", "k")
        assert to_come(visit, made_at) == events
    assert [event for _, event in ticks(made_at, at(26, 12))] == events


def test_no_reminder_is_promised_where_none_can_be_sent(visit: Appointment, person: Contact) -> None:
    from actions.appointments.optouts import opt_in, opt_out

    assert to_come(visit, clock.now())
    opt_out(person)
    assert to_come(visit, clock.now()) == []
    opt_in(person)
    Contact.objects.update(channel="web")
    visit.refresh_from_db()
    assert to_come(visit, clock.now()) == []
