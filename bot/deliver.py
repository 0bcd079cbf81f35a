"""Sending a message of ours to a person, on the channel that person uses."""

from __future__ import annotations

import asyncio

from actions.operations.beats import beat_seldom
from bot.channels.senders import open_sender
from bot.work import Sent


def deliver(sent: Sent) -> str:
    """Send and return the provider's id. Raises a `SendError`."""

    async def send() -> str:
        async with open_sender(sent.channel) as sender:
            return await sender.send(sent.address, sent.reply)

    provider_id = asyncio.run(send())
    beat_seldom(f"sent:{sent.channel}")
    return provider_id
