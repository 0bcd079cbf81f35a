"""What a mediator writes to a person, as the person reads it: reviewed sentences, standard answers, or own words."""

from __future__ import annotations

from typing import Any

from actions.answers.handover import pack_of
from actions.answers.models import AnswerVersion
from actions.answers.serving import nearest_language, serve
from actions.appointments.models import Contact
from locales.catalogue import say
from locales.languages import reading_order
from locales.names import language_name

SENTENCES = (
    "handover.read",
    "handover.more",
    "handover.letter",
    "handover.check",
    "handover.visit",
    "handover.call",
)
"""Reviewed sentences a mediator can send, in the order they are offered."""


def sentence(key: str, contact: Contact, language: str) -> str:
    """A reviewed sentence in a language, the territory's line and number filled in."""
    pack = pack_of(contact)
    return say(key, language, line=pack.contact_name, phone=pack.contact_phones[0])


def answer_for(contact: Contact, concept: str, language: str) -> AnswerVersion | None:
    """The standard answer to send: in the person's language, else the nearest one they may read."""
    pack = pack_of(contact)
    shown = nearest_language(concept, pack, reading_order(language, pack.source_language))
    served = serve(concept, pack.territory, shown) if shown else None
    return served.version if served and not served.withheld else None


def said(template: str, values: dict[str, Any], contact: Contact, language: str) -> str:
    """The text of an outbox row of the hand-over. Raises KeyError for a template that is none of its."""
    return {"handover_sentence": _sentence, "handover_words": _words, "handover_answer": _answer}[template](
        values, contact, language
    )


def _sentence(values: dict[str, Any], contact: Contact, language: str) -> str:
    return sentence(str(values["sentence"]), contact, language)


def _words(values: dict[str, Any], contact: Contact, language: str) -> str:
    written = str(values["language"])
    if written == language:
        heading = say("handover.writes", language)
    else:
        heading = say("handover.writes_in", language, language=language_name(written, language))
    return f"{heading}\n{values['words']}"


def _answer(values: dict[str, Any], contact: Contact, language: str) -> str:
    version = AnswerVersion.objects.get(code=values["code"])
    body = version.sms if contact.channel == "sms" else f"{version.title}\n\n{version.text}"
    return f"{say('handover.writes', language)}\n{body}\n{version.code}"
