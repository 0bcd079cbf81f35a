"""The one service through which chat and desk book, hold, move, cancel and follow a visit.

A visit exists when its cells do. Nothing is checked before it is inserted except what cannot be raced (hours, notice,
caps under the contact's row lock); the cells' UNIQUE constraint decides who is first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from django.db import IntegrityError, transaction

from actions import clock
from actions.appointments.cells import cell_span, drop_expired_holds, fill, is_taken, on_grid, taken_cells
from actions.appointments.codes import reference
from actions.appointments.errors import CapReached, NotBookable, SlotTaken, TooLate
from actions.appointments.history import by_event_key, record
from actions.appointments.models import Appointment, Contact, Status, TriageSheet
from actions.appointments.models.visits import CANCELLED, OPEN
from actions.appointments.reopening import give_back_after_move
from actions.appointments.slots import Room, bookable_between, nearest_slots, room_of
from actions.directory.models import Centre, Desk, InterpreterLine
from actions.directory.opening import open_windows

MAX_OPEN = 3
HOLD_MINUTES = 10

Place = tuple[Desk, InterpreterLine | None]


def book(
    contact: Contact,
    centre: Centre,
    starts: datetime,
    minutes: int,
    service: str,
    topic: str,
    language: str,
    key: str,
    interpreter: str | None = None,
    triage: Mapping[str, Any] | None = None,
    by: str = "person",
) -> Appointment:
    """Book a visit of `minutes` at `starts` (aware, on the five-minute grid) and return it.

    The same `key` returns the same visit, whatever else is asked, and so does the same contact, centre and time:
    nobody sits at two desks. `interpreter` is the language an interpreter line
    must speak; `triage` holds fields of TriageSheet. Raises SlotTaken (with the nearest free times), NotBookable,
    TooLate, CapReached.
    """
    values = _values(service, topic, language, key, Status.BOOKED)
    return _take(contact, centre, starts, minutes, interpreter, values, by, triage)


def hold(
    contact: Contact,
    centre: Centre,
    starts: datetime,
    minutes: int,
    service: str,
    topic: str,
    language: str,
    key: str,
    interpreter: str | None = None,
    by: str = "person",
) -> Appointment:
    """Keep a time for ten minutes without booking it; after that anybody can have it. Raises what `book` raises."""
    expires = clock.now() + timedelta(minutes=HOLD_MINUTES)
    values = {**_values(service, topic, language, key, Status.HELD), "hold_expires": expires}
    return _take(contact, centre, starts, minutes, interpreter, values, by, None)


def book_held(held: Appointment, by: str = "person") -> Appointment:
    """Make a held visit a booked one. Asking twice changes nothing.

    A hold that ran out but was not given away is still honoured. Raises SlotTaken when it is gone,
    NotBookable('status') when it was cancelled, or is held for nobody until it reopens.
    """
    if held.contact_id is None:
        raise NotBookable("status")
    with transaction.atomic():
        changed = Appointment.objects.filter(pk=held.pk, status=Status.HELD).update(
            status=Status.BOOKED, hold_expires=None
        )
        current = Appointment.objects.filter(pk=held.pk).first()
        if changed and current is not None:
            record(current, by, "booked", from_status=Status.HELD)
    if current is None:
        raise SlotTaken(nearest_slots(held.centre, held.minutes, held.starts))
    if current.status in CANCELLED:
        raise NotBookable("status")
    return current


def move(appointment: Appointment, starts: datetime, key: str, by: str = "person", why: str = "") -> Appointment:
    """Move a visit to another time at its centre; reference and UID stay, SEQUENCE goes up, it is booked anew.

    The same `key` moves only once. Raises what `book` raises, and NotBookable('status') when it is no longer open.
    """
    if done := by_event_key(key):
        return done
    minutes, centre = appointment.minutes, appointment.centre
    interpreter = appointment.interpreter_language or None

    def change(place: Place) -> Appointment:
        # Gone, when it was held, ran out and stands in its own way.
        current = Appointment.objects.select_for_update().filter(pk=appointment.pk).first()
        if current is None or current.status not in OPEN:
            raise NotBookable("status")
        before = current.status
        earlier, desk = current.starts, current.desk
        current.starts, current.status, current.hold_expires = starts, Status.BOOKED, None
        current.desk, current.interpreter_line = place
        current.sequence += 1
        current.save()
        fill(current, _cells(place, starts, minutes))
        give_back_after_move(current, desk, earlier)
        record(current, by, "moved", why, before, from_starts=earlier, to_starts=starts, key=key)
        return current

    _check(centre, starts, minutes)
    moved = _first_free_place(centre, starts, minutes, interpreter, change, own=appointment.pk)
    return moved or by_event_key(key) or _taken(centre, starts, minutes, interpreter)


def add_interpreter(appointment: Appointment, language: str, by: str = "person") -> InterpreterLine | None:
    """Book a line that speaks `language` for the time of a visit, beside its desk; None when no line is free in time.

    A visit that has such a line keeps it.
    """
    line = appointment.interpreter_line
    if line is not None and language in line.languages:
        return line
    starts, minutes, now = appointment.starts, appointment.minutes, clock.now()
    room = room_of(appointment.centre, language, starts, starts + timedelta(minutes=minutes))
    taken = taken_cells(room.resources, starts, starts + timedelta(minutes=minutes), now, but_not=appointment.pk)
    for free in room.free_lines(starts, minutes, taken, now):
        try:
            with transaction.atomic():
                return _join_line(appointment, free, language, by)
        except IntegrityError as error:
            if not is_taken(error):
                raise
    return None


def _join_line(appointment: Appointment, line: InterpreterLine, language: str, by: str) -> InterpreterLine:
    current = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if current.status in CANCELLED:
        raise NotBookable("status")
    drop_expired_holds([line.resource], cell_span(current.starts, current.minutes), clock.now())
    fill(current, _cells((current.desk, line), current.starts, current.minutes))
    current.interpreter_line, current.interpreter_language = line, language
    current.save(update_fields=["interpreter_line", "interpreter_language"])
    record(current, by, "interpreter", from_status=current.status)
    appointment.interpreter_line, appointment.interpreter_language = line, language
    return line


def _values(service: str, topic: str, language: str, key: str, status: str) -> dict[str, Any]:
    return {"service": service, "topic": topic, "language": language, "key": key, "status": status}


def _take(
    contact: Contact,
    centre: Centre,
    starts: datetime,
    minutes: int,
    interpreter: str | None,
    values: Mapping[str, Any],
    by: str,
    triage: Mapping[str, Any] | None,
) -> Appointment:
    key = values["key"]
    if existing := _by_key(contact, key):
        return existing
    _check(centre, starts, minutes, values["service"])

    def insert(place: Place) -> Appointment:
        # The row lock (PostgreSQL) or the immediate transaction (SQLite) lets one request of a contact in at a time.
        Contact.objects.select_for_update().get(pk=contact.pk)
        if first := _by_key(contact, key) or _same_visit(contact, centre, starts):
            return first
        _refuse_too_many(contact, centre)
        appointment = Appointment.objects.create(
            reference=reference(centre.demo),
            contact=contact,
            centre=centre,
            desk=place[0],
            interpreter_line=place[1],
            interpreter_language=interpreter or "",
            starts=starts,
            minutes=minutes,
            **values,
        )
        fill(appointment, _cells(place, starts, minutes))
        if triage is not None:
            TriageSheet.objects.create(appointment=appointment, **triage)
        record(appointment, by, str(values["status"]), to_starts=starts)
        return appointment

    made = _first_free_place(centre, starts, minutes, interpreter, insert)
    return made or _by_key(contact, key) or _taken(centre, starts, minutes, interpreter)


def _first_free_place(
    centre: Centre,
    starts: datetime,
    minutes: int,
    interpreter: str | None,
    attempt: Callable[[Place], Appointment],
    own: int | None = None,
) -> Appointment | None:
    """Try `attempt` in a transaction of its own at each place that looks free; None when every one was taken.

    A repeated key ends the search with None as well: the caller then finds what the first request made.
    `own`: a visit whose cells do not stand in its own way.
    """
    now = clock.now()
    room = room_of(centre, interpreter, starts, starts + timedelta(minutes=minutes))
    for place in _places(room, starts, minutes, interpreter, now, own):
        try:
            with transaction.atomic():
                drop_expired_holds(_resources(place), cell_span(starts, minutes), now)
                return attempt(place)
        except IntegrityError as error:
            if is_taken(error):
                continue
            if _is_repeated(error):
                return None
            raise
    return None


def _places(
    room: Room, starts: datetime, minutes: int, interpreter: str | None, now: datetime, own: int | None
) -> list[Place]:
    taken = taken_cells(room.resources, starts, starts + timedelta(minutes=minutes), now, but_not=own)
    desks = room.free_desks(starts, minutes, taken)
    lines: list[InterpreterLine | None] = [None]
    if interpreter:
        lines = list(room.free_lines(starts, minutes, taken, now))
    return list(product(desks, lines))


def _resources(place: Place) -> list[str]:
    return [item.resource for item in place if item is not None]


def _cells(place: Place, starts: datetime, minutes: int) -> set[tuple[str, int]]:
    return set(product(_resources(place), cell_span(starts, minutes)))


def _check(centre: Centre, starts: datetime, minutes: int, service: str | None = None) -> None:
    """What a visit needs that no other person can take away."""
    if starts.tzinfo is None or not on_grid(starts):
        raise NotBookable("grid")
    if not (centre.active and centre.bookable):
        raise NotBookable("not_own_calendar")
    if service is not None and service not in centre.offers:
        raise NotBookable("service")
    earliest, latest = bookable_between(centre, clock.now())
    if starts < earliest:
        raise TooLate()
    if starts > latest:
        raise NotBookable("too_far")
    ends = starts + timedelta(minutes=minutes)
    if (starts, ends) not in open_windows(centre, starts, ends):
        raise NotBookable("closed")


def _refuse_too_many(contact: Contact, centre: Centre) -> None:
    now = clock.now()
    coming = Appointment.objects.filter(contact=contact, status__in=OPEN, starts__gt=now)
    kept = coming.exclude(status=Status.HELD, hold_expires__lte=now)
    here = sum(1 for visit in kept if visit.centre_id == centre.pk)
    if len(kept) >= MAX_OPEN:
        raise CapReached(MAX_OPEN)
    if here >= centre.visits_per_contact:
        raise CapReached(centre.visits_per_contact)


def _by_key(contact: Contact, key: str) -> Appointment | None:
    return Appointment.objects.filter(contact=contact, key=key).first()


def _same_visit(contact: Contact, centre: Centre, starts: datetime) -> Appointment | None:
    booked = (Status.BOOKED, Status.CONFIRMED)
    return Appointment.objects.filter(contact=contact, centre=centre, starts=starts, status__in=booked).first()


def _is_repeated(error: IntegrityError) -> bool:
    text = str(error)
    return any(
        name in text
        for name in (
            "one_appointment_per_key",
            "one_event_per_key",
            "appointments_appointment.key",
            "appointments_appointmentevent.key",
        )
    )


def _taken(centre: Centre, starts: datetime, minutes: int, interpreter: str | None) -> Appointment:
    raise SlotTaken(nearest_slots(centre, minutes, starts, interpreter=interpreter))
