"""The Twilio channels: SMS and WhatsApp, one webhook for both and one for delivery reports."""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.appointments import optouts
from actions.appointments.models import Contact
from bot.channels import reach
from bot.channels.bad_settings import BadSettings
from bot.channels.quiet import hush_libraries
from bot.channels.serving import gate_of, keep_recovering, limit_bodies
from bot.channels.turns import Tasks, Turns
from bot.channels.twilio_requests import answerable, carrier_word, genuine, message, sender_of
from bot.channels.twilio_sender import SmsSender, WhatsAppSender, client_for
from bot.channels.twilio_settings import TwilioSettings, twilio_settings
from bot.channels.twilio_status import note_status

logger = logging.getLogger("farol.channels")

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'  # replies go through the API
LAST_SECONDS = 10.0


class TwilioChannel(InputChannel):
    """Genuine calls only; acknowledged once their row is written, answered afterwards, in order.

    What else is done runs as a task of ours: Sanic would log the whole error of a handler, numbers included.
    """

    def __init__(self, settings: TwilioSettings) -> None:
        self.settings = settings
        self.tasks = Tasks()
        self.turns: dict[str, Turns] = {}

    @classmethod
    def name(cls) -> str:
        """Part of the address; the stores know the channels as `sms` and `whatsapp`."""
        return "twilio"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """The channel as the environment sets it up. Raises `RasaException` with one sentence."""
        try:
            settings = twilio_settings(os.environ)
        except BadSettings as error:
            raise RasaException(str(error)) from error
        if settings is None:
            raise RasaException("Set FAROL_TWILIO_AUTH_TOKEN, or take the Twilio channel out of the credentials.")
        return cls(settings)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The two webhooks, and what starts and stops with the server."""
        site = Blueprint("farol_twilio")

        @site.listener("before_server_start")
        async def before(app: Sanic, loop: Any) -> None:
            limit_bodies(app)
            hush_libraries()

        @site.listener("after_server_start")
        async def ready(app: Sanic, loop: Any) -> None:
            gate, client = gate_of(app), client_for(self.settings)
            if self.settings.number:
                self.turns["sms"] = Turns(gate, SmsSender(self.settings, client), "sms")
            if self.settings.whatsapp_number:
                self.turns["whatsapp"] = Turns(gate, WhatsAppSender(self.settings, client), "whatsapp")
            for turns in self.turns.values():
                keep_recovering(app, turns)

        @site.listener("before_server_stop")
        async def stop(app: Sanic, loop: Any) -> None:
            await self.tasks.finish(LAST_SECONDS)

        @site.post("/webhook")  # functions: Sanic writes an attribute on them, which a method has no room for
        async def webhook(request: Request) -> HTTPResponse:
            return await self.webhook(request)

        @site.post("/status")
        async def status(request: Request) -> HTTPResponse:
            return await self.status(request)

        return site

    async def webhook(self, request: Request) -> HTTPResponse:
        """One message. 403 when Twilio did not sign it, 503 before we are ready; else an empty TwiML answer."""
        fields = self._genuine(request, self.settings.webhook)
        if fields is None:
            return response.text("", status=403)
        if not self.turns:  # the model is not loaded yet
            return response.text("", status=503)
        await self._receive(fields)
        return response.text(NOTHING_TO_SAY, content_type="text/xml")

    async def status(self, request: Request) -> HTTPResponse:
        """What became of a message of ours. 403 when Twilio did not sign it."""
        fields = self._genuine(request, self.settings.status)
        if fields is None:
            return response.text("", status=403)
        self.tasks.start(sync_to_async(note_status)(fields))
        return response.text("")

    def _genuine(self, request: Request, url: str) -> dict[str, str] | None:
        signature = request.headers.get("x-twilio-signature", "")
        signed = f"{url}?{request.query_string}" if request.query_string else url
        return genuine(request.body, signed, signature, self.settings.auth_token)

    async def _receive(self, fields: dict[str, str]) -> None:
        channel, address = sender_of(fields.get("From", ""))
        turns = self.turns.get(channel)
        if turns is None or not answerable(channel, address, self.settings.countries):
            logger.info("twilio message refused: channel=%s", channel)
            return
        word = carrier_word(channel, fields)
        if word:
            self.tasks.start(sync_to_async(_heed)(word, Contact(channel=channel, address=address)))
            return
        said = message(fields)
        work = await turns.accept(said) if said else None
        if work:
            self.tasks.start(work())
            self.tasks.start(sync_to_async(reach.reachable)(channel, address))


def _heed(word: str, contact: Contact) -> None:
    if word == "STOP":
        optouts.opt_out(contact)
    elif word == "START":
        optouts.opt_in(contact)
