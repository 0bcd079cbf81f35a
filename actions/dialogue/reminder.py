"""A reminder as the person reads it: discreet, what is still missing, and three answers in digits."""

from __future__ import annotations

import secrets
from datetime import datetime

from actions.appointments.models import OutboxMessage
from actions.dialogue import memory as memories
from actions.dialogue.reply import Choice, Reply
from actions.directory.models import Centre
from knowledge.packs import documents
from locales.catalogue import say
from locales.languages import spoken
from locales.when import short_moment


def reminder(message: OutboxMessage, now: datetime) -> Reply:
    """The reply for a reminder row; it becomes the conversation's open question, so that 1, 2, 3 answer it."""
    contact = message.contact
    language = spoken(contact.language)
    reference = message.variables["reference"]
    here = Centre.objects.get(pk=message.variables["centre"])
    names = documents(language)
    missing = ", ".join(names[d] for d in message.variables.get("missing", ()) if d in names)
    text_id = "reminder.first" if missing else "reminder.first_complete"
    text = say(text_id, language, when=_when(message, here, language), reference=reference, missing=missing)
    choices = [
        Choice("1", say("reminder.come", language), "come", reference),
        Choice("2", say("reminder.cannot", language), "cancel", reference),
        Choice("3", say("reminder.another_day", language), "another_day", reference),
    ]
    menu = secrets.token_hex(4)
    memory = memories.recall(contact, now)
    memory.asks, memory.menu, memory.choices = "confirm", menu, choices
    memories.keep(contact, memory, now)
    return Reply(text, language, kind="reminder", asks="confirm", menu=menu, choices=choices, listed=True)


def _when(message: OutboxMessage, here: Centre, language: str) -> str:
    starts = datetime.fromisoformat(message.variables["starts"])
    demo = " (DEMO)" if here.demo else ""
    return f"{short_moment(starts, here.time_zone, language)}, {here.municipality}{demo}"
