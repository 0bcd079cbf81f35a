"""Keyboards: a reply's buttons as Telegram shows them."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from actions.dialogue.reply import Reply
from bot.channels.shape import Button
from locales.catalogue import say

SHORT_LABEL = 8  # hours and days: four fit side by side on a small phone
IN_A_ROW = 4

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup


def keyboard(reply: Reply, buttons: Sequence[Button]) -> Keyboard | None:
    """The keyboard under `reply`: its choices; without any, the location button when the reply asks for it."""
    if buttons:
        rows = _rows([_inline(b) for b in buttons if not b.small])
        small = [_inline(b) for b in buttons if b.small]
        return InlineKeyboardMarkup([*rows, small] if small else rows)
    if any(a["type"] == "request_location" for a in reply.attachments):
        return _location_button(reply.language)
    return None


def _inline(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=button.id)


def _rows(buttons: list[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        last = rows[-1] if rows else []
        if last and len(last) < IN_A_ROW and all(len(b.text) <= SHORT_LABEL for b in (*last, button)):
            last.append(button)
        else:
            rows.append([button])
    return rows


def _location_button(language: str) -> ReplyKeyboardMarkup:
    # Telegram shares a position only from this kind of keyboard (KeyboardButton, `request_location`).
    button = KeyboardButton(say("web.location", language), request_location=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
