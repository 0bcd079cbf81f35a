"""One person's side of a conversation over the database, without Rasa and without a trained model.

Menus, yes and no, and thumbs are read by the real functions; everything else a test says outright.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from actions import clock
from actions.appointments.models import Contact
from actions.dialogue import memory as memories
from actions.dialogue.dispatch import take
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from nlu.choices import match_option, yes_or_no
from nlu.model import Entity, Option, Understanding

_keys = count(1)


class Chat:
    """`says` writes, `taps` presses a button of the last message; `replies` holds what came back."""

    def __init__(self, contact: Contact, language: str = "en") -> None:
        self.contact, self.language = contact, language
        self.replies: list[Reply] = []

    @property
    def memory(self) -> memories.Memory:
        """What the conversation remembers now."""
        return memories.recall(self.contact, clock.now())

    @property
    def last(self) -> Reply:
        """The last message."""
        return self.replies[-1]

    @property
    def text(self) -> str:
        """Everything said in the last turn."""
        return "\n".join(reply.text for reply in self.replies)

    def says(
        self,
        text: str,
        intent: str = "nlu_fallback",
        concept: str | None = None,
        decision: str = "dialogue",
        **entities: str,
    ) -> Chat:
        """Write `text`; `intent`, `concept` and `entities` are what it means unless it answers the open question."""
        memory = self.memory
        options = tuple(Option(c.key, c.label) for c in memory.choices)
        match = match_option(text, options, self.language) if options else None
        agreed = yes_or_no(text, self.language) if memory.asks else None
        given = tuple(Entity(kind, value, value) for kind, value in entities.items())
        if match:
            return self._take(self._heard(text, "choose", concept, decision, given, match[0].key))
        if agreed is not None:
            intent = "affirm" if agreed else "deny"
        elif memory.asks and given and intent == "nlu_fallback":
            intent = "inform"
        return self._take(self._heard(text, intent, concept, decision, given))

    def taps(self, wanted: str) -> Chat:
        """Press the button with this label or key, on the last message that has it."""
        for reply in reversed(self.replies):
            for choice in reply.choices:
                if wanted in (choice.key, choice.label):
                    return self.presses(reply.menu, choice.key)
        raise AssertionError(f"no button {wanted!r} in {self.replies}")

    def presses(self, menu: str, key: str) -> Chat:
        """Press a button of a menu shown at any time."""
        return self._take(self._heard("", "choose", None, "dialogue", (), key), menu)

    def at(self, lat: float, lon: float) -> Chat:
        """Share a position, in degrees."""
        heard = self._heard("", "inform", None, "dialogue", (Entity("location", f"{lat} {lon}", ""),))
        return self._take(heard, location=(lat, lon))

    def hears_first(self, text: str, intent: str, concept: str | None = None, **entities: str) -> Chat:
        """Write `text` as the first message, in a language that is not clear."""
        given = tuple(Entity(kind, value, value) for kind, value in entities.items())
        heard = self._heard(text, intent, concept, "dialogue", given)
        unsure = replace(heard, language_source="unsure", language_candidates=("en", "pt"))
        return self._take(unsure)

    def date(self, day: date) -> Chat:
        """Write a day."""
        return self.says(f"{day:%d/%m/%Y}", date=day.isoformat())

    def _heard(
        self, text: str, intent: str, concept: str | None, decision: str, entities: Any, choice: str | None = None
    ) -> Understanding:
        return Understanding(
            text, self.language, 1.0, "previous", (), None, False, intent, concept,
            ((concept, 0.9),) if concept else (), decision, None, entities, choice,
            topic=concept if intent == "book" else None,
        )  # fmt: skip

    def _take(self, heard: Understanding, menu: str = "", location: tuple[float, float] | None = None) -> Chat:
        now = clock.now()
        self.contact.refresh_from_db()
        turn = Turn(
            contact=self.contact, channel=self.contact.channel, understanding=heard,
            memory=memories.recall(self.contact, now), now=now, key=f"turn:{next(_keys)}", territory="pt", menu=menu,
            location=location,
        )  # fmt: skip
        take(turn)
        memories.keep(self.contact, turn.memory, now)
        self.replies = turn.replies
        return self
