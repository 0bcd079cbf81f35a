"""What a conversation remembers between two messages: never the person's words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from actions.answers.models import Conversation
from actions.appointments.models import Contact
from actions.dialogue.reply import Choice

QUESTION_LIFE = timedelta(hours=12)  # after that a '2' no longer answers an old menu


@dataclass
class Draft:
    """An appointment in the making, or one being moved or cancelled (`reference`)."""

    purpose: str = "book"  # book | move | cancel | find
    topic: str = ""  # a concept or a topic
    service: str = ""
    lat: float | None = None
    lon: float | None = None
    place: str = ""
    centre: str = ""
    day: str = ""  # ISO date
    starts: str = ""  # ISO time, UTC
    reference: str = ""


@dataclass
class Memory:
    """The state of a conversation. `asks`, `menu` and `choices` belong to the last question shown."""

    language: str | None = None
    pending: str | None = None
    asks: str | None = None
    menu: str = ""
    choices: list[Choice] = field(default_factory=list)
    draft: Draft | None = None
    concept: str = ""  # of the last answer
    receipt: str = ""
    offered: list[str] = field(default_factory=list)  # concepts offered and not yet chosen
    held: str = ""  # a concept asked before the language was known
    booked: str = ""  # reference of the appointment just made, so that a second yes is not a second visit

    def forget_question(self) -> None:
        """The last question no longer waits for an answer."""
        self.asks, self.menu, self.choices = None, "", []


def recall(contact: Contact, now: datetime) -> Memory:
    """The memory of `contact`'s conversation; an old question is dropped, the language stays."""
    row = Conversation.objects.filter(contact=contact).first()
    if row is None:
        return Memory()
    memory = _read(row.memory)
    if now - row.changed_at > QUESTION_LIFE:
        return Memory(language=memory.language)
    return memory


def keep(contact: Contact, memory: Memory, now: datetime) -> None:
    """Save `memory` as the state of `contact`'s conversation."""
    Conversation.objects.update_or_create(contact=contact, defaults={"memory": asdict(memory), "changed_at": now})


def _read(stored: dict[str, Any]) -> Memory:
    known = {f.name: stored[f.name] for f in fields(Memory) if f.name in stored}
    known["choices"] = [Choice(**c) for c in stored.get("choices", [])]
    known["draft"] = Draft(**stored["draft"]) if stored.get("draft") else None
    return Memory(**known)
