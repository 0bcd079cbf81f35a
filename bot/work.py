"""Work that is due: reminders, the outbox, retention. Rows are the truth; running it twice or late changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from actions import clock
from actions.answers import handover
from actions.appointments import lifecycle, optouts, outbox, reminders, retention, shield, waiting_list
from actions.appointments.models import OutboxMessage
from actions.dialogue.notices import notice
from actions.dialogue.reply import Reply
from bot.channels import reach
from bot.channels.sender import OptedOut, RetryLater, SendError, Unknown, Unreachable
from bot.forgetting import forget_ended_sessions

logger = logging.getLogger("farol.worker")


@dataclass(frozen=True)
class Sent:
    """A message on its way to a person."""

    channel: str
    address: str
    reply: Reply


Send = Callable[[Sent], str]


def do_everything_due(send: Send | None = None) -> list[Sent]:
    """Plan reminders, send what is due through `send` (it returns the provider's id), sweep what is past its days.

    Without `send` the messages count as sent: the caller shows them.
    """
    reminders.plan_reminders()
    shield.sweep()
    waiting_list.sweep()
    handover.sweep(clock.now())
    delivered = []
    for message in outbox.due():
        if outbox.begin(message):
            sent = Sent(message.channel, message.contact.address, notice(message, clock.now()))
            if _hand_over(message, sent, send):
                delivered.append(sent)
    lifecycle.expire_holds()
    retention.sweep()
    forget_ended_sessions()
    return delivered


def _hand_over(message: OutboxMessage, sent: Sent, send: Send | None) -> bool:
    try:
        outbox.sent(message, send(sent) if send else "")
    except SendError as error:
        logger.warning("%s not delivered: %s %s", sent.channel, type(error).__name__, error)
        _keep_outcome(message, sent, error)
        return False
    return True


def _keep_outcome(message: OutboxMessage, sent: Sent, error: SendError) -> None:
    if isinstance(error, Unknown):
        outbox.uncertain(message)
        return
    outbox.failed(message, retry=isinstance(error, RetryLater))
    if isinstance(error, Unreachable):
        reach.unreachable(sent.channel, sent.address)
    elif isinstance(error, OptedOut):
        optouts.opt_out(message.contact)
