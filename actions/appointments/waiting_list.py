"""The waiting list for earlier times: who asks is told of a time given back; three times at most, one by one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from actions import clock
from actions.appointments import outbox
from actions.appointments.booking import move
from actions.appointments.cells import taken_cells
from actions.appointments.errors import NotBookable
from actions.appointments.models import (
    Appointment,
    Contact,
    EarlierOffer,
    OutboxMessage,
    Status,
    WaitingListEntry,
)
from actions.appointments.optouts import is_opted_out
from actions.appointments.quiet import waking
from actions.appointments.reopening import MOST_NOTICES, SOONEST, closed_times, waiting_for
from actions.appointments.slots import room_of

EVENT = "earlier_time"
KEPT = timedelta(hours=2)  # how long a time waits for the answer of one person
State = EarlierOffer.State


def join(appointment: Appointment) -> WaitingListEntry:
    """The person of an open visit would come earlier. Asking again changes nothing; notices already given count.

    Raises NotBookable('status') when the visit is not open.
    """
    if appointment.status not in (Status.BOOKED, Status.CONFIRMED):
        raise NotBookable("status")
    entry, created = WaitingListEntry.objects.get_or_create(appointment=appointment, defaults={"since": clock.now()})
    if not created and entry.ended is not None:
        entry.since, entry.ended, entry.why = clock.now(), None, ""
        entry.save(update_fields=["since", "ended", "why"])
    return entry


def leave(appointment: Appointment) -> None:
    """No more notices for this visit; a time kept for the person goes on to the next."""
    entry = WaitingListEntry.objects.filter(appointment=appointment, ended=None).first()
    if entry:
        _end(entry, "left")


def is_waiting(appointment: Appointment) -> bool:
    """Whether the person of a visit still hopes for an earlier time."""
    return WaitingListEntry.objects.filter(appointment=appointment, ended=None, notices__lt=MOST_NOTICES).exists()


def take(offer_pk: int, contact: Contact, key: str) -> Appointment:
    """Move the visit to the time that was kept for its person; the same `key` moves only once.

    Raises NotBookable('status') when the offer is over or is not this contact's; what `booking.move` raises.
    """
    with transaction.atomic():
        offer = EarlierOffer.objects.select_for_update().filter(pk=offer_pk).first()
        visit = offer.entry.appointment if offer else None
        if offer is None or visit is None or visit.contact_id != contact.pk:
            raise NotBookable("status")
        if offer.state == State.TAKEN:
            return visit
        if offer.state != State.OPEN or offer.expires <= clock.now() or offer.hold is None:
            raise NotBookable("status")
        offer.hold.delete()
        moved = move(visit, offer.starts, key, why="earlier time")
        EarlierOffer.objects.filter(pk=offer.pk).update(state=State.TAKEN, hold=None)
        WaitingListEntry.objects.filter(pk=offer.entry_id).update(ended=clock.now(), why="moved")
        return moved


def decline(offer_pk: int, contact: Contact) -> None:
    """The person keeps their own time; the next one is asked."""
    offer = EarlierOffer.objects.filter(pk=offer_pk, state=State.OPEN, entry__appointment__contact=contact).first()
    if offer:
        _close(offer, State.DECLINED)


def sweep() -> list[EarlierOffer]:
    """Close what nobody answered, and offer every closed time to who waits longest for it. Safe to repeat."""
    now = clock.now()
    for offer in EarlierOffer.objects.filter(state=State.OPEN, expires__lte=now):
        _close(offer, State.LAPSED)
    over = WaitingListEntry.objects.filter(ended=None).exclude(
        appointment__status__in=(Status.BOOKED, Status.CONFIRMED), appointment__starts__gt=now
    )
    for entry in over:
        _end(entry, "over")
    offered = EarlierOffer.objects.filter(state=State.OPEN).values_list("hold", flat=True)
    free = [time for time in closed_times() if time.pk not in set(offered)]
    return [offer for time in free if (offer := _offer(time, now))]


def _offer(time: Appointment, now: datetime) -> EarlierOffer | None:
    centre = time.centre
    said = waking(now, centre.zone)
    expires = said + KEPT
    if expires + timedelta(minutes=centre.min_notice_minutes) > time.starts:
        return None
    for entry in waiting_for(centre, time.starts, time.minutes).select_related("appointment__contact"):
        visit = entry.appointment
        if not is_opted_out(visit.contact) and _interpreter_is_free(visit, time.starts, now):
            return _make(entry, time, said, expires)
    return None


def _make(entry: WaitingListEntry, time: Appointment, said: datetime, expires: datetime) -> EarlierOffer | None:
    visit = entry.appointment
    with transaction.atomic():
        kept = Appointment.objects.filter(pk=time.pk, status=Status.HELD, contact=None).update(hold_expires=expires)
        if not kept:  # it reopened meanwhile
            return None
        offer = EarlierOffer.objects.create(
            entry=entry, hold=time, starts=time.starts, made=clock.now(), expires=expires
        )
        WaitingListEntry.objects.filter(pk=entry.pk).update(notices=F("notices") + 1)
        said_about = {
            "reference": visit.reference,
            "centre": visit.centre_id,
            "starts": time.starts.isoformat(),
            "now": visit.starts.isoformat(),
            "until": expires.isoformat(),
            "offer": offer.pk,
        }
        outbox.enqueue(visit.contact, EVENT, "waiting.offer", said_about, visit, offer.pk, due_at=said)
    return offer


def _interpreter_is_free(visit: Appointment, starts: datetime, now: datetime) -> bool:
    if not visit.interpreter_language:
        return True
    ends = starts + timedelta(minutes=visit.minutes)
    room = room_of(visit.centre, visit.interpreter_language, starts, ends)
    return bool(room.free_lines(starts, visit.minutes, taken_cells(room.resources, starts, ends, now), now))


def _end(entry: WaitingListEntry, why: str) -> None:
    WaitingListEntry.objects.filter(pk=entry.pk, ended=None).update(ended=clock.now(), why=why)
    for offer in entry.offers.filter(state=State.OPEN):
        _close(offer, State.DECLINED)


def _close(offer: EarlierOffer, state: str) -> None:
    """The time is held a little longer, so that the next person is asked before anybody else can book it."""
    with transaction.atomic():
        if EarlierOffer.objects.filter(pk=offer.pk, state=State.OPEN).update(state=state):
            Appointment.objects.filter(pk=offer.hold_id, status=Status.HELD, contact=None).update(
                hold_expires=clock.now() + SOONEST
            )
            unsent = OutboxMessage.objects.filter(appointment=offer.entry.appointment_id, event=EVENT)
            unsent.filter(sequence=offer.pk, state=OutboxMessage.State.DUE).update(state=OutboxMessage.State.CANCELLED)
