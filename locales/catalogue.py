"""What Farol says, by message id, from the gettext catalogues `locales/<language>/messages.po`.

Message ids are names such as `booking.ask_place`; the texts, English included, live in the catalogues only.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

import polib

from locales.languages import spoken

FOLDER = Path(__file__).parent


class MissingMessage(LookupError):
    """A message id that no catalogue has: a mistake in code, found by the catalogue check."""


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    entries = polib.pofile(str(FOLDER / language / "messages.po"), encoding="utf-8")
    return gettext.GNUTranslations(io.BytesIO(entries.to_binary()))


def say(message: str, language: str, /, **values: object) -> str:
    """The text of `message` in `language` (or the nearest spoken one) with `{name}` places filled.

    Raises `MissingMessage` for an id that neither that catalogue nor the English one has.
    """
    return wording(message, language).format(**values)


def wording(message: str, language: str) -> str:
    """The text of `message` as the catalogue has it, its `{name}` places open; English where a language lacks it.

    Raises `MissingMessage`.
    """
    for code in (spoken(language), "en"):
        text = _catalogue(code).gettext(message)
        if text != message:
            return text
    raise MissingMessage(message)


def say_count(message: str, count: int, language: str, /, **values: object) -> str:
    """As `say`, in the plural form that `count` takes in the language; `{count}` is filled."""
    for code in (spoken(language), "en"):
        text = _catalogue(code).ngettext(message, message + "#", count)
        if text not in (message, message + "#"):
            return text.format(count=count, **values)
    raise MissingMessage(message)
