"""A time that is given back reopens after a random delay, and the waiting list sees it first.

Slots for migrants are captured and sold: who gives a time up at an agreed minute cannot hand it to a buyer. Until it
reopens the time is held by nobody, as a visit in status `held` without a contact.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from actions import clock
from actions.appointments.cells import cell_span, fill
from actions.appointments.codes import reference
from actions.appointments.models import Appointment, Status, WaitingListEntry
from actions.directory.models import Centre, Desk

SOONEST, LATEST = timedelta(minutes=5), timedelta(minutes=30)
MOST_NOTICES = 3


def give_back(appointment: Appointment, later: bool = True) -> None:
    """Free the cells of a cancelled visit, inside the caller's transaction; its desk's time reopens `later`.

    A time so close that nobody could book it any more is free at once.
    """
    appointment.cells.all().delete()
    if later and _still_useful(appointment.centre, appointment.starts):
        keep_closed(appointment.centre, appointment.desk, appointment.starts, appointment.minutes, appointment.service)


def give_back_after_move(appointment: Appointment, desk: Desk, starts: datetime) -> None:
    """The time left by a move is free at once, unless somebody waits for it: then it is kept until they are asked."""
    span = set(cell_span(starts, appointment.minutes))
    own = set(cell_span(appointment.starts, appointment.minutes)) if desk == appointment.desk else set()
    useful = _still_useful(appointment.centre, starts) and span.isdisjoint(own)
    if useful and waiting_for(appointment.centre, starts, appointment.minutes).exists():
        keep_closed(appointment.centre, desk, starts, appointment.minutes, appointment.service)


def keep_closed(centre: Centre, desk: Desk, starts: datetime, minutes: int, service: str) -> Appointment:
    """Hold a time for nobody until a random moment, inside the caller's transaction."""
    spread = int((LATEST - SOONEST).total_seconds())
    held = Appointment.objects.create(
        reference=reference(centre.demo), contact=None, centre=centre, desk=desk, starts=starts, minutes=minutes,
        service=service, language="", status=Status.HELD, key=f"reopens:{uuid.uuid4()}",
        hold_expires=clock.now() + SOONEST + timedelta(seconds=secrets.randbelow(spread + 1)),
    )  # fmt: skip
    fill(held, {(desk.resource, index) for index in cell_span(starts, minutes)})
    return held


def waiting_for(centre: Centre, starts: datetime, minutes: int) -> QuerySet[WaitingListEntry]:
    """Who waits for a time such as this one at this centre: the longest first, with notices left and no open offer."""
    rows = WaitingListEntry.objects.filter(
        ended=None,
        notices__lt=MOST_NOTICES,
        appointment__centre=centre,
        appointment__starts__gt=starts,
        appointment__minutes__lte=minutes,
        appointment__status__in=(Status.BOOKED, Status.CONFIRMED),
        appointment__contact__isnull=False,
        appointment__contact__unreachable_since=None,
    )
    return rows.exclude(offers__state="open").exclude(offers__starts=starts).order_by("since", "pk")


def closed_times() -> Iterable[Appointment]:
    """The times held for nobody that have not reopened, in order."""
    held = Appointment.objects.filter(status=Status.HELD, contact=None, hold_expires__gt=clock.now())
    return held.select_related("centre", "desk").order_by("starts", "pk")


def _still_useful(centre: Centre, starts: datetime) -> bool:
    return starts > clock.now() + timedelta(minutes=centre.min_notice_minutes) + LATEST
