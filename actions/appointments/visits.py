"""A contact's visits to come."""

from __future__ import annotations

from datetime import datetime

from actions.appointments.models import Appointment, Contact
from actions.appointments.models.visits import OPEN


def open_visits(contact: Contact, now: datetime) -> list[Appointment]:
    """The visits of `contact` that are still to come at `now` (aware), soonest first."""
    rows = Appointment.objects.filter(contact=contact, status__in=OPEN, starts__gt=now)
    return list(rows.select_related("centre").order_by("starts"))
