"""`{% load desk %}`: `{% t 'key' name=value %}` says a text of the interface; values are escaped with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from actions.directory.models import Centre
from bot.desk.words import word
from locales.bidi import isolate
from locales.languages import languages
from locales.names import language_name as name_in

register = template.Library()


@register.simple_tag(takes_context=True)
def t(context: dict[str, Any], key: str, **values: object) -> str:
    """The text of `key` in the language of the interface."""
    return word(key, context["interface"], **values)


@register.filter
def direction(code: str) -> str:
    """`rtl` or `ltr` for a language code, for the attribute `dir`."""
    language = languages().get(code)
    return "rtl" if language is not None and language.rtl else "ltr"


@register.filter
def language_name(code: str) -> str:
    """The language's own name; the code itself when it is not in the list."""
    language = languages().get(code)
    return language.name if language is not None else code


@register.filter
def isolated(text: str, code: str) -> str:
    """A text of a right-to-left language with its numbers and addresses kept in order."""
    return isolate(text) if direction(code) == "rtl" else text


@register.filter
def language_in(code: str, reader: str) -> str:
    """The language's name in the reader's language: staff must recognise it."""
    return name_in(code, reader)


@register.filter
def at(words: dict[str, str], key: str) -> str:
    """`words|at:name`: one of many words said beforehand, for tables of hundreds of rows."""
    return words[key]


@register.filter
def outcome(words: dict[str, str], name: str) -> str:
    """The words of an outcome."""
    return words[f"outcome.{name}"]


@register.filter
def level(words: dict[str, str], name: str) -> str:
    """The words of a level of urgency."""
    return words[f"level.{name}"]


@register.filter
def at_centre(moment: datetime, centre: Centre) -> datetime:
    """A moment on the centre's wall clock, as a naive time: the templates' own zone is UTC."""
    return moment.astimezone(centre.zone).replace(tzinfo=None)
