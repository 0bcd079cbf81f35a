"""The visit as an .ics file."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar, Event

from actions import clock
from actions.appointments.models import Appointment
from actions.appointments.models.visits import CANCELLED


def calendar_file(appointment: Appointment, summary: str) -> bytes:
    """One event in iCalendar (RFC 5545): the same UID for ever, SEQUENCE one higher after each change.

    A cancelled visit gives METHOD:CANCEL, which takes the event out of the calendar. `summary` is what others may
    read over a shoulder, in the person's language: it says that there is a visit, never what about.
    """
    cancelled = appointment.status in CANCELLED
    centre = appointment.centre
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", appointment.starts)
    event.add("dtend", appointment.starts + timedelta(minutes=appointment.minutes))
    event.add("summary", summary)
    event.add("location", ", ".join(filter(None, (centre.name, centre.address, centre.municipality))))
    event.add("description", appointment.reference)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Farol//Farol//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
