"""Reminders of a visit: two days and two hours before, in waking hours, until the person has answered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from actions import clock
from actions.appointments import outbox
from actions.appointments.models import Appointment, OutboxMessage, Status
from actions.appointments.optouts import is_opted_out
from actions.appointments.quiet import SLEEPS, WAKES

BEFORE = {"reminder_48h": timedelta(hours=48), "reminder_2h": timedelta(hours=2)}
REACHABLE = frozenset({"sms", "whatsapp", "telegram"})  # a web page cannot be written to
LAST_CHANCE = timedelta(minutes=45)


def plan_reminders() -> list[OutboxMessage]:
    """Put every reminder whose moment has come in the outbox and return the rows, old ones included.

    Only for visits that are booked and not yet answered, of people who want messages. A visit made or
    moved less than 48 hours before gets the second reminder only. A tick that was missed changes nothing: the reminder
    follows with the next one, unless the moment of the following reminder has come.
    """
    now = clock.now()
    coming = Appointment.objects.filter(
        status=Status.BOOKED,
        contact__isnull=False,
        reminders_off=False,
        starts__gt=now,
        starts__lte=now + timedelta(hours=49),
    ).select_related("contact", "centre", "triage")
    made = Max("events__at", filter=Q(events__what__in=("booked", "moved")))
    planned = []
    for visit in coming.annotate(made=made).order_by("starts", "pk"):
        event = _event_now(visit.starts, visit.made or visit.created, visit.centre.zone, now)
        if event and not is_opted_out(visit.contact):  # nothing is queued, so that START finds it still to be said
            planned.append(_plan(visit, event))
    return planned


def _plan(visit: Appointment, event: str) -> OutboxMessage:
    # One reminder at a time: an earlier one that could not be sent is overtaken.
    late = visit.messages.filter(event__in=set(BEFORE) - {event}, state=OutboxMessage.State.DUE)
    late.update(state=OutboxMessage.State.CANCELLED)
    return outbox.enqueue(visit.contact, event, event, _variables(visit), visit, sequence=visit.sequence)


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


def to_come(visit: Appointment, now: datetime) -> list[str]:
    """Which reminders a visit made at `now` (aware) will still get; none where we cannot write first."""
    contact = visit.contact
    if contact is None or contact.channel not in REACHABLE or is_opted_out(contact) or visit.reminders_off:
        return []
    zone = visit.centre.zone
    return [
        event
        for event, before in BEFORE.items()
        if now <= reminder_moment(visit.starts, event, zone) and now <= visit.starts - before
    ]


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
