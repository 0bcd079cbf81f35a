"""Running the Twilio channels, or their senders alone, against the fake API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx

from actions.dialogue.reply import Reply
from bot.channels.senders import open_sender
from bot.channels.twilio import TwilioChannel
from bot.channels.twilio_settings import TwilioSettings, twilio_settings
from tests.fakes.channel_server import FakeGate, serve
from tests.fakes.twilio_api import ACCOUNT, AUTH_TOKEN, FakeTwilio

ANA = "+351912345678"
PUBLIC = "https://farol.example"
WEBHOOK, STATUS = f"{PUBLIC}/webhooks/twilio/webhook", f"{PUBLIC}/webhooks/twilio/status"
ENVIRONMENT = {
    "FAROL_TWILIO_ACCOUNT_SID": ACCOUNT,
    "FAROL_TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "FAROL_TWILIO_NUMBER": "+351900000002",
    "FAROL_TWILIO_WHATSAPP_NUMBER": "whatsapp:+351900000003",
    "FAROL_PUBLIC_URL": PUBLIC,
}


class Phone:
    """Calls the channel as Twilio does, signed, and waits for what is sent."""

    def __init__(self, twilio: FakeTwilio, address: str) -> None:
        self.twilio = twilio
        self.address = address

    async def writes(self, body: str = "", sender: str = ANA, **more: str) -> httpx.Response:
        return await self.posts(self.twilio.message(sender, body, **more))

    async def posts(self, fields: dict[str, str], url: str = WEBHOOK, **headers: str) -> httpx.Response:
        body, signed = self.twilio.signed(url, fields)
        return await self.raw(body, url, {**signed, **headers})

    async def raw(self, body: bytes, url: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.post(url.replace(PUBLIC, self.address), content=body, headers=headers)

    async def gets(self, count: int) -> list[dict[str, Any]]:
        return await asyncio.to_thread(self.twilio.wait, count)


def settings_for(twilio: FakeTwilio, **changes: Any) -> TwilioSettings:
    settings = twilio_settings({**ENVIRONMENT, "FAROL_TWILIO_API": twilio.url})
    assert settings
    return replace(settings, **changes)


def run(script: Callable[[Phone], Awaitable[None]], gate: FakeGate | None = None, **changes: Any) -> FakeTwilio:
    """Run `script` against the channel; the fake is checked at the end."""

    @asynccontextmanager
    async def phone(twilio: FakeTwilio) -> Any:
        async with serve(TwilioChannel(settings_for(twilio, **changes)), gate or FakeGate()) as address:
            yield Phone(twilio, address)

    async def main() -> FakeTwilio:
        with FakeTwilio() as twilio:
            async with phone(twilio) as somebody:
                await script(somebody)
        return twilio

    return asyncio.run(main())


def send(
    *replies: Reply, channel: str = "sms", prepare: Callable[[FakeTwilio], None] = lambda twilio: None, **more: str
) -> FakeTwilio:
    """Send replies as the outbox would; what a reply raises is raised."""

    async def main() -> FakeTwilio:
        with FakeTwilio() as twilio:
            prepare(twilio)
            async with open_sender(channel, {**ENVIRONMENT, "FAROL_TWILIO_API": twilio.url, **more}) as sender:
                for reply in replies:
                    assert (await sender.send(ANA, reply)).startswith("SM")
        return twilio

    return asyncio.run(main())
