"""Whom to ask in a territory: only what its contact is known to do is promised."""

from __future__ import annotations

from knowledge.packs import Pack
from locales.catalogue import say


def interpreter(pack: Pack, language: str) -> str:
    """That an interpreter helps by telephone; '' where the contact has none."""
    return say("contact.interpreter", language, **line(pack)) if pack.contact_interprets else ""


def can_tell(pack: Pack, language: str) -> str:
    """Who knows the answer to a question; where the contact is for some matters only, that it can be called."""
    return say("contact.can_tell" if pack.contact_every_matter else "contact.call", language, **line(pack))


def where_to_go(pack: Pack, language: str) -> str:
    """Who knows which centre to go to; where the contact is for some matters only, that it can be called."""
    return say("contact.where" if pack.contact_every_matter else "contact.call", language, **line(pack))


def line(pack: Pack) -> dict[str, str]:
    """The contact's name and first number, as values for a message."""
    return {"line": pack.contact_name, "phone": next(iter(pack.contact_phones), "")}
