"""A contact's own visits."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.appointments.models import Appointment, Contact, Status

LONGEST = timedelta(hours=4)
"""No visit takes longer."""
GOING_ON = (Status.BOOKED, Status.CONFIRMED, Status.ARRIVED, Status.IN_SERVICE)


def open_visits(contact: Contact, now: datetime) -> list[Appointment]:
    """The booked and confirmed visits of `contact` that have not begun at `now` (aware), soonest first."""
    rows = Appointment.objects.filter(contact=contact, status__in=(Status.BOOKED, Status.CONFIRMED), starts__gt=now)
    return list(rows.select_related("centre").order_by("starts"))


def visit_of(contact: Contact, reference: str) -> Appointment | None:
    """The visit with a reference, only if it is this contact's own: a reference opens nothing for anybody else."""
    code = reference.strip().upper()
    return Appointment.objects.filter(contact=contact, reference=code).select_related("centre").first()


def current_visits(contact: Contact, now: datetime) -> list[Appointment]:
    """The visits of `contact` that are to come, and the one that has begun and is not over, soonest first."""
    since = now - LONGEST
    rows = Appointment.objects.filter(contact=contact, status__in=GOING_ON, starts__gt=since)
    ordered = rows.select_related("centre").order_by("starts")
    return [visit for visit in ordered if visit.starts + timedelta(minutes=visit.minutes) > now]
