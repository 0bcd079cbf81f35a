"""Delivery reports (https://www.twilio.com/docs/messaging/guides/track-outbound-message-status)."""

from __future__ import annotations

from collections.abc import Mapping

from actions.appointments import optouts, outbox
from actions.appointments.models import Contact
from bot.channels import reach
from bot.channels.twilio_errors import OPTED_OUT, UNREACHABLE
from bot.channels.twilio_requests import sender_of


def note_status(fields: Mapping[str, str]) -> None:
    """Keep the status of a message of ours, and what it tells about the person's number."""
    status = fields.get("MessageStatus", "")
    channel, address = sender_of(fields.get("To", ""))
    outbox.delivery(fields.get("MessageSid", ""), status)
    code = fields.get("ErrorCode", "")
    number = int(code) if code.isdecimal() else 0
    if number in OPTED_OUT:
        optouts.opt_out(Contact(channel=channel, address=address))
    elif number in UNREACHABLE:
        reach.unreachable(channel, address)
    elif status in ("delivered", "read"):
        reach.reachable(channel, address)
