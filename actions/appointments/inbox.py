"""Messages received: each one is run to its end, once; after a crash once more, then an apology is due.

message = receive("telegram", update_id, contact, payload)   # None: the provider sent it again
if message and claim(message):
    ...                                                       # the turn
    done(message)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from actions import clock
from actions.appointments.models import Contact, InboxMessage

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 2

State = InboxMessage.State


def receive(channel: str, provider_id: str, contact: Contact, payload: Mapping[str, Any]) -> InboxMessage | None:
    """Keep a message before it is acknowledged; None when this provider id was received already."""
    message, created = InboxMessage.objects.get_or_create(
        channel=channel,
        provider_id=provider_id,
        defaults={"contact": contact, "payload": dict(payload), "received_at": clock.now()},
    )
    return message if created else None


def claim(message: InboxMessage) -> bool:
    """Take a message to run its turn for two minutes; False when another process has it or it is finished."""
    now = clock.now()
    claimed = (
        _abandoned_or_new()
        .filter(pk=message.pk, attempts__lt=MAX_ATTEMPTS)
        .update(state=State.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if claimed:
        message.refresh_from_db()
    return bool(claimed)


def done(message: InboxMessage) -> None:
    """The turn is over: mark it and blank what was said."""
    _finish(message, State.DONE)


def failed(message: InboxMessage) -> None:
    """The turn failed and the person was told: mark it and blank what was said."""
    _finish(message, State.FAILED)


def left_behind() -> list[InboxMessage]:
    """Messages that a process which ended left behind and that may be run again, the oldest first."""
    late = _abandoned_or_new().filter(attempts__lt=MAX_ATTEMPTS)
    waiting = Q(state=State.RECEIVED, received_at__gt=clock.now() - LEASE)
    return list(late.exclude(waiting).select_related("contact").order_by("pk"))


def given_up() -> list[InboxMessage]:
    """Messages whose second run was left behind too: now marked failed and blank, each returned to one caller only.

    Their contacts are owed an apology.
    """
    hopeless = list(_abandoned_or_new().filter(attempts__gte=MAX_ATTEMPTS).select_related("contact").order_by("pk"))
    return [message for message in hopeless if _finish(message, State.FAILED)]


def _abandoned_or_new() -> QuerySet[InboxMessage]:
    return InboxMessage.objects.filter(Q(state=State.RECEIVED) | Q(state=State.RUNNING, leased_until__lte=clock.now()))


def _finish(message: InboxMessage, state: str) -> bool:
    unfinished = InboxMessage.objects.filter(pk=message.pk, state__in=(State.RECEIVED, State.RUNNING))
    return bool(unfinished.update(state=state, payload={}, leased_until=None))
