"""The menu of commands beside the text field (setMyCommands), in every language that Farol speaks."""

from __future__ import annotations

from telegram import Bot
from telegram.constants import BotCommandLimit

from bot.channels.pieces import pieces
from locales.catalogue import say
from locales.languages import languages

COMMANDS = {"start": "smalltalk.greet_find", "help": "smalltalk.help_find", "language": "menu.language"}
"""What is true in every territory: one menu serves them all."""
OTHERWISE = "en"


def commands(language: str) -> list[tuple[str, str]]:
    """Each command with its description, at most 256 characters, in `language`."""
    longest = int(BotCommandLimit.MAX_DESCRIPTION)
    return [(name, pieces(say(message, language), longest)[0]) for name, message in COMMANDS.items()]


async def set_commands(bot: Bot) -> None:
    """Tell Telegram the commands, once a language; in English for devices in any other. Raises `TelegramError`."""
    await bot.set_my_commands(commands(OTHERWISE))
    for code in (c for c, language in languages().items() if language.speak and len(c) == 2):
        await bot.set_my_commands(commands(code), language_code=code)
