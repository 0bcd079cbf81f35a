"""What the desk writes to a person before a visit: reviewed sentences only, in the person's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions.appointments import outbox
from actions.appointments.models import Appointment, Contact, OutboxMessage
from actions.appointments.optouts import is_opted_out
from actions.appointments.shield import REACHABLE
from actions.dialogue.reminder import choices_for, when
from actions.dialogue.reply import Choice
from actions.directory.models import Centre
from knowledge.packs import documents
from locales.catalogue import say
from locales.names import language_name
from locales.when import short_moment

TEMPLATE = "desk_note"
EVENT = "desk_note"
# What the desk may say: its name, and the message of the catalogue.
SENTENCES = {
    "ask": "desk.ask",
    "bring": "booking.bring",
    "interpreter": "triage.interpreter_booked",
    "moved": "desk.moved",
}


def reachable(visit: Appointment) -> bool:
    """Whether the person can be written to first: not on the web page, not after erasure, not after STOP."""
    contact = visit.contact
    return contact is not None and contact.channel in REACHABLE and not is_opted_out(contact)


def possible(visit: Appointment) -> list[str]:
    """The sentences that say something true of this visit. `moved` is said by the move itself."""
    if not reachable(visit):
        return []
    sheet = getattr(visit, "triage", None)
    wanted = ["ask"]
    if sheet is not None and sheet.papers_missing:
        wanted.append("bring")
    if visit.interpreter_line_id:
        wanted.append("interpreter")
    return wanted


def values_of(visit: Appointment, sentence: str) -> dict[str, Any]:
    """What a sentence needs to be said: plain values, without name or number. Raises KeyError for an unknown one."""
    if sentence not in SENTENCES:
        raise KeyError(sentence)
    sheet = getattr(visit, "triage", None)
    return {
        "sentence": sentence,
        "reference": visit.reference,
        "centre": visit.centre_id,
        "starts": visit.starts.isoformat(),
        "papers": list(sheet.papers_missing) if sheet else [],
        "language": visit.interpreter_language,
    }


def write(visit: Appointment, sentence: str) -> OutboxMessage | None:
    """Put a sentence in the outbox; None when nobody can be written to, so that the desk must tell. Raises KeyError."""
    values = values_of(visit, sentence)
    if not reachable(visit):
        return None
    number = visit.messages.filter(event=EVENT).count()
    return outbox.enqueue(visit.contact, EVENT, TEMPLATE, values, visit, sequence=number)


def text_of(values: dict[str, Any], language: str, discreet: bool) -> str:
    """A sentence as the person reads it; on a phone that others read, nothing but the hour."""
    here = Centre.objects.get(pk=values["centre"])
    starts = datetime.fromisoformat(values["starts"])
    if discreet:
        return say("reminder.safe", language, when=short_moment(starts, here.time_zone, language))
    names = documents(language)
    return say(
        SENTENCES[values["sentence"]],
        language,
        when=when(starts, here, language),
        reference=values["reference"],
        papers=", ".join(names[paper] for paper in values["papers"] if paper in names),
        language=language_name(values["language"], language),
    )


def from_desk(contact: Contact, values: dict[str, Any], language: str) -> tuple[str, list[Choice]]:
    """Text and choices for the outbox: the three answers of a reminder."""
    return text_of(values, language, contact.safe_phone), choices_for(str(values["reference"]), language)
