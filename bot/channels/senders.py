"""Senders for a process without channels: the worker that empties the outbox."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.channels.quiet import hush_libraries
from bot.channels.sender import Refused, Sender
from bot.channels.telegram_sender import TelegramSender, bot_for
from bot.channels.telegram_settings import telegram_settings
from bot.channels.twilio_sender import SmsSender, WhatsAppSender, client_for
from bot.channels.twilio_settings import twilio_settings


@asynccontextmanager
async def open_sender(channel: str, environment: Mapping[str, str] = os.environ) -> AsyncIterator[Sender]:
    """The sender of `channel` (telegram, sms, whatsapp), for the loop it is opened in.

    Raises `Refused` for a channel that is not set up or cannot write first (web), `BadSettings` for a wrong set-up.

        async with open_sender("sms") as sender:
            provider_id = await sender.send(address, reply)
    """
    hush_libraries()
    telegram, twilio = telegram_settings(environment), twilio_settings(environment)
    if channel == "telegram" and telegram:
        bot = bot_for(telegram)
        async with bot.request:  # the connection alone: `initialize` would ask Telegram who we are for every message
            yield TelegramSender(bot)
    elif channel == "sms" and twilio and twilio.number:
        yield SmsSender(twilio, client_for(twilio))
    elif channel == "whatsapp" and twilio and twilio.whatsapp_number:
        yield WhatsAppSender(twilio, client_for(twilio))
    else:
        raise Refused(f"{channel} is not set up to send")
