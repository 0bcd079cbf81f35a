"""A reminder as the person reads it: discreet, what is still missing, and three answers in digits."""

from __future__ import annotations

from datetime import datetime

from actions.appointments import outbox
from actions.appointments.models import OutboxMessage
from actions.dialogue import memory as memories
from actions.dialogue.memory import Memory
from actions.dialogue.reply import Choice, Reply
from actions.directory.models import Centre
from knowledge.packs import documents
from locales.catalogue import say
from locales.languages import spoken
from locales.when import short_moment

ANSWERS = {"1": "come", "2": "cancel", "3": "another_day", "0": "no_more"}
LABELS = {"1": "reminder.come", "2": "reminder.cannot", "3": "reminder.another_day", "0": "reminder.no_more"}


def reminder(message: OutboxMessage, now: datetime) -> Reply:
    """The reply for a reminder row; it becomes the conversation's open question, so that 1, 2, 3 answer it.

    On a phone that others read it says nothing but the hour.
    """
    contact = message.contact
    language = spoken(contact.language)
    reference = message.variables["reference"]
    here = Centre.objects.get(pk=message.variables["centre"])
    starts = datetime.fromisoformat(message.variables["starts"])
    if contact.safe_phone:
        text_id = "reminder.safe"
        text = say(text_id, language, when=short_moment(starts, here.time_zone, language))
    else:
        names = documents(language)
        missing = ", ".join(names[d] for d in message.variables.get("missing", ()) if d in names)
        text_id = "reminder.first" if missing else "reminder.first_complete"
        text = say(text_id, language, when=when(starts, here, language), reference=reference, missing=missing)
    outbox.drawn(message, text_id, language)
    menu, choices = memories.new_menu(), choices_for(reference, language)
    memory = memories.recall(contact, now)
    memory.reminders[menu] = reference
    memory.asks, memory.menu, memory.choices = "confirm", menu, choices
    memories.keep(contact, memory, now)
    return Reply(text, language, kind="reminder", asks="confirm", menu=menu, choices=choices, listed=True)


def choices_for(reference: str, language: str) -> list[Choice]:
    """The answers to a reminder; 0 is not in its text, but is understood and a button where there are buttons."""
    return [Choice(key, say(LABELS[key], language), do, reference) for key, do in ANSWERS.items()]


def answers_a_reminder(memory: Memory) -> bool:
    """Whether the open menu is that of a reminder."""
    return memory.menu in memory.reminders


def when(starts: datetime, here: Centre, language: str) -> str:
    """'qui 26/11 10:30, Odivelas': day, hour and town, no name of a centre."""
    demo = " (DEMO)" if here.demo else ""
    return f"{short_moment(starts, here.time_zone, language)}, {here.municipality}{demo}"
