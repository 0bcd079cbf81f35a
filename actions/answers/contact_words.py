"""Whom to ask in a territory: only what its contact is known to do is promised."""

from __future__ import annotations

from knowledge.packs import Pack, concepts
from locales.catalogue import say


def interpreter(pack: Pack, language: str) -> str:
    """That an interpreter helps by telephone; '' where the contact has none."""
    return say("contact.interpreter", language, **line(pack)) if pack.contact_interprets else ""


def can_tell(pack: Pack, language: str, matter: str) -> str:
    """Who knows the answer to a question about `matter`, a concept or a topic; '' where the contact is for others."""
    return _whom(pack, language, matter, "contact.can_tell")


def where_to_go(pack: Pack, language: str, matter: str) -> str:
    """Who knows which centre to go to about `matter`; '' where the contact is for others."""
    return _whom(pack, language, matter, "contact.where")


def _whom(pack: Pack, language: str, matter: str, of_every_matter: str) -> str:
    if pack.contact_every_matter:
        return say(of_every_matter, language, **line(pack))
    topic = concepts()[matter].topic if matter in concepts() else matter
    return say("contact.call", language, **line(pack)) if {matter, topic} & set(pack.contact_topics) else ""


def line(pack: Pack) -> dict[str, str]:
    """The contact's name and first number, as values for a message."""
    return {"line": pack.contact_name, "phone": next(iter(pack.contact_phones), "")}
