"""Messages received: each one is run to its end, once; after a crash once more, then an apology is due.

message = receive("telegram", update_id, contact, payload)   # None: the provider sent it again
if message and claim(message):
    ...                                                       # the turn; `renew` while it lasts, `answered` in its
    done(message)                                             # transaction, then the replies are sent
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from actions import clock
from actions.appointments.models import Contact, InboxMessage

LEASE = timedelta(seconds=6)  # shorter than the place in the conversation's queue: who has the turn may claim
MAX_ATTEMPTS = 2

State = InboxMessage.State


class TurnLost(RuntimeError):
    """This run of a message was given up as dead, and another run has taken it."""


def receive(channel: str, provider_id: str, contact: Contact, payload: Mapping[str, Any]) -> InboxMessage | None:
    """Keep a message before it is acknowledged; None when this provider id was received already."""
    message, created = InboxMessage.objects.get_or_create(
        channel=channel,
        provider_id=provider_id,
        defaults={"contact": contact, "payload": dict(payload), "received_at": clock.now()},
    )
    return message if created else None


def unfinished(channel: str, provider_id: str) -> InboxMessage | None:
    """The message of this provider id, when its turn has not come to its end."""
    rows = InboxMessage.objects.filter(channel=channel, provider_id=provider_id, contact__isnull=False)
    return rows.filter(state__in=(State.RECEIVED, State.RUNNING)).select_related("contact").first()


def claim(message: InboxMessage) -> bool:
    """Take a message to run its turn for `LEASE`; False when another process has it or it is finished."""
    now = clock.now()
    claimed = (
        _abandoned_or_new()
        .filter(pk=message.pk, attempts__lt=MAX_ATTEMPTS)
        .update(state=State.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if claimed:
        message.refresh_from_db(fields=["state", "payload", "leased_until", "attempts"])
    return bool(claimed)


def renew(message: InboxMessage) -> None:
    """The turn goes on: nobody else may take it for another `LEASE`."""
    _mine(message.pk, message.attempts).update(leased_until=clock.now() + LEASE)


def answered(pk: int, attempt: int, outcome: Mapping[str, Any]) -> None:
    """Keep what the turn led to in place of the words, in the transaction of the turn itself.

    A crash before the replies are sent then leads to these replies, never to a second turn. Raises `TurnLost`.
    """
    if not _mine(pk, attempt).update(payload={"outcome": dict(outcome)}):
        raise TurnLost(f"attempt {attempt}")


def give_up(message: InboxMessage) -> dict[str, Any] | None:
    """Mark a turn that said nothing as failed, unless it was saved after all: then what it led to.

    A turn that is still running somewhere can no longer be saved afterwards: it raises `TurnLost`.
    """
    unsaved = _mine(message.pk, message.attempts).exclude(payload__has_key="outcome")
    if unsaved.update(state=State.FAILED, payload={}, leased_until=None):
        return None
    message.refresh_from_db()
    outcome: dict[str, Any] | None = message.payload.get("outcome")
    return outcome


def done(message: InboxMessage) -> None:
    """The turn is over and its replies are sent: mark it and blank what was said."""
    _finish(message, State.DONE)


def failed(message: InboxMessage) -> None:
    """The turn failed and the person was told: mark it and blank what was said."""
    _finish(message, State.FAILED)


def erased(message: InboxMessage) -> bool:
    """Whether the person erased everything while this message waited: its words are gone, nobody will answer them."""
    return InboxMessage.objects.filter(pk=message.pk, contact=None).exists()


def left_behind(before: InboxMessage | None = None) -> list[InboxMessage]:
    """Messages that a process which ended left behind and that may be run again, the oldest first; with `before` only
    the earlier ones of the same person."""
    late = _abandoned_or_new().filter(attempts__lt=MAX_ATTEMPTS)
    waiting = Q(state=State.RECEIVED, received_at__gt=clock.now() - LEASE)
    if before:
        late = late.filter(contact_id=before.contact_id, pk__lt=before.pk)
    return list(late.exclude(waiting).select_related("contact").order_by("pk"))


def given_up(channel: str) -> list[InboxMessage]:
    """Messages of a channel whose second run was left behind too: now marked failed and blank, each returned to one
    caller only.

    Their contacts are owed an apology.
    """
    rows = _abandoned_or_new().filter(channel=channel, attempts__gte=MAX_ATTEMPTS)
    hopeless = list(rows.select_related("contact").order_by("pk"))
    return [message for message in hopeless if _finish(message, State.FAILED)]


def _abandoned_or_new() -> QuerySet[InboxMessage]:
    return InboxMessage.objects.filter(Q(state=State.RECEIVED) | Q(state=State.RUNNING, leased_until__lte=clock.now()))


def _mine(pk: int, attempt: int) -> QuerySet[InboxMessage]:
    return InboxMessage.objects.filter(pk=pk, state=State.RUNNING, attempts=attempt)


def _finish(message: InboxMessage, state: str) -> bool:
    open_rows = InboxMessage.objects.filter(
        pk=message.pk, state__in=(State.RECEIVED, State.RUNNING), attempts=message.attempts
    )
    return bool(open_rows.update(state=state, payload={}, leased_until=None))
