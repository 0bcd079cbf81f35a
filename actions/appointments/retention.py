"""Forgetting by itself: each kind of data has its days."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from actions import clock
from actions.appointments.erasure import blank_sheets, erase
from actions.appointments.models import Appointment, Contact, InboxMessage, OutboxMessage, QueueEntry, QueueTicket

PAYLOAD = timedelta(days=1)  # of a message whose turn never ended
INBOX = timedelta(days=30)  # provider ids, to recognise repeats
SHEETS = timedelta(days=30)  # free text of the triage sheet, after the visit
OUTBOX = timedelta(days=365)  # what was said about a visit
VISITS = timedelta(days=730)  # visits of nobody, for the statistics
CONTACTS = timedelta(days=365)  # without a sign of life: the number may be somebody else's by now


def sweep() -> dict[str, int]:
    """Blank or delete what is older than its days; returns how many rows of each kind. Safe to repeat."""
    now = clock.now()
    inbox = InboxMessage.objects
    unfinished = inbox.filter(received_at__lt=now - PAYLOAD).exclude(payload={})
    old_sheets = Appointment.objects.filter(_written(), starts__lt=now - SHEETS).distinct()
    counts = {
        "payloads": unfinished.update(payload={}, state=InboxMessage.State.FAILED),
        "inbox": inbox.filter(received_at__lt=now - INBOX).delete()[0],
        "sheets": blank_sheets(list(old_sheets.values_list("pk", flat=True))),
        "walk_ins": _blank_walk_ins(now - SHEETS),
        "outbox": OutboxMessage.objects.filter(created__lt=now - OUTBOX).delete()[0],
        "visits": Appointment.objects.filter(starts__lt=now - VISITS).delete()[0],
    }
    silent = list(Contact.objects.filter(last_seen__lt=now - CONTACTS))
    for contact in silent:
        erase(contact)
    return {**counts, "contacts": len(silent)}


def _written() -> Q:
    """Visits with free text, on the sheet or of the desk, or with answers that only the visit needed."""
    parts = ("triage__words", "triage__access_needs", "triage__reason", "triage__desk_reason", "must_reach__why",
             "ticket__level_reason", "ticket__entries__why")  # fmt: skip
    return reduce(or_, (Q(**{f"{part}__gt": ""}) for part in parts), Q(triage__deadline__isnull=False))


def _blank_walk_ins(before: datetime) -> int:
    stays = QueueTicket.objects.filter(appointment=None, created__lt=before)
    QueueEntry.objects.filter(ticket__in=stays).exclude(why="").update(why="")
    return stays.exclude(level_reason="").update(level_reason="")
