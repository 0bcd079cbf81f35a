"""Forgetting by itself: each kind of data has its days."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from actions import clock
from actions.appointments.erasure import blank_sheets, erase
from actions.appointments.models import Appointment, Contact, InboxMessage, OutboxMessage

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
    written = Q(triage__words__gt="") | Q(triage__access_needs__gt="") | Q(triage__reason__gt="")
    old_sheets = Appointment.objects.filter(written, starts__lt=now - SHEETS)
    counts = {
        "payloads": unfinished.update(payload={}, state=InboxMessage.State.FAILED),
        "inbox": inbox.filter(received_at__lt=now - INBOX).delete()[0],
        "sheets": blank_sheets(list(old_sheets.values_list("pk", flat=True))),
        "outbox": OutboxMessage.objects.filter(created__lt=now - OUTBOX).delete()[0],
        "visits": Appointment.objects.filter(starts__lt=now - VISITS).delete()[0],
    }
    silent = list(Contact.objects.filter(last_seen__lt=now - CONTACTS))
    for contact in silent:
        erase(contact)
    return {**counts, "contacts": len(silent)}
