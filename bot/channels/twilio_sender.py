"""Sending by Twilio (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from actions import clock
from actions.appointments.models import Contact
from actions.dialogue.reply import Reply
from bot.channels.pieces import pieces
from bot.channels.sender import Refused, RetryLater, SendError
from bot.channels.shape import shape
from bot.channels.twilio_budget import Budget
from bot.channels.twilio_errors import meaning
from bot.channels.twilio_requests import WHATSAPP
from bot.channels.twilio_settings import TwilioSettings
from locales.catalogue import say
from locales.segments import segments

logger = logging.getLogger("farol.channels")

LONGEST = 1600  # characters of one message, `Body`
TIMEOUT = 10.0
WINDOW = timedelta(hours=24)


def client_for(settings: TwilioSettings) -> Client:
    """The library's client of one account."""
    client = Client(settings.account_sid, settings.auth_token, http_client=TwilioHttpClient(timeout=TIMEOUT))
    client.api.base_url = settings.api
    return client


class SmsSender:
    """Sends replies as SMS, within the day's bounds."""

    def __init__(self, settings: TwilioSettings, client: Client) -> None:
        self._messages = _Messages(client, settings.number, settings.status)
        self._budget = Budget(settings.daily_segments, settings.sender_segments, settings.sms_off)

    async def send(self, address: str, reply: Reply) -> str:
        """Send the SMS form of `reply`; raises `Refused` beyond the bounds, or as `Sender` says.

        Beyond them the person reads once a day, in the language of the reply, that nothing more goes today.
        """
        text = shape(reply, "sms").text
        refusal = await sync_to_async(self._budget.spend)(address, reply, segments(text).count)
        if refusal:
            if await sync_to_async(self._budget.may_say_so)(address):
                said = Reply(say("gate.no_more_today", reply.language), reply.language)
                await self._messages.follow(address, shape(said, "sms").text)
            raise Refused(refusal)
        return await self._messages.send(address, text)


class WhatsAppSender:
    """Sends replies by WhatsApp, to people who wrote in the last 24 hours."""

    def __init__(self, settings: TwilioSettings, client: Client) -> None:
        self._messages = _Messages(client, WHATSAPP + settings.whatsapp_number, settings.status)

    async def send(self, address: str, reply: Reply) -> str:
        """Send `reply` with its places on the map; raises `Refused` outside the 24 hours, or as `Sender` says.

        Outside them WhatsApp carries approved templates only
        (https://www.twilio.com/docs/whatsapp/key-concepts#the-24-hour-window).
        """
        if not await sync_to_async(_wrote_lately)(address):
            if not reply.template:
                raise Refused("outside WhatsApp's 24 hours only an approved template may be sent")
            return await self._messages.fill(WHATSAPP + address, reply.template, reply.template_values)
        first = await self._messages.send(WHATSAPP + address, shape(reply, "whatsapp").text)
        for venue in (a for a in reply.attachments if a["type"] == "venue"):
            await self._messages.follow(WHATSAPP + address, venue["title"], persistent_action=[_geo(venue)])
        return first


class _Messages:
    """Messages from one number of ours; the status call-back goes to `status`."""

    def __init__(self, client: Client, number: str, status: str) -> None:
        self._client = client
        self._number = number
        self._status = status

    async def send(self, to: str, text: str) -> str:
        """The id of the first of as many messages as the text needs; only the first decides what is raised."""
        parts = pieces(text, LONGEST)
        if not parts:
            raise Refused("empty")
        first = await self._create(to, body=parts[0])
        for part in parts[1:]:
            await self.follow(to, part)
        return first

    async def fill(self, to: str, template: str, values: Sequence[str]) -> str:
        """The id of an approved template sent with its numbered places filled, from 1 on."""
        places = {str(number): value for number, value in enumerate(values, start=1)}
        return await self._create(to, content_sid=template, content_variables=json.dumps(places))

    async def follow(self, to: str, text: str, **more: Any) -> None:
        """Send what belongs to a message that has left: once more when the provider asks for time, else logged."""
        try:
            try:
                await self._create(to, body=text, **more)
            except RetryLater as later:
                await asyncio.sleep(later.seconds)
                await self._create(to, body=text, **more)
        except SendError as error:
            logger.warning("twilio follow-up not delivered: %s %s", type(error).__name__, error)

    async def _create(self, to: str, **what: Any) -> str:
        call = partial(self._client.messages.create, to=to, from_=self._number, status_callback=self._status, **what)
        try:
            return str((await asyncio.to_thread(call)).sid)
        except (TwilioRestException, RequestException) as error:
            raise meaning(error) from None


def _wrote_lately(address: str) -> bool:
    return bool(
        Contact.objects.filter(channel="whatsapp", address=address, last_seen__gt=clock.now() - WINDOW).exists()
    )


def _geo(venue: dict[str, Any]) -> str:
    return f"geo:{venue['lat']},{venue['lon']}|{venue['title']}"
