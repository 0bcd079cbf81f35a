"""Names of languages: in a reader's language by CLDR, or each in itself."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from locales.languages import languages


def own_name(code: str) -> str:
    """A language's name in itself, as in `languages.yml`; the code when it is not there."""
    language = languages().get(code)
    return language.name if language else code


def language_name(code: str, reader: str) -> str:
    """The name of `code` in the language `reader`; its own name where CLDR has none."""
    try:
        return Locale.parse(reader).languages.get(code) or own_name(code)
    except UnknownLocaleError:
        return own_name(code)
