"""A reply in the form that a channel can carry: buttons, or numbered lines; short and folded for SMS."""

from __future__ import annotations

from dataclasses import dataclass

from actions.dialogue.reply import Choice, Reply
from actions.dialogue.turn import NUMBERED
from locales.gsm7 import fold
from locales.languages import languages


@dataclass(frozen=True)
class Button:
    """A button: its opaque id (at most 64 bytes, Telegram's limit) and its label."""

    id: str
    label: str
    small: bool = False  # beside the matter: shown next to others of its kind


@dataclass(frozen=True)
class Shaped:
    """What is sent: the text, and buttons where the channel has them."""

    text: str
    buttons: tuple[Button, ...]


def shape(reply: Reply, channel: str) -> Shaped:
    """`reply` as `channel` (sms, whatsapp, telegram, web) carries it."""
    buttons = tuple(Button(f"{reply.menu}:{c.key}", c.label, c.small) for c in reply.choices)
    if channel not in NUMBERED:
        return Shaped(reply.text, buttons)
    text = reply.sms if channel == "sms" and reply.sms else _with_numbers(reply)
    return Shaped(_folded(text, reply.language) if channel == "sms" else text, buttons)


def _with_numbers(reply: Reply) -> str:
    lines = [] if reply.listed else [_line(c) for c in reply.choices]
    return "\n".join([reply.text, *lines])


def _line(choice: Choice) -> str:
    return f"{choice.key} {choice.label}"


def _folded(text: str, language: str) -> str:
    known = languages().get(language)
    return fold(text) if known is None or known.latin else text
