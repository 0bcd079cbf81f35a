"""Messages to people: a row first, then a claim with a lease, then the provider.

for message in due(limit=50):
    if begin(message):                  # from here on a crash leaves it 'uncertain', never sent twice
        sent(message, provider_id)      # or failed(message, retry=True), or uncertain(message)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from actions import clock
from actions.appointments import whatsapp
from actions.appointments.models import Appointment, Contact, OutboxMessage, Status
from actions.appointments.optouts import is_opted_out
from actions.appointments.wording import version

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 5
REMINDERS = ("reminder_48h", "reminder_2h")

# A later word of the provider counts only when it ranks higher: call-backs arrive in any order.
DELIVERY_RANKS = {
    "accepted": 1,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "failed": 4,
    "undelivered": 4,
    "delivered": 5,
    "read": 6,
}

State = OutboxMessage.State


def enqueue(
    contact: Contact,
    event: str,
    template: str,
    variables: Mapping[str, Any],
    appointment: Appointment | None = None,
    sequence: int = 0,
    due_at: datetime | None = None,
    channel: str | None = None,
) -> OutboxMessage:
    """Put a message in the outbox, due now or at `due_at`; on the contact's channel when none is named.

    There is one message per appointment (without one: per contact), event, channel and sequence: a second request
    returns the first row. `variables` hold what the template needs, never a name or number of the person.
    """
    now = clock.now()
    message, _ = OutboxMessage.objects.get_or_create(
        **({"appointment": appointment} if appointment else {"appointment": None, "contact": contact}),
        event=event,
        channel=channel or contact.channel,
        sequence=sequence,
        defaults={
            "contact": contact,
            "template": template,
            "variables": dict(variables),
            "due_at": due_at or now,
            "created": now,
        },
    )
    return message


def archive(
    contact: Contact,
    event: str,
    template: str,
    variables: Mapping[str, Any],
    appointment: Appointment,
    sequence: int = 0,
) -> OutboxMessage:
    """Keep what was said about a visit in the turn itself (a confirmation, for example) as a row already sent.

    `variables` name the `language`; the version of the wording in it is kept with them.
    """
    said = {**variables, "version": version(template, str(variables["language"]))}
    message = enqueue(contact, event, template, said, appointment, sequence)
    _update(message, {State.DUE}, state=State.SENT, sent_at=clock.now())
    return message


def due(limit: int = 50) -> list[OutboxMessage]:
    """Claim up to `limit` messages that are due, the oldest first; each goes to one caller only.

    Messages nobody wants any more are cancelled first: reminders of a visit that was answered, moved or cancelled,
    and everything to an address that opted out. What WhatsApp may not carry now waits for the desk. A message
    whose claim ran out after its provider was called becomes `uncertain`; before that, it is due again.
    """
    now = clock.now()
    lapsed = OutboxMessage.objects.filter(state=State.CLAIMED, leased_until__lte=now)
    lapsed.filter(calling=True).update(state=State.UNCERTAIN, leased_until=None)
    _unwanted_reminders().update(state=State.CANCELLED)
    candidates = _claimable(now).select_related("contact", "appointment__centre").order_by("due_at", "pk")[:limit]
    return [message for message in list(candidates) if _claim(message, now)]


def drawn(message: OutboxMessage, wording: str, language: str) -> None:
    """Keep which wording (a message of the catalogue, in a language) a row was turned into, with its version."""
    said = {"message": wording, "language": language, "version": version(wording, language)}
    message.variables = {**message.variables, "said": said}
    message.save(update_fields=["variables"])


def begin(message: OutboxMessage) -> bool:
    """Say that the provider is being called now; False when the claim ran out and another worker has the message."""
    return _update(message, {State.CLAIMED}, held=True, calling=True)


def sent(message: OutboxMessage, provider_id: str = "") -> None:
    """The provider accepted the message."""
    _update(
        message,
        {State.CLAIMED, State.UNCERTAIN},
        state=State.SENT,
        provider_id=provider_id,
        sent_at=clock.now(),
        leased_until=None,
    )


def failed(message: OutboxMessage, retry: bool) -> None:
    """The provider certainly refused the message. With `retry` it is due again after 2, 4, 8, 16 minutes."""
    again = retry and message.attempts < MAX_ATTEMPTS
    values: dict[str, Any] = {"state": State.FAILED}
    if again:
        values = {"state": State.DUE, "due_at": clock.now() + timedelta(minutes=2**message.attempts)}
    _update(message, {State.CLAIMED}, calling=False, leased_until=None, **values)


def uncertain(message: OutboxMessage) -> None:
    """Nobody knows whether the provider accepted the message; it is shown at the desk and not sent again."""
    _update(message, {State.CLAIMED}, state=State.UNCERTAIN, leased_until=None)


def delivery(provider_id: str, status: str) -> None:
    """Take a status call-back of the provider; unknown words and lower ranks change nothing."""
    rank = DELIVERY_RANKS.get(status, 0)
    OutboxMessage.objects.filter(provider_id=provider_id, delivery__lt=rank).exclude(provider_id="").update(
        delivery=rank
    )


def cancel_waiting(appointment: Appointment) -> None:
    """'No more for this visit': cancel what is waiting to be sent about it."""
    appointment.messages.filter(state=State.DUE).update(state=State.CANCELLED)


def _unwanted_reminders() -> QuerySet[OutboxMessage]:
    waiting = OutboxMessage.objects.filter(state=State.DUE, event__in=REMINDERS)
    return waiting.exclude(
        appointment__status=Status.BOOKED, appointment__sequence=F("sequence"), appointment__reminders_off=False
    )


def _claimable(now: datetime) -> QuerySet[OutboxMessage]:
    waiting = Q(state=State.DUE, due_at__lte=now)
    lapsed = Q(state=State.CLAIMED, leased_until__lte=now, calling=False)
    return OutboxMessage.objects.filter(waiting | lapsed)


def _claim(message: OutboxMessage, now: datetime) -> bool:
    mine = _claimable(now).filter(pk=message.pk)
    if message.contact is None or is_opted_out(message.contact):
        mine.update(state=State.CANCELLED, leased_until=None)
        return False
    if not whatsapp.may_go(message):
        mine.update(state=State.FOR_DESK, leased_until=None)
        return False
    claimed = mine.update(state=State.CLAIMED, leased_until=now + LEASE, attempts=F("attempts") + 1)
    if claimed:
        message.refresh_from_db(fields=["state", "leased_until", "attempts"])
    return bool(claimed)


def _update(message: OutboxMessage, states: set[str], held: bool = False, **values: Any) -> bool:
    """Change a row only from the states given, and with `held` only while this very claim lasts."""
    rows = OutboxMessage.objects.filter(pk=message.pk, state__in=states)
    if held:
        rows = rows.filter(leased_until=message.leased_until, leased_until__gt=clock.now())
    changed = rows.update(**values)
    message.refresh_from_db()
    return bool(changed)
