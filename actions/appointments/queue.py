"""The waiting room of a centre: arrive, call, serve, park, hand over, finish. Every step ends one entry and opens the
next, so that the day can be read back; the database allows one open entry a person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Max

from actions import clock
from actions.appointments import lifecycle
from actions.appointments.errors import NotBookable
from actions.appointments.models import Appointment, QueueEntry, QueueTicket, Status
from actions.appointments.urgency import Level, level_of
from actions.directory.models import Centre, Desk

State = QueueEntry.State
HERE = (State.WAITING, State.CALLED, State.IN_SERVICE, State.PARKED, State.MISSED)
USUAL_MINUTES = 20  # of a walk-in, for the estimate of a wait


class Outcome(models.TextChoices):
    """How a visit ended."""

    RESOLVED = "resolved"
    INFORMED = "informed"
    REFERRED = "referred"
    PAPERS_MISSING = "papers_missing"
    RETURN = "return"
    LEFT = "left"


def arrive(appointment: Appointment, by: str) -> QueueEntry:
    """The person is here: a number, and a place in the queue. Asking twice gives the same entry.

    Raises NotBookable('day') on another day than the visit's, NotBookable('status') when it is over or cancelled.
    """
    centre = appointment.centre
    if today(centre) != appointment.starts.astimezone(centre.zone).date():
        raise NotBookable("day")
    with transaction.atomic():
        _lock(centre)
        ticket = QueueTicket.objects.filter(appointment=appointment).first()
        current = _open_entry(ticket) if ticket else None
        if current:
            return current
        lifecycle.arrive(appointment, by)
        ticket = _ticket(centre, appointment.topic, appointment.language, appointment)
        return QueueEntry.objects.create(ticket=ticket, state=State.WAITING, by=by, started=clock.now())


def walk_in(
    centre: Centre,
    topic: str,
    language: str,
    by: str = "desk",
    level: str = "",
    reason: str = "",
    ticked: Sequence[str] = (),
    missing: Sequence[str] = (),
) -> QueueEntry:
    """Somebody without an appointment: their number is the entry's `number`. A level needs a reason.

    `ticked` and `missing` are papers, by their ids, as they were ticked at the counter.
    """
    _need_reason(level, reason)
    with transaction.atomic():
        _lock(centre)
        ticket = _ticket(centre, topic, language, None, level, reason)
        if ticked or missing:
            ticket.papers_ticked, ticket.papers_missing = list(ticked), list(missing)
            ticket.save(update_fields=["papers_ticked", "papers_missing"])
        return QueueEntry.objects.create(ticket=ticket, state=State.WAITING, by=by, started=clock.now())


def call_next(centre: Centre, desk: Desk, by: str) -> QueueEntry | None:
    """Call who is next for this desk; None when nobody waits. Two desks never call the same person."""
    for entry in waiting(centre):
        if entry.desk_id in (None, desk.pk):
            with transaction.atomic():
                if _end(entry, (State.WAITING,)):
                    return _open(entry, State.CALLED, by, desk)
    return None


def call(entry: QueueEntry, desk: Desk, by: str) -> QueueEntry:
    """Call this very person now, out of turn."""
    return _step(entry, (State.WAITING, State.PARKED, State.MISSED), State.CALLED, by, desk)


def recall(entry: QueueEntry, by: str) -> QueueEntry:
    """Call again to the same desk who was called, parked, or missed the call."""
    with transaction.atomic():
        current = _current(entry)
        desk = current.desk or _last_desk(current)
        return _step(current, (State.CALLED, State.PARKED, State.MISSED), State.CALLED, by, desk, again=True)


def serve(entry: QueueEntry, by: str, desk: Desk | None = None) -> QueueEntry:
    """The person sits down; the visit is in service."""
    with transaction.atomic():
        current = _current(entry)
        moved = _step(current, (State.CALLED, State.WAITING), State.IN_SERVICE, by, desk or current.desk)
        if moved.ticket.appointment:
            lifecycle.start(moved.ticket.appointment, by)
        return moved


def park(entry: QueueEntry, by: str, why: str = "") -> QueueEntry:
    """The person waits for something, with number and desk kept: a copy, the interpreter."""
    with transaction.atomic():
        current = _current(entry)
        return _step(current, (State.CALLED, State.IN_SERVICE), State.PARKED, by, current.desk, why)


def resume(entry: QueueEntry, by: str) -> QueueEntry:
    """Who was parked, or missed the call, waits again, in the old place by arrival."""
    return _step(entry, (State.PARKED, State.MISSED), State.WAITING, by, None)


def missed(entry: QueueEntry, by: str) -> QueueEntry:
    """Called, and did not come. The person stays in the list and can be called again."""
    with transaction.atomic():
        current = _current(entry)
        return _step(current, (State.CALLED,), State.MISSED, by, current.desk)


def hand_over(entry: QueueEntry, by: str, desk: Desk | None = None, why: str = "") -> QueueEntry:
    """To another desk of the centre, or to whichever calls next: the person waits for it, before the others."""
    held = (State.WAITING, State.CALLED, State.IN_SERVICE, State.PARKED)
    return _step(entry, held, State.WAITING, by, desk, why, again=True)


def finish(entry: QueueEntry, outcome: str, by: str, why: str = "") -> QueueEntry:
    """The stay is over; a visit is done. `outcome` is one of `Outcome`; `why` holds nothing personal.

    LEFT is possible at any time, the others once the person was called. Raises ValueError for another outcome.
    """
    kind = Outcome(outcome)
    states = HERE if kind is Outcome.LEFT else (State.CALLED, State.IN_SERVICE, State.PARKED)
    with transaction.atomic():
        current = _current(entry)
        if not _end(current, states):
            raise NotBookable("status")
        visit = current.ticket.appointment
        if visit:
            if kind is not Outcome.LEFT:
                lifecycle.start(visit, by)
            lifecycle.finish(visit, by, str(kind.value))
        now = clock.now()
        return QueueEntry.objects.create(
            ticket=current.ticket, state=State.DONE, desk=current.desk, by=by, why=why, outcome=kind.value,
            started=now, ended=now,
        )  # fmt: skip


def no_show(appointment: Appointment, by: str) -> Appointment:
    """The person never came. Raises NotBookable('status') before the visit was to begin, or after an arrival."""
    return lifecycle.no_show(appointment, by)


def prioritise(entry: QueueEntry, level: str, reason: str, by: str) -> QueueEntry:
    """Change how urgent a stay is, with the reason; the entry before keeps when and by whom. ValueError without one."""
    _need_reason(Level(level).value, reason)
    with transaction.atomic():
        current = _current(entry)
        QueueTicket.objects.filter(pk=current.ticket_id).update(level=level, level_reason=reason)
        current.ticket.refresh_from_db()
        return _step(current, (current.state,), current.state, by, current.desk, reason, again=True)


def open_entries(centre: Centre, day: date | None = None) -> list[QueueEntry]:
    """Everybody who is still here on a day (today): who waits in the order of the calls, then the others."""
    rows = QueueEntry.objects.filter(ticket__centre=centre, ticket__day=day or today(centre), ended=None)
    entries = list(rows.select_related("ticket__appointment__triage", "ticket__appointment__centre", "desk"))
    now = clock.now()
    return sorted(entries, key=lambda entry: (entry.state != State.WAITING, _turn(entry, now)))


def waiting(centre: Centre, day: date | None = None) -> list[QueueEntry]:
    """Who waits, in the order in which they will be called.

    Handed over first, then immediate, then who is due (a visit from its hour on) by level and moment, then who came
    early.
    """
    return [entry for entry in open_entries(centre, day) if entry.state == State.WAITING]


def minutes_to_wait(centre: Centre) -> int:
    """A rough wait, in minutes, for somebody who comes now: the work before them, shared by the active desks."""
    visits = (entry.ticket.appointment for entry in waiting(centre))
    work = sum(visit.minutes if visit else USUAL_MINUTES for visit in visits)
    return round(work / max(1, centre.desks.filter(active=True).count()))


def without_outcome(centre: Centre, day: date) -> list[Appointment]:
    """Visits of a day whose time is over and of which nobody has said how they ended."""
    start = datetime.combine(day, datetime.min.time(), centre.zone)
    unfinished = (Status.BOOKED, Status.CONFIRMED, Status.ARRIVED, Status.IN_SERVICE)
    rows = Appointment.objects.filter(
        centre=centre, starts__gte=start, starts__lt=start + timedelta(days=1), status__in=unfinished
    )
    now = clock.now()
    return [visit for visit in rows.order_by("starts") if visit.starts + timedelta(minutes=visit.minutes) <= now]


def today(centre: Centre) -> date:
    """The day on the centre's calendar."""
    return clock.now().astimezone(centre.zone).date()


def _turn(entry: QueueEntry, now: datetime) -> tuple[bool, bool, bool, int, datetime, int]:
    ticket = entry.ticket
    level = level_of(ticket.appointment, ticket.level)
    due = max(ticket.created, ticket.appointment.starts) if ticket.appointment else ticket.created
    return entry.desk_id is None, level is not Level.IMMEDIATE, due > now, level.rank, due, ticket.pk


def _lock(centre: Centre) -> None:
    # Numbers are given one at a time; on SQLite the immediate transaction already sees to it.
    Centre.objects.select_for_update().get(pk=centre.pk)


def _ticket(
    centre: Centre, topic: str, language: str, visit: Appointment | None, level: str = "", reason: str = ""
) -> QueueTicket:
    day = today(centre)
    last = QueueTicket.objects.filter(centre=centre, day=day).aggregate(last=Max("number"))["last"] or 0
    return QueueTicket.objects.create(
        centre=centre, day=day, number=last + 1, appointment=visit, topic=topic, language=language, level=level,
        level_reason=reason, created=clock.now(),
    )  # fmt: skip


def _need_reason(level: str, reason: str) -> None:
    if level and not (Level(level) and reason.strip()):
        raise ValueError("a level needs a reason")


def _open_entry(ticket: QueueTicket) -> QueueEntry | None:
    return QueueEntry.objects.filter(ticket=ticket, ended=None).select_related("ticket__appointment", "desk").first()


def _current(entry: QueueEntry) -> QueueEntry:
    """The open entry of the same stay, whichever row the caller had on the screen."""
    current = _open_entry(entry.ticket)
    if current is None:
        raise NotBookable("status")
    return current


def _last_desk(entry: QueueEntry) -> Desk | None:
    called = entry.ticket.entries.filter(desk__isnull=False).order_by("-pk").first()
    return called.desk if called else None


def _step(
    entry: QueueEntry,
    states: Collection[str],
    to_state: str,
    by: str,
    desk: Desk | None,
    why: str = "",
    again: bool = False,
) -> QueueEntry:
    """End the open entry of a stay and open the next. Without `again`, a step already taken changes nothing."""
    with transaction.atomic():
        current = _current(entry)
        if current.state == to_state and not again:
            return current
        if not _end(current, states):
            raise NotBookable("status")
        return _open(current, to_state, by, desk, why)


def _end(entry: QueueEntry, states: Collection[str]) -> bool:
    # One conditional update: of two clicks at once only one finds the entry open.
    return bool(QueueEntry.objects.filter(pk=entry.pk, ended=None, state__in=states).update(ended=clock.now()))


def _open(entry: QueueEntry, state: str, by: str, desk: Desk | None, why: str = "") -> QueueEntry:
    return QueueEntry.objects.create(ticket=entry.ticket, state=state, desk=desk, by=by, why=why, started=clock.now())
