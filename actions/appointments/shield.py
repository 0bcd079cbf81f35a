"""The shield against 'cancelled at the door': a centre that cancels offers other times and reaches the person.

Every cancelled visit leaves a row that stays open until the person, or the desk for them, has acknowledged it: first a
message on the person's channel, after four hours the second channel, then the desk's list.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from actions import clock
from actions.appointments import lifecycle, outbox, whatsapp
from actions.appointments.errors import NotBookable
from actions.appointments.models import Appointment, Contact, MustReach, OutboxMessage, Status
from actions.appointments.optouts import is_opted_out
from actions.appointments.quiet import waking
from actions.appointments.reminders import REACHABLE
from actions.appointments.slots import Slot, nearest_slots
from actions.directory.models import Absence, Centre, Closure
from actions.directory.nearest import nearest

EVENT = "cancelled_by_centre"
TEMPLATE = "visit.cancelled_by_centre"
OFFERED = 3
AT_LEAST = 2
WAIT = timedelta(hours=4)  # for an answer, before the next channel
SOON = timedelta(hours=24)  # so close to the visit the desk is told at once, too
NOT_SENT = (OutboxMessage.State.FAILED, OutboxMessage.State.CANCELLED, OutboxMessage.State.FOR_DESK)

Used = dict[tuple[str, datetime], int]


def cancel_by_centre(appointment: Appointment, reason: str, by: str) -> MustReach:
    """Cancel a visit for the centre; its desk is not offered to others at that time.

    Tells the person with up to three other times, at other centres too when this one has fewer than two. Raises
    NotBookable('status') when the visit is no longer open.
    """
    with transaction.atomic():
        made = _cancel(appointment, reason, by, {})
        Absence.objects.create(
            desk=appointment.desk,
            starts=appointment.starts,
            ends=appointment.starts + timedelta(minutes=appointment.minutes),
            reason=reason,
        )
        _offer(made, {})
    return made


def close(centre: Centre, first_day: date, last_day: date, reason: str, by: str) -> list[MustReach]:
    """Close a centre on whole days of its calendar and cancel every open visit of them, each with other times.

    Nobody is offered a time that was already offered to as many people as it has desks.
    """
    start = datetime.combine(first_day, time.min, centre.zone)
    end = datetime.combine(last_day + timedelta(days=1), time.min, centre.zone)
    used: Used = {}
    with transaction.atomic():
        Closure.objects.create(
            centre=centre, territory=centre.territory, first_day=first_day, last_day=last_day, reason=reason
        )
        visits = Appointment.objects.filter(
            centre=centre, starts__gte=start, starts__lt=end, status__in=(Status.BOOKED, Status.CONFIRMED)
        )
        Appointment.objects.filter(centre=centre, starts__gte=start, starts__lt=end, status=Status.HELD).delete()
        made = [_cancel(visit, reason, by, used) for visit in visits.order_by("starts", "pk")]
        for row in made:
            _offer(row, used)
    return made


def acknowledge(appointment: Appointment, by: str, how: str = "") -> MustReach | None:
    """The person knows ('person'), or was told by `by`. Asking twice changes nothing; None when nothing was open."""
    open_row = MustReach.objects.filter(appointment=appointment, acknowledged=None)
    open_row.update(acknowledged=clock.now(), acknowledged_by=by, how=how, next_try=None)
    _stop_writing(appointment)
    return MustReach.objects.filter(appointment=appointment).first()


def sweep() -> None:
    """Go one step further with everybody who has not answered. Safe to repeat."""
    now = clock.now()
    waiting = MustReach.objects.filter(acknowledged=None, for_desk_since=None).select_related("appointment__contact")
    for row in waiting.filter(Q(next_try__lte=now) | Q(appointment__messages__state__in=NOT_SENT)).distinct():
        if row.next_try is None or row.next_try <= now or _last_message_failed(row):
            _next_step(row)


def unacknowledged(contact: Contact) -> MustReach | None:
    """The cancelled visit that a contact has not acknowledged, the soonest first."""
    rows = MustReach.objects.filter(acknowledged=None, appointment__contact=contact)
    return rows.select_related("appointment__centre").order_by("appointment__starts").first()


def open_for_desk(centre: Centre | None = None) -> list[MustReach]:
    """Whom the desk must call: no channel is left, or the visit is near. With the centre's own only, or all."""
    rows = MustReach.objects.filter(acknowledged=None, for_desk_since__isnull=False)
    rows = rows.filter(appointment__centre=centre) if centre else rows
    return list(rows.select_related("appointment__contact", "appointment__centre").order_by("appointment__starts"))


def _cancel(appointment: Appointment, reason: str, by: str, used: Used) -> MustReach:
    if by == "person":
        raise ValueError("a centre's cancellation needs the name of who acts for it")
    cancelled = lifecycle.cancel(appointment, by=by, why=reason, reopens=False)
    if cancelled.status != Status.CANCELLED_BY_CENTRE:
        raise NotBookable("status")
    made, created = MustReach.objects.get_or_create(
        appointment=cancelled, defaults={"by": by, "why": reason, "since": clock.now()}
    )
    if not created:
        raise NotBookable("status")
    return made


def _offer(made: MustReach, used: Used) -> None:
    visit, now = made.appointment, clock.now()
    times = _other_times(visit, used)
    made.replacements = [{"centre": str(place.pk), "starts": slot.starts.isoformat()} for place, slot in times]
    said = now if visit.starts - now <= SOON else waking(now, visit.centre.zone)
    if len(times) < AT_LEAST or visit.starts - now <= SOON:
        made.for_desk_since = now
    if visit.contact is None or visit.contact.channel not in REACHABLE or is_opted_out(visit.contact):
        made.for_desk_since = now
    else:
        _write(made, visit.contact.channel, said)
    made.save()


def _write(made: MustReach, channel: str, due: datetime) -> None:
    visit = made.appointment
    values: dict[str, Any] = {
        "reference": visit.reference,
        "centre": visit.centre_id,
        "starts": visit.starts.isoformat(),
        "replacements": made.replacements,
    }
    outbox.enqueue(visit.contact, EVENT, TEMPLATE, values, visit, visit.sequence, due_at=due, channel=channel)
    made.channels = [*made.channels, channel]
    made.next_try = due + WAIT


def _other_times(visit: Appointment, used: Used) -> list[tuple[Centre, Slot]]:
    here = [(visit.centre, slot) for slot in _free(visit.centre, visit, used)][:OFFERED]
    if len(here) < AT_LEAST:
        here += [(place, slot) for place in _other_centres(visit) for slot in _free(place, visit, used)[:1]]
    chosen = here[:OFFERED]
    for place, slot in chosen:
        used[str(place.pk), slot.starts] = used.get((str(place.pk), slot.starts), 0) + 1
    return chosen


def _free(place: Centre, visit: Appointment, used: Used) -> list[Slot]:
    interpreter = visit.interpreter_language or None
    slots = nearest_slots(place, visit.minutes, max(visit.starts, clock.now()), count=30, interpreter=interpreter)
    return [slot for slot in slots if used.get((str(place.pk), slot.starts), 0) < len(slot.desk_ids)]


def _other_centres(visit: Appointment) -> list[Centre]:
    here = visit.centre
    if here.lat is None or here.lon is None:
        return []
    near = nearest(here.territory, here.lat, here.lon, service=visit.service, bookable=True, limit=OFFERED + 2)
    return [item.centre for item in near if item.centre.pk != here.pk]


def _next_step(row: MustReach) -> None:
    visit = row.appointment
    if visit.contact is None:  # erased: there is nobody left to tell
        acknowledge(visit, "system", "erased")
        return
    second = _second_channel(visit.contact, row.channels)
    if second and not is_opted_out(visit.contact):
        _write(row, second, waking(clock.now(), visit.centre.zone))
    else:
        row.for_desk_since, row.next_try = clock.now(), None
    row.save()


def _second_channel(contact: Contact, used: list[str]) -> str | None:
    """The other way to the same telephone number: WhatsApp needs an approved template in the person's language."""
    others = {"whatsapp": "sms", "sms": "whatsapp"}
    other = others.get(contact.channel)
    if other is None or other in used:
        return None
    return other if other == "sms" or whatsapp.approved(TEMPLATE, contact.language) else None


def _last_message_failed(row: MustReach) -> bool:
    last = row.appointment.messages.filter(event=EVENT).order_by("-pk").first()
    return last is not None and last.state in NOT_SENT


def _stop_writing(appointment: Appointment) -> None:
    due = appointment.messages.filter(event=EVENT, state=OutboxMessage.State.DUE)
    due.update(state=OutboxMessage.State.CANCELLED)
