"""Sending a message of ours to a person, on the channel that person uses."""

from __future__ import annotations

from bot.work import Sent


def deliver(sent: Sent) -> str:
    """Send and return the provider's id of the message."""
    raise NotImplementedError(sent.channel)
