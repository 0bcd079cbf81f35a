"""Work that is due: reminders, the outbox, retention. Rows are the truth; running it twice or late changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions import clock
from actions.appointments import outbox, reminders, retention
from actions.appointments.models import OutboxMessage
from actions.dialogue.reminder import reminder
from actions.dialogue.reply import Reply

Send = Callable[["Sent"], str]


@dataclass(frozen=True)
class Sent:
    """A message on its way to a person."""

    channel: str
    address: str
    reply: Reply


def do_everything_due(send: Send | None = None) -> list[Sent]:
    """Plan reminders, send what is due through `send` (it returns the provider's id), sweep what is past its days.

    Without `send` the messages count as sent: the caller shows them.
    """
    reminders.plan_reminders()
    delivered = []
    for message in outbox.due():
        if outbox.begin(message):
            sent = _render(message)
            outbox.sent(message, send(sent) if send else "")
            delivered.append(sent)
    retention.sweep()
    return delivered


def _render(message: OutboxMessage) -> Sent:
    return Sent(message.channel, message.contact.address, reminder(message, clock.now()))
