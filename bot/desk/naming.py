"""How the desk names topics, papers, contacts and moments: in the interface's language where it exists."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from actions.appointments.models import Contact
from actions.directory.models import Centre
from knowledge.packs import Pack, concepts, documents, packs
from locales.catalogue import MissingMessage, say
from locales.names import language_name

SHOWN = 4  # last characters of an address that stay readable
NUMBERED = frozenset({"sms", "whatsapp"})  # channels whose address is a telephone number


def topic_name(topic: str, territory: str, language: str) -> str:
    """What a visit is about: the title of its concept, or the name of its topic; the id where nothing is written."""
    pack = packs().get(territory)
    if pack is not None:
        answer = pack.answer_in(topic, (language, pack.source_language))
        if answer is not None:
            return answer.title
    known = concepts().get(topic)
    try:
        return say(f"topic.{known.topic if known else topic}", language)
    except MissingMessage:
        return known.question if known else topic


def papers(ids: list[str], territory: str, language: str) -> list[str]:
    """Names of papers; in the territory's language where this one has none."""
    pack = packs().get(territory)
    own, source = documents(language), documents(pack.source_language) if pack else {}
    return [own.get(paper) or source.get(paper) or paper for paper in ids]


def masked(contact: Contact | None) -> str:
    """A telephone number but for its last digits; nothing for channels whose address tells nobody anything."""
    if contact is None or contact.channel not in NUMBERED:
        return ""
    return "•••" + contact.address[-SHOWN:]


def at_the_centre(moment: datetime, centre: Centre) -> str:
    """'10:30' on the centre's wall."""
    return f"{moment.astimezone(centre.zone):%H:%M}"


@cache
def language_in(code: str, reader: str) -> str:
    """The name of a language in the reader's: a table asks for the same few hundreds of times."""
    return language_name(code, reader)


def pack_of(centre: Centre) -> Pack:
    """The territory's pack. Raises KeyError for a centre of a territory without pack: the directory allows none."""
    return packs()[centre.territory]
