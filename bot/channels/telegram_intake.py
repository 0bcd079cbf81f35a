"""What happens to each update: acknowledged, taken in by the gate, and its work started."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.error import TelegramError

from actions import clock
from bot.channels import reach
from bot.channels.telegram_sender import TelegramSender
from bot.channels.telegram_updates import blocked, hint, incoming, private
from bot.channels.turns import Tasks, Turns
from locales.catalogue import say
from locales.languages import spoken

REMEMBERED = 1000
GROUP_SILENCE = timedelta(hours=1)


class Intake:
    """`take` returns when the update is safe: its row is written, and Telegram may forget it."""

    def __init__(self, turns: Turns, sender: TelegramSender, tasks: Tasks) -> None:
        self.turns = turns
        self.sender = sender
        self.tasks = tasks
        self._texts: OrderedDict[tuple[int, int], int] = OrderedDict()
        self._told: OrderedDict[int, datetime] = OrderedDict()

    async def take(self, update: Update) -> None:
        """Take one update in. A message that cannot be taken in gets the apology; nothing about it is raised."""
        if update.callback_query:
            self._acknowledge(update.callback_query)
        if update.my_chat_member:
            self._membership(update.my_chat_member)
            return
        if update.message and not private(update.message.chat):
            self._private_only(update.message)
            return
        said = None if self._unchanged(update) else incoming(update)
        work = await self.turns.accept(said) if said else None
        if work:
            self.tasks.start(work())

    def _acknowledge(self, query: CallbackQuery) -> None:
        self.tasks.start(self.sender.answered(query.id))
        if query.message:
            self.tasks.start(self.sender.close_keyboard(str(query.message.chat.id), query.message.message_id))

    def _membership(self, change: ChatMemberUpdated) -> None:
        if private(change.chat):
            note = reach.unreachable if blocked(change) else reach.reachable
            self.tasks.start(sync_to_async(note)("telegram", str(change.chat.id)))

    def _private_only(self, message: Message) -> None:
        # One sentence an hour in a group, however much is written there.
        now = clock.now()
        told = self._told.pop(message.chat.id, None)
        if message.text and (told is None or now - told > GROUP_SILENCE):
            told = now
            self.tasks.start(self._tell(message.chat, message.from_user.language_code if message.from_user else None))
        if told is not None:
            self._told[message.chat.id] = told
        _forget_oldest(self._told)

    async def _tell(self, chat: Chat, code: str | None) -> None:
        try:
            await self.sender.bot.send_message(chat.id, say("gate.group", spoken(hint(code))))
        except TelegramError:
            return  # the group may forbid us to write; there is nobody else to tell

    def _unchanged(self, update: Update) -> bool:
        # Telegram reports an edit also when only a preview or a reaction changed: the same text is not said twice.
        message = update.message or update.edited_message
        if message is None or not message.text:
            return False
        place, now = (message.chat.id, message.message_id), hash(message.text)
        before = self._texts.pop(place, None)
        self._texts[place] = now
        _forget_oldest(self._texts)
        return update.edited_message is not None and before == now


def _forget_oldest(kept: OrderedDict) -> None:
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
