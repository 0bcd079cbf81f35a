from __future__ import annotations

from datetime import timedelta

import vobject

from actions.appointments import lifecycle
from actions.appointments.booking import move
from actions.appointments.calendar_file import calendar_file
from actions.appointments.models import Appointment


def read(visit: Appointment) -> tuple[object, object]:
    """The file as a second implementation reads it: the calendar and its only event."""
    calendar = vobject.readOne(calendar_file(visit, "Visita").decode())
    return calendar, calendar.vevent


def test_a_second_implementation_reads_the_visit(visit: Appointment) -> None:
    calendar, event = read(visit)
    assert calendar.method.value == "PUBLISH"
    assert event.dtstart.value == visit.starts
    assert event.dtend.value == visit.starts + timedelta(minutes=30)
    assert event.location.value == "Demonstração – Braga, Braga"
    assert event.status.value == "CONFIRMED"


def test_the_uid_stays_and_the_sequence_rises_through_move_and_cancellation(visit: Appointment) -> None:
    _, first = read(visit)
    moved = move(visit, visit.starts + timedelta(hours=1), "m")
    _, second = read(moved)
    cancelled = lifecycle.cancel(moved)
    calendar, third = read(cancelled)
    assert first.uid.value == second.uid.value == third.uid.value
    assert [event.sequence.value for event in (first, second, third)] == ["0", "1", "2"]
    assert calendar.method.value == "CANCEL" and third.status.value == "CANCELLED"


def test_the_file_is_discreet_and_marked_as_demonstration(visit: Appointment) -> None:
    text = calendar_file(visit, "Visita").decode().replace("\r\n ", "")
    assert "SUMMARY:Visita\r\n" in text
    assert visit.topic not in text and visit.service not in text
    assert f"DESCRIPTION:{visit.reference}" in text and "DEMO-" in text
