"""The Telegram channel: long polling without a public address, a webhook with secret token with one."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from telegram import Update
from telegram.error import InvalidToken, TelegramError

from bot.channels.bad_settings import BadSettings
from bot.channels.quiet import hush_libraries
from bot.channels.serving import gate_of, keep_recovering, limit_bodies
from bot.channels.telegram_commands import set_commands
from bot.channels.telegram_intake import Intake
from bot.channels.telegram_poll import Poller
from bot.channels.telegram_sender import TelegramSender, bot_for
from bot.channels.telegram_settings import TelegramSettings, telegram_settings
from bot.channels.telegram_updates import WANTED
from bot.channels.turns import Tasks, Turns
from bot.paths import DATA

logger = logging.getLogger("farol.channels")

LONGEST_WAIT = 60.0
LAST_SECONDS = 10.0


class TelegramChannel(InputChannel):
    """The library's Bot in Sanic's own loop; no Application and no Updater."""

    def __init__(self, settings: TelegramSettings, lock: Path = DATA / "telegram-poller.lock") -> None:
        self.settings = settings
        self.lock = lock
        self.bot = bot_for(settings)
        self.sender = TelegramSender(self.bot)
        self.tasks = Tasks()
        self.intake: Intake | None = None
        self._opening: asyncio.Task[None] | None = None

    @classmethod
    def name(cls) -> str:
        """Part of the address, and the name of the channel in every store."""
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """The channel as the environment sets it up. Raises `RasaException` with one sentence."""
        try:
            settings = telegram_settings(os.environ)
        except BadSettings as error:
            raise RasaException(str(error)) from error
        if settings is None:
            raise RasaException("Set FAROL_TELEGRAM_TOKEN, or take the Telegram channel out of the credentials.")
        return cls(settings)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The webhook, where there is one, and what starts and stops with the server."""
        site = Blueprint("farol_telegram")

        @site.listener("before_server_start")
        async def before(app: Sanic, loop: Any) -> None:
            limit_bodies(app)
            hush_libraries()

        @site.listener("after_server_start")
        async def ready(app: Sanic, loop: Any) -> None:
            turns = Turns(gate_of(app), self.sender, self.name(), self.sender.typing)
            self.intake = Intake(turns, self.sender, self.tasks)
            keep_recovering(app, turns)
            self._opening = loop.create_task(self._open(self.intake))

        @site.listener("before_server_stop")
        async def stop(app: Sanic, loop: Any) -> None:
            if self._opening:
                self._opening.cancel()
            await self.tasks.finish(LAST_SECONDS)
            await self.bot.shutdown()

        if self.settings.webhook:

            @site.post("/webhook")  # a function: Sanic writes an attribute on it, which a method has no room for
            async def webhook(request: Request) -> HTTPResponse:
                return await self.webhook(request)

        return site

    async def webhook(self, request: Request) -> HTTPResponse:
        """One update (setWebhook). 403 without our secret; 503 until the model is loaded: Telegram asks again.

        An update that cannot be read is acknowledged: Telegram would send it again for ever, before all others.
        """
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), self.settings.secret.encode()):
            return response.text("", status=403)
        if self.intake is None:
            return response.text("", status=503)
        try:
            update = Update.de_json(json.loads(request.body), self.bot)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            logger.error("telegram update cannot be read: %s", type(error).__name__)
            return response.text("")
        await self.intake.take(update)
        return response.text("")

    async def _open(self, intake: Intake) -> None:
        wait = 1.0
        while not await self._introduced():
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        self.tasks.start(set_commands(self.bot))
        if not self.settings.webhook:
            await Poller(self.bot, intake.take, self.lock).run()

    async def _introduced(self) -> bool:
        try:
            await self.bot.initialize()
            if self.settings.webhook:
                await self.bot.set_webhook(
                    self.settings.webhook, secret_token=self.settings.secret, allowed_updates=WANTED
                )
            else:
                await self.bot.delete_webhook()  # Telegram refuses getUpdates while a webhook is set
        except InvalidToken:  # its text repeats the token
            logger.error("Telegram refuses the token: check FAROL_TELEGRAM_TOKEN. The other channels go on.")
            return False
        except TelegramError as error:
            logger.warning("telegram start: %s", type(error).__name__)
            return False
        return True
