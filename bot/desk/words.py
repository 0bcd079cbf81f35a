"""The words of the desk's own pages: `strings/<language>/*.yml`, flat key → text, the same keys in every language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from locales import plain_yaml

FOLDER = Path(__file__).parent / "strings"
INTERFACE_LANGUAGES = {"pt": "Português", "fr": "Français", "en": "English"}
DEFAULT = "pt"


class MissingWords(LookupError):
    """A key that no file has: a mistake in a template or view, found by the tests."""


@cache
def strings(language: str) -> dict[str, str]:
    """Every text of the interface in `language`. Raises ValueError when two files give the same key."""
    found: dict[str, str] = {}
    for file in sorted((FOLDER / language).glob("*.yml")):
        rows = {str(key): str(text) for key, text in (plain_yaml.parse(file.read_text(encoding="utf-8")) or {}).items()}
        if twice := found.keys() & rows.keys():
            raise ValueError(f"{file}: {sorted(twice)} stand in another file already; keep one of the two")
        found |= rows
    return found


def word(key: str, language: str, /, **values: object) -> str:
    """The text of `key` with `{name}` places filled. Raises `MissingWords`."""
    try:
        text = strings(language)[key]
    except KeyError as error:
        raise MissingWords(f"'{key}' is missing in {FOLDER.name}/{language}; add it there") from error
    return text.format(**values) if values else text


def has_word(key: str, language: str) -> bool:
    """Whether a text of this key exists."""
    return key in strings(language)
