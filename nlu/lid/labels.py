"""The labels of the model: a language (`hi`), or one in Latin letters though it has its own script (`hi-l`)."""

from __future__ import annotations

from functools import cache

from locales.languages import languages
from nlu.lid.scripts import LATIN, decided_by_script, languages_of, script_of

LATIN_MARK = "-l"


def label_of(text: str, language: str) -> str | None:
    """Return the label of a text in a language, None when its letters are neither the language's nor Latin."""
    script = script_of(text)
    if script is None:
        return None
    if language in languages_of(script):
        return language
    return f"{language}{LATIN_MARK}" if script == LATIN else None


@cache
def labels_in(script: str) -> tuple[str, ...]:
    """Return the labels among which a text in `script` is decided; empty when its script decides or is unknown."""
    if script != LATIN:
        return () if decided_by_script(script) else languages_of(script)
    latin = languages_of(LATIN)
    return (*latin, *(f"{code}{LATIN_MARK}" for code in languages() if code not in latin))
