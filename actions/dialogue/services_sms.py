"""Services by SMS: as many lines as the segments hold, and the rest by 'more'."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.dialogue.reply import Choice
from locales.gsm7 import fold
from locales.languages import languages
from locales.segments import segments

LINES = 3
SEGMENTS = {"gsm7": 2, "ucs2": 3}
Menu = Callable[[int | None], list[Choice]]  # from the line that the next message begins with, if any


def message(heading: str, lines: Sequence[str], start: int, menu: Menu, language: str) -> tuple[str, list[Choice]]:
    """One SMS in `language` with the lines from `start` on, at least one, and its choices."""
    rest = lines[start : start + LINES]
    for count in range(len(rest), 0, -1):
        after = start + count
        choices = menu(after if after < len(lines) else None)
        text = "\n".join([heading, *rest[:count], " ".join(f"{c.key} {c.label}" for c in choices)])
        if count == 1 or _fits(text, language):
            return text, choices
    choices = menu(None)
    return "\n".join([heading, *(f"{c.key} {c.label}" for c in choices)]), choices


def _fits(text: str, language: str) -> bool:
    known = languages().get(language)
    size = segments(fold(text) if known is None or known.latin else text)
    return size.count <= SEGMENTS[size.encoding]
