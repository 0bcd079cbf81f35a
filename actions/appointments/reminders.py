"""Reminders of a visit: two days and two hours before, in waking hours, until the person has answered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from actions import clock
from actions.appointments import outbox
from actions.appointments.models import Appointment, OutboxMessage, Status

BEFORE = {"reminder_48h": timedelta(hours=48), "reminder_2h": timedelta(hours=2)}
WAKES = time(8, 0)
SLEEPS = time(21, 0)
LAST_CHANCE = timedelta(minutes=45)


def plan_reminders() -> list[OutboxMessage]:
    """Put every reminder whose moment has come in the outbox and return the rows, old ones included.

    Only for visits that are booked and not yet answered. A visit made or moved less than 48 hours before gets the
    second reminder only. A tick that was missed changes nothing: the reminder follows with the next one, unless the
    moment of the following reminder has come.
    """
    now = clock.now()
    coming = Appointment.objects.filter(
        status=Status.BOOKED, contact__isnull=False, starts__gt=now, starts__lte=now + timedelta(hours=49)
    ).select_related("contact", "centre", "triage")
    made = Max("events__at", filter=Q(events__what__in=("booked", "moved")))
    planned = []
    for visit in coming.annotate(made=made).order_by("starts", "pk"):
        event = _event_now(visit.starts, visit.made or visit.created, visit.centre.zone, now)
        if event:
            planned.append(
                outbox.enqueue(visit.contact, event, event, _variables(visit), visit, sequence=visit.sequence)
            )
    return planned


def reminder_moment(starts: datetime, event: str, zone: ZoneInfo) -> datetime:
    """When a reminder is sent (UTC): never between 21:00 and 8:00 of the centre's clock.

    A moment in the night waits for the morning; where the visit would then be less than 45 minutes away, it is sent
    before the night, at 20:30.
    """
    moment = (starts - BEFORE[event]).astimezone(zone)
    day = moment.date()
    if WAKES <= moment.time() < SLEEPS:
        return starts - BEFORE[event]
    morning = _at(day if moment.time() < WAKES else day + timedelta(days=1), WAKES, zone)
    if starts - morning >= LAST_CHANCE:
        return morning
    evening = day - timedelta(days=1) if moment.time() < WAKES else day
    return _at(evening, time(20, 30), zone)


def _event_now(starts: datetime, made: datetime, zone: ZoneInfo, now: datetime) -> str | None:
    """The reminder whose time it is: the last one whose moment has passed, unless the visit was made after it."""
    for event in ("reminder_2h", "reminder_48h"):
        moment = reminder_moment(starts, event, zone)
        if moment <= now:
            return event if made <= moment and made <= starts - BEFORE[event] else None
    return None


def _variables(visit: Appointment) -> dict[str, Any]:
    sheet = getattr(visit, "triage", None)
    return {
        "reference": visit.reference,
        "centre": visit.centre_id,
        "starts": visit.starts.isoformat(),
        "missing": list(sheet.papers_missing) if sheet else [],
    }


def _at(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    # Through UTC, because differences between two times of one zone ignore the change of clocks.
    return datetime.combine(day, clock_time, tzinfo=zone).astimezone(ZoneInfo("UTC"))
