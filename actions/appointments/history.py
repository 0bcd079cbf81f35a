"""The history of a visit: every change leaves a row saying who, when, why, from what, to what."""

from __future__ import annotations

from datetime import datetime

from actions.appointments.models import Appointment, AppointmentEvent


def record(
    appointment: Appointment,
    by: str,
    what: str,
    why: str = "",
    from_status: str = "",
    from_starts: datetime | None = None,
    to_starts: datetime | None = None,
    key: str | None = None,
) -> None:
    """Add an event with the visit's present status as 'to'; a repeated `key` raises IntegrityError."""
    AppointmentEvent.objects.create(
        appointment=appointment,
        by=by,
        what=what,
        why=why,
        from_status=from_status,
        to_status=appointment.status,
        from_starts=from_starts,
        to_starts=to_starts,
        key=key,
    )


def by_event_key(key: str | None) -> Appointment | None:
    """The visit that a request with this key has already changed."""
    if key is None:
        return None
    return Appointment.objects.filter(events__key=key).first()
