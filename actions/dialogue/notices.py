"""Messages that Farol begins, as people read them: reminders, an earlier time, a visit that the centre cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions import clock
from actions.answers import handover, handover_words
from actions.appointments import outbox, shield, whatsapp
from actions.appointments.models import Contact, MustReach, OutboxMessage
from actions.dialogue import desk_notes
from actions.dialogue import memory as memories
from actions.dialogue.reminder import reminder, when
from actions.dialogue.reply import Choice, Reply
from actions.directory.models import Centre
from knowledge.packs import packs
from locales.catalogue import say
from locales.languages import spoken
from locales.when import clock_time, short_moment

Draw = Callable[[Contact, dict[str, Any], str], tuple[str, list[Choice]]]


def notice(message: OutboxMessage, now: datetime) -> Reply:
    """The reply for an outbox row; it becomes the conversation's open question. KeyError for an unknown template."""
    language = spoken(message.contact.language)
    if message.event == handover.EVENT:  # a person writes: no menu of ours stands in between
        said = handover_words.said(message.template, message.variables, message.contact, language)
        return Reply(said, language)
    if message.template in ("reminder_48h", "reminder_2h"):
        reply = reminder(message, now)
    else:
        text, choices = DRAW[message.template](message.contact, message.variables, language)
        outbox.drawn(message, _wording(message), language)
        reply = _asked(message.contact, text, choices, now)
    return _by_template(message, reply)


def cancelled(row: MustReach, now: datetime) -> tuple[str, list[Choice]]:
    """Text and choices of a cancelled visit, for somebody who writes before the message has reached them."""
    visit = row.appointment
    values = {
        "reference": visit.reference,
        "centre": visit.centre_id,
        "starts": visit.starts.isoformat(),
        "replacements": row.replacements,
    }
    return _cancelled(visit.contact, values, spoken(visit.contact.language))


def _cancelled(contact: Contact, values: dict[str, Any], language: str) -> tuple[str, list[Choice]]:
    reference = str(values["reference"])
    moment = _when(contact, values["centre"], values["starts"], language)
    times = [item for item in values["replacements"] if datetime.fromisoformat(item["starts"]) > clock.now()]
    if not times:
        pack = packs()[Centre.objects.get(pk=values["centre"]).territory]
        text = say(
            "visit.cancelled_no_time", language, when=moment, line=pack.contact_name, phone=pack.contact_phones[0]
        )
        return text, [Choice("1", say("visit.understood", language), "replace_none", reference)]
    choices = [
        Choice(str(n), _when(contact, item["centre"], item["starts"], language), "replace",
               f"{reference}|{item['centre']}|{item['starts']}")
        for n, item in enumerate(times, 1)
    ]  # fmt: skip
    choices.append(Choice("0", say("visit.none_of_these", language), "replace_none", reference))
    return say("visit.cancelled_by_centre", language, when=moment), choices


def _earlier(contact: Contact, values: dict[str, Any], language: str) -> tuple[str, list[Choice]]:
    here = Centre.objects.get(pk=values["centre"])
    text = say(
        "waiting.offer",
        language,
        when=_when(contact, values["centre"], values["starts"], language),
        now=short_moment(datetime.fromisoformat(values["now"]), here.time_zone, language),
        until=clock_time(datetime.fromisoformat(values["until"]), here.time_zone, language),
    )
    offer = str(values["offer"])
    return text, [
        Choice("1", say("waiting.take", language), "take_earlier", offer),
        Choice("2", say("waiting.keep", language), "keep_time", offer),
        Choice("3", say("waiting.leave", language), "leave_list", str(values["reference"])),
    ]


def _when(contact: Contact, centre: str, starts: str, language: str) -> str:
    here, moment = Centre.objects.get(pk=centre), datetime.fromisoformat(starts)
    return short_moment(moment, here.time_zone, language) if contact.safe_phone else when(moment, here, language)


def _wording(message: OutboxMessage) -> str:
    if message.template == desk_notes.TEMPLATE:
        return desk_notes.SENTENCES[message.variables["sentence"]]
    nothing = message.template == shield.TEMPLATE and not message.variables["replacements"]
    return "visit.cancelled_no_time" if nothing else message.template


def _asked(contact: Contact, text: str, choices: list[Choice], now: datetime) -> Reply:
    memory = memories.recall(contact, now)
    memory.asks, memory.menu, memory.choices = "slot", memories.new_menu(), choices
    memories.keep(contact, memory, now)
    return Reply(text, spoken(contact.language), kind="reminder", asks="slot", menu=memory.menu, choices=choices)


def _by_template(message: OutboxMessage, reply: Reply) -> Reply:
    """Outside 24 hours WhatsApp gets the approved template with its values instead of the text."""
    if message.channel == "whatsapp" and not whatsapp.window_open(message.contact):
        known = whatsapp.approved(message.template, message.contact.language)
        if known:
            about = message.variables
            when_said = _when(message.contact, about["centre"], about["starts"], reply.language)
            said = {"when": when_said, "reference": about["reference"]}
            reply.template, reply.template_values = known.id, [str(said[name]) for name in known.values]
    return reply


DRAW: dict[str, Draw] = {
    "waiting.offer": _earlier,
    "visit.cancelled_by_centre": _cancelled,
    desk_notes.TEMPLATE: desk_notes.from_desk,
}
