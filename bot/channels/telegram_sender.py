"""Sending by the Telegram Bot API: texts, keyboards, places on the map, files."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ChatAction, MessageLimit
from telegram.error import TelegramError

from actions.dialogue.reply import Reply
from bot.channels.pieces import pieces
from bot.channels.sender import RetryLater, SendError
from bot.channels.shape import shape
from bot.channels.telegram_errors import meaning
from bot.channels.telegram_settings import TelegramSettings
from bot.channels.telegram_shape import Keyboard, keyboard

logger = logging.getLogger("farol.channels")

REMEMBERED = 10_000  # chats whose open keyboard is known; an older one answers that its menu is old

T = TypeVar("T")


def bot_for(settings: TelegramSettings) -> Bot:
    """The library's client; `initialize()` and `shutdown()` belong to the caller, in the loop that uses it."""
    return Bot(settings.token, base_url=f"{settings.api}/bot", base_file_url=f"{settings.api}/file/bot")


class TelegramSender:
    """Sends replies with `bot`. Texts are plain: no parse mode, so that nothing in them can be read as markup."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self._open: OrderedDict[str, int] = OrderedDict()
        self._asked_location: set[str] = set()

    async def send(self, address: str, reply: Reply) -> str:
        """Send the text (sendMessage, in pieces of 4,096 characters), then what is attached to it.

        The id is that of the first message. What follows the first message is sent as well as it can be: a refusal
        there is logged and does not make the reply a failure, or the whole of it would be sent again.
        """
        form = shape(reply, "telegram")
        parts = pieces(form.text, MessageLimit.MAX_TEXT_LENGTH)
        board = keyboard(reply, form.buttons)
        first, sent = "", None
        for number, part in enumerate(parts, 1):
            call = partial(self._text, address, part, board if number == len(parts) else None)
            sent = await (_follow(call) if first else _call(call))
            first = first or (str(sent.message_id) if sent else "")
        if sent:
            await self._remember(address, sent.message_id, board, bool(reply.menu))
        for attachment in reply.attachments:
            extra = self._attachment(address, attachment)
            if extra:
                await _follow(extra)
        return first

    async def typing(self, address: str) -> None:
        """Show that an answer is being written (sendChatAction); nothing depends on it."""
        await _try(partial(self.bot.send_chat_action, address, ChatAction.TYPING, connect_timeout=1, read_timeout=1))

    async def answered(self, query_id: str) -> None:
        """End the waiting on a pressed button (answerCallbackQuery)."""
        await _try(partial(self.bot.answer_callback_query, query_id))

    async def close_keyboard(self, address: str, message_id: int) -> None:
        """Remove the buttons of a message (editMessageReplyMarkup): its question was answered."""
        if self._open.get(address) == message_id:
            del self._open[address]
        await _try(partial(self.bot.edit_message_reply_markup, address, message_id, reply_markup=None))

    async def _remember(self, address: str, message_id: int, board: Keyboard | None, asks: bool) -> None:
        # A new question kills the keyboard of the one before; a mere remark leaves it.
        before = self._open.pop(address, None) if asks else None
        if isinstance(board, InlineKeyboardMarkup):
            self._open[address] = message_id
        elif isinstance(board, ReplyKeyboardMarkup):
            self._asked_location.add(address)
        elif board is None:
            self._asked_location.discard(address)
        while len(self._open) > REMEMBERED:
            self._open.popitem(last=False)
        if before is not None:
            await self.close_keyboard(address, before)

    def _text(self, address: str, text: str, board: Keyboard | None) -> Awaitable[Message]:
        stale = board is None and address in self._asked_location
        return self.bot.send_message(
            address,
            text,
            reply_markup=ReplyKeyboardRemove() if stale else board,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    def _attachment(self, address: str, attachment: dict[str, Any]) -> Callable[[], Awaitable[Message]] | None:
        kind = attachment["type"]
        if kind == "venue":
            return partial(self._venue, address, attachment)
        if kind == "ics":
            return partial(self._file, address, attachment["content"], attachment["name"])
        if kind == "export":
            content = json.dumps(attachment["content"], ensure_ascii=False, indent=1, default=str)
            return partial(self._file, address, content, "farol.json")
        return None  # telephone numbers stand in the text, where Telegram makes them links

    def _venue(self, address: str, venue: dict[str, Any]) -> Awaitable[Message]:
        return self.bot.send_venue(
            address,
            latitude=venue["lat"],
            longitude=venue["lon"],
            title=venue["title"],
            address=venue["address"] or venue["title"],
        )

    def _file(self, address: str, content: str, name: str) -> Awaitable[Message]:
        return self.bot.send_document(address, document=content.encode("utf-8"), filename=name)


async def _call(call: Callable[[], Awaitable[T]]) -> T:
    try:
        return await call()
    except TelegramError as error:
        raise meaning(error) from None


async def _follow(call: Callable[[], Awaitable[T]]) -> T | None:
    try:
        try:
            return await _call(call)
        except RetryLater as later:
            await asyncio.sleep(later.seconds)
            return await _call(call)
    except SendError as error:
        logger.warning("telegram follow-up not delivered: %s %s", type(error).__name__, error)
        return None


async def _try(call: Callable[[], Awaitable[object]]) -> None:
    try:
        await call()
    except TelegramError as error:
        logger.debug("telegram: %s", type(error).__name__)
