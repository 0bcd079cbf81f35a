"""What happens to a visit once it is booked, up to its end."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from actions import clock
from actions.appointments.cells import delete_expired_holds
from actions.appointments.errors import NotBookable, TooLate
from actions.appointments.history import by_event_key, record
from actions.appointments.models import Appointment, Status
from actions.appointments.models.visits import CANCELLED, OPEN
from actions.appointments.reopening import give_back

# From which statuses each status can be reached. A no-show who comes late after all can still arrive; who arrived can
# leave unserved.
COMES_FROM: dict[str, frozenset[str]] = {
    Status.CONFIRMED: frozenset({Status.BOOKED}),
    Status.ARRIVED: frozenset({Status.BOOKED, Status.CONFIRMED, Status.NO_SHOW}),
    Status.IN_SERVICE: frozenset({Status.ARRIVED}),
    Status.DONE: frozenset({Status.ARRIVED, Status.IN_SERVICE}),
    Status.NO_SHOW: frozenset({Status.BOOKED, Status.CONFIRMED}),
    Status.CANCELLED_BY_PERSON: frozenset({*OPEN}),
    Status.CANCELLED_BY_CENTRE: frozenset({*OPEN}),
}


def confirm(appointment: Appointment, by: str = "person", key: str | None = None) -> Appointment:
    """The person says they will come."""
    return _transition(appointment, Status.CONFIRMED, by, key=key)


def arrive(appointment: Appointment, by: str) -> Appointment:
    """The person is at the centre."""
    return _transition(appointment, Status.ARRIVED, by)


def start(appointment: Appointment, by: str) -> Appointment:
    """The person sits at the desk."""
    return _transition(appointment, Status.IN_SERVICE, by)


def finish(appointment: Appointment, by: str, why: str = "") -> Appointment:
    """The visit is over; `why` may say with what outcome."""
    return _transition(appointment, Status.DONE, by, why)


def no_show(appointment: Appointment, by: str) -> Appointment:
    """The person did not come. Raises NotBookable('status') before the visit was to begin."""
    if appointment.starts > clock.now():
        raise NotBookable("status")
    return _transition(appointment, Status.NO_SHOW, by)


def cancel(
    appointment: Appointment, by: str = "person", why: str = "", key: str | None = None, reopens: bool = True
) -> Appointment:
    """Cancel a visit and give its time back in the same transaction. Cancelling twice changes nothing.

    The time can be booked again after a random delay; with `reopens` False at once (where nobody is there anyway).

    `by` is 'person', or who acts for the centre. Raises TooLate when the person cancels after the visit began,
    NotBookable('status') when it is no longer open.
    """
    to_status = Status.CANCELLED_BY_PERSON if by == "person" else Status.CANCELLED_BY_CENTRE
    if by == "person" and appointment.starts <= clock.now() and appointment.status not in CANCELLED:
        raise TooLate()
    return _transition(appointment, to_status, by, why, key, already=CANCELLED, reopens=reopens)


def expire_holds() -> int:
    """Delete the holds whose time is over and free their cells; returns how many visits were held by them."""
    with transaction.atomic():
        return delete_expired_holds(clock.now())


def _transition(
    appointment: Appointment,
    to_status: str,
    by: str,
    why: str = "",
    key: str | None = None,
    already: Collection[str] = (),
    reopens: bool = True,
) -> Appointment:
    if done := by_event_key(key):
        return done
    with transaction.atomic():
        current = Appointment.objects.select_for_update().get(pk=appointment.pk)
        before = current.status
        if before == to_status or before in already:
            return current
        if before not in COMES_FROM[to_status]:
            raise NotBookable("status")
        current.status, current.hold_expires = to_status, None
        if to_status in CANCELLED:
            current.sequence += 1
            give_back(current, reopens and before != Status.HELD)
        current.save(update_fields=["status", "hold_expires", "sequence"])
        record(current, by, str(to_status), why, before, key=key)
    return current
