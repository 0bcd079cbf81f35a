"""One turn over the database: recall, do, keep; all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from actions import clock
from actions.answers import handover, handover_words
from actions.appointments import inbox
from actions.appointments.models import Contact
from actions.dialogue import memory as memories
from actions.dialogue.dispatch import take
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from locales.bidi import isolate
from locales.languages import languages, spoken
from locales.romanise import romanise
from nlu.model import Understanding


@dataclass(frozen=True)
class Outcome:
    """What a turn leads to. `erase` and `urgent` tell the gate what must be forgotten once the turn is over."""

    replies: tuple[Reply, ...]
    language: str
    erase: bool
    urgent: bool

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready mapping for the way through Rasa."""
        return {"replies": [r.as_dict() for r in self.replies], "language": self.language,
                "erase": self.erase, "urgent": self.urgent}  # fmt: skip


def run(message: dict[str, Any], understanding: Understanding) -> Outcome:
    """Take one turn. `message` is what the gate put beside the text: contact, channel, key, territory, location,
    media, menu, the inbox row and the attempt at it. Everything is saved in one transaction, what was answered
    included; an exception leaves nothing behind. Raises `inbox.TurnLost`.
    """
    now = clock.now()
    with transaction.atomic():
        contact = Contact.objects.select_for_update().get(public_id=message["contact"])
        turn = _turn(message, understanding, contact, now)
        _talk(turn)
        if not turn.erase:
            _doubt(turn)
            _first_notice(turn)
        _remember(turn)
        for reply in turn.replies:
            _write(reply, contact.latin)
        outcome = Outcome(tuple(turn.replies), turn.memory.language or turn.language, turn.erase, turn.urgent)
        if "row" in message:  # a turn that does not come from the gate has none
            inbox.answered(message["row"], message["attempt"], outcome.as_dict())
    return outcome


def waited_for(channel: str, address: str) -> tuple[list[Reply], bool]:
    """What a mediator wrote to somebody who cannot be written to first, and whether more may come."""
    with transaction.atomic():
        contact = Contact.objects.select_for_update().filter(channel=channel, address=address).first()
        if contact is None:
            return [], False
        replies = _from_mediator(contact, spoken(contact.language))
        for reply in replies:
            _write(reply, contact.latin)
        return replies, handover.is_open(contact)


def _from_mediator(contact: Contact, language: str) -> list[Reply]:
    rows = handover.unsaid(contact)
    return [Reply(handover_words.said(row.template, row.variables, contact, language), language) for row in rows]


def _talk(turn: Turn) -> None:
    """What a mediator wrote meanwhile, then the assistant: silent while a mediator has the conversation."""
    turn.replies += _from_mediator(turn.contact, turn.language)
    heard = turn.understanding
    if not handover.hears(turn.contact, heard.intent, heard.text, turn.memory.asks, turn.now):
        take(turn)


def _turn(message: dict[str, Any], understanding: Understanding, contact: Contact, now: datetime) -> Turn:
    location = message.get("location")
    return Turn(
        contact=contact,
        channel=message["channel"],
        understanding=understanding,
        memory=memories.recall(contact, now),
        now=now,
        key=message["key"],
        territory=message["territory"],
        location=(location["lat"], location["lon"]) if location else None,
        media=message.get("media"),
        menu=message.get("menu", ""),
    )


def _doubt(turn: Turn) -> None:
    """One quiet line where danger may have been overheard."""
    if turn.understanding.doubtful and turn.replies and not turn.urgent:
        _add(turn, turn.say("urgent.in_danger"))


def _first_notice(turn: Turn) -> None:
    if turn.contact.notice_shown_at is not None or turn.urgent or not turn.replies:
        return
    turn.contact.notice_shown_at = turn.now
    turn.contact.save(update_fields=["notice_shown_at"])
    _add(turn, turn.say("notice.first"))


def _add(turn: Turn, text: str) -> None:
    """Say `text` last: a message of its own in SMS, where an answer keeps its segments for itself."""
    if turn.compact:
        turn.reply(text)
    else:
        turn.replies[-1].text += f"\n\n{text}"


def _remember(turn: Turn) -> None:
    if turn.memory.language and turn.contact.language != turn.memory.language:
        turn.contact.language = turn.memory.language
        turn.contact.save(update_fields=["language"])
    memories.keep(turn.contact, turn.memory, turn.now)


def _write(reply: Reply, latin: bool) -> None:
    language = languages().get(reply.language)
    if language is None or language.latin:
        return
    change = romanise_in(reply.language) if latin else (isolate if language.rtl else None)
    if change is None:
        return
    reply.text = change(reply.text)
    reply.sms = change(reply.sms) if reply.sms else reply.sms
    for choice in reply.choices:
        choice.label = change(choice.label)


def romanise_in(language: str) -> Any:
    """The function that writes `language` in Latin letters."""
    return lambda text: romanise(text, language)
