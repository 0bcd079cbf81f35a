"""Telegram's updates (https://core.telegram.org/bots/api#update) as messages for the gate. Plain functions."""

from __future__ import annotations

import re

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import MessageAttachmentType as Kind

from bot.channels.incoming import Incoming

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")

# What the gate can answer to, by Telegram's kinds; any other kind is answered as a sticker: 'I can only read words'.
MEDIA = {
    Kind.VOICE: "voice",
    Kind.AUDIO: "voice",
    Kind.VIDEO_NOTE: "voice",
    Kind.PHOTO: "photo",
    Kind.VIDEO: "photo",
    Kind.ANIMATION: "photo",
    Kind.DOCUMENT: "document",
}

_BUTTON = re.compile(r"[\w-]*:[\w-]+", re.ASCII)


def incoming(update: Update) -> Incoming | None:
    """What a person said in a private chat; None for everything else (groups, service messages, other bots)."""
    if update.callback_query:
        return _pressed(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or not private(message.chat) or (message.from_user and message.from_user.is_bot):
        return None
    if update.edited_message and not message.text:
        return None  # a position that moves, a caption: nothing new was said
    return _said(update.update_id, message)


def private(chat: Chat) -> bool:
    """Whether `chat` is one person's."""
    return bool(chat.type == Chat.PRIVATE)


def hint(code: str | None) -> str:
    """The two letters of an IETF language tag ('pt-br'), or '' (User, `language_code`)."""
    first = (code or "").split("-")[0].lower()
    return first if re.fullmatch("[a-z]{2}", first) else ""


def blocked(change: ChatMemberUpdated) -> bool:
    """Whether the person has just blocked the bot in their private chat; otherwise they have let it in."""
    return bool(change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT))


def _said(update_id: int, message: Message) -> Incoming | None:
    words = message.text or message.caption or ""
    media = "" if words else _media(message)
    place = (message.location.latitude, message.location.longitude) if message.location else None
    if not (words or media or place):
        return None
    return Incoming(
        channel="telegram",
        address=str(message.chat.id),
        provider_id=str(update_id),
        text=words,
        location=None if words else place,
        media="" if place else media,
        hint=hint(message.from_user.language_code if message.from_user else None),
    )


def _media(message: Message) -> str:
    if message.effective_attachment is None:
        return ""
    return next((ours for kind, ours in MEDIA.items() if getattr(message, kind)), "sticker")


def _pressed(update_id: int, query: CallbackQuery) -> Incoming | None:
    # Callback data can be forged: only the form of our own ids passes, and the key is looked up among what was shown.
    if query.message is None or not private(query.message.chat) or not _BUTTON.fullmatch(query.data or ""):
        return None
    return Incoming(
        channel="telegram",
        address=str(query.message.chat.id),
        provider_id=str(update_id),
        button=query.data or "",
        hint=hint(query.from_user.language_code),
    )
