"""Running the Telegram channel, or its sender alone, against the fake Bot API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Update

from actions.dialogue.reply import Reply
from bot.channels.incoming import Incoming
from bot.channels.senders import open_sender
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_settings import TelegramSettings
from bot.channels.telegram_updates import incoming
from tests.fakes.channel_server import FakeGate, serve
from tests.fakes.telegram_api import TOKEN, FakeTelegram

ANA = 7
SECRET = "a-secret_of-ours"

Script = Callable[[FakeTelegram, str], Awaitable[None]]


def polling(gate: FakeGate, lock: Path, script: Script) -> FakeTelegram:
    """Run `script` against a channel that polls; the fake is checked at the end."""
    return _run(gate, lock, script, public_url="")


def webhook(gate: FakeGate, lock: Path, script: Script) -> FakeTelegram:
    """Run `script` against a channel that is called by a webhook."""
    return _run(gate, lock, script, public_url="https://farol.example")


def _run(gate: FakeGate, lock: Path, script: Script, public_url: str) -> FakeTelegram:
    async def main() -> FakeTelegram:
        with FakeTelegram() as telegram:
            settings = TelegramSettings(TOKEN, public_url, SECRET, telegram.url)
            async with serve(TelegramChannel(settings, lock), gate) as address:
                await script(telegram, address + "/webhooks/telegram/webhook")
        return telegram

    return asyncio.run(main())


async def wait(telegram: FakeTelegram, method: str, count: int = 1, chat: int | None = ANA) -> list[dict[str, Any]]:
    return await asyncio.to_thread(telegram.wait, method, count, chat)


async def soon(true: Callable[[], bool]) -> bool:
    """Whether `true()` comes true within two seconds."""
    for _ in range(100):
        if await asyncio.to_thread(true):
            return True
        await asyncio.sleep(0.02)
    return False


async def post(address: str, update: Any, secret: str = SECRET) -> httpx.Response:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with httpx.AsyncClient(trust_env=False) as client:
        if isinstance(update, bytes):
            return await client.post(address, content=update, headers=headers)
        return await client.post(address, json=update, headers=headers)


def send(reply: Reply, prepare: Callable[[FakeTelegram], None] = lambda telegram: None) -> FakeTelegram:
    """Send one reply as the outbox would."""

    async def main() -> FakeTelegram:
        with FakeTelegram() as telegram:
            prepare(telegram)
            async with open_sender("telegram", {"FAROL_TELEGRAM_TOKEN": TOKEN,
                                                "FAROL_TELEGRAM_API": telegram.url}) as sender:  # fmt: skip
                assert (await sender.send(str(ANA), reply)).isdecimal()
        return telegram

    return asyncio.run(main())


def failure(prepare: Callable[[FakeTelegram], None]) -> Exception:
    with pytest.raises(Exception) as caught:
        send(Reply("Olá", "pt"), prepare)
    return caught.value


def read(act: Callable[[FakeTelegram], dict[str, Any]]) -> Incoming | None:
    """What one update says, without a server."""
    with FakeTelegram() as telegram:
        return incoming(Update.de_json(act(telegram), None))


def heard(lock: Path, *acts: Callable[[FakeTelegram], Any]) -> list[Incoming]:
    """What the gate was given, after a last message that marks the end."""
    gate = FakeGate()

    async def script(telegram: FakeTelegram, address: str) -> None:
        for act in acts:
            act(telegram)
        telegram.says(99, "fim")
        await wait(telegram, "sendMessage", chat=99)

    polling(gate, lock, script)
    return [said for said in gate.taken if said.text != "fim"]
