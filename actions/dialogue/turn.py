"""One turn of a conversation: what came in, what is remembered, what is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from actions.appointments.models import Appointment, Contact
from actions.appointments.visits import open_visits
from actions.dialogue.memory import Memory, new_menu
from actions.dialogue.reply import Choice, Reply
from actions.directory.asked import asked
from actions.directory.nearest import booked_in
from actions.directory.search import Query
from knowledge.packs import Pack, packs
from locales.catalogue import say
from locales.languages import spoken
from locales.names import language_name
from nlu.model import Entity, Understanding
from nlu.places import place

NUMBERED = frozenset({"sms", "whatsapp"})  # channels without buttons: choices are numbers


@dataclass
class Turn:
    """What the functions of this room read and change. `key` names the incoming message: a repeat has the same."""

    contact: Contact
    channel: str
    understanding: Understanding
    memory: Memory
    now: datetime
    key: str
    territory: str
    location: tuple[float, float] | None = None
    media: str | None = None
    menu: str = ""  # the menu that a pressed button belonged to
    replies: list[Reply] = field(default_factory=list)
    erase: bool = False
    urgent: bool = False

    @property
    def language(self) -> str:
        """The language to answer in: the conversation's, as far as the catalogue speaks it."""
        return spoken(self.memory.language or "")

    @property
    def pack(self) -> Pack:
        """The knowledge of the person's territory."""
        return packs()[self.territory]

    @cached_property
    def looked_for(self) -> Query:
        """Which services, and which territory, the message names, read once: ids, never the person's words."""
        named = [place(entity.value) for entity in self.entities("place")]
        return asked(self.understanding.text, self.understanding.language, named, self.territory)

    @cached_property
    def visits_before(self) -> list[Appointment]:
        """The person's visits to come as the turn began, read once."""
        return open_visits(self.contact, self.now)

    @cached_property
    def _booked_in(self) -> frozenset[str]:
        return booked_in()

    @property
    def books(self) -> bool:
        """Whether Farol books at a centre of the person's territory; the directory is asked once a turn."""
        return self.territory in self._booked_in

    @property
    def compact(self) -> bool:
        """Whether every letter costs: SMS."""
        return self.channel == "sms"

    def say(self, message: str, /, **values: object) -> str:
        """A text of the catalogue in the conversation's language."""
        return say(message, self.language, **values)

    def reply(self, text: str, **properties: Any) -> Reply:
        """Add a message to the turn."""
        reply = Reply(text=text, language=self.language, **properties)
        self.replies.append(reply)
        return reply

    def ask(self, text: str, asks: str | None, choices: Sequence[Choice] = (), **properties: Any) -> Reply:
        """Add a question; its choices replace the ones shown before."""
        self.memory.asks = asks
        self.memory.menu = new_menu()
        self.memory.choices = list(choices)
        properties.setdefault("kind", "question")
        return self.reply(text, asks=asks, menu=self.memory.menu, choices=list(choices), **properties)

    def entities(self, *kinds: str) -> list[Entity]:
        """What the message holds of these kinds, in the order of the message."""
        return [e for e in self.understanding.entities if e.kind in kinds]

    def days(self) -> list[str]:
        """The days that the message names, ISO dates."""
        either = [day for entity in self.entities("ambiguous_date") for day in json.loads(entity.value)]
        return [entity.value for entity in self.entities("date")] + either

    def language_name(self, code: str) -> str:
        """A language's name, in the person's own language."""
        return language_name(code, self.language)
