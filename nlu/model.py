"""The values that understanding takes and gives: plain, frozen, comparable, and ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Option:
    """One line of a menu, as the person saw it: the key to type ("1".."9", "0") and the words beside it."""

    key: str
    label: str


@dataclass(frozen=True)
class Context:
    """What is known of the conversation when a message arrives.

    `now` is aware. `previous` is the conversation's language so far; `pending` another language that was
    detected with confidence on the last message but not yet adopted; `chosen` the language asked for
    explicitly, in this conversation or earlier; `hint` what the channel says of the person's device. `asks`
    is what the last message asked: place, date, slot, confirm, language, topic, reference, papers or None.
    `options` is the last menu shown.
    """

    now: datetime
    territory: str = "pt"
    previous: str | None = None
    pending: str | None = None
    chosen: str | None = None
    hint: str | None = None
    asks: str | None = None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Entity:
    """A piece of the message that means something by itself: its kind, normal form, and the words as written."""

    kind: str
    value: str
    text: str


@dataclass(frozen=True)
class Understanding:
    """What one message was understood to say.

    `language_source` is chosen, script, detected, previous, hint or unsure; with unsure,
    `language_candidates` holds the two or three languages to ask about. `ranking` lists at most ten concepts
    with their confidence (0 to 1), best first. `decision` is answer, offer, fallback or dialogue. `urgent` is
    None or violence, trafficking, self_harm, child, detained, no_roof or medical; `doubtful` says that a message which
    is not surely a question may be one of danger all the same, `silently` that the person in danger cannot telephone.
    `choice` is the key of the option chosen, if any. `act` is a wish that may be meant where the decision is offer:
    book, find_centre or human. `topic` is the concept that a wish about a visit is about, or a topic of concepts,
    when the message names one. `also` are the concepts of further questions in the same
    message.
    """

    text: str
    language: str
    language_confidence: float
    language_source: str
    language_candidates: tuple[str, ...]
    pending: str | None
    romanised: bool
    intent: str
    concept: str | None
    ranking: tuple[tuple[str, float], ...]
    decision: str
    urgent: str | None
    entities: tuple[Entity, ...]
    choice: str | None
    act: str | None = None
    topic: str | None = None
    doubtful: bool = False
    silently: bool = False
    also: tuple[str, ...] = ()

    @property
    def may_be_danger(self) -> bool:
        """Whether nothing of the message is to be kept or shown: it may tell of danger."""
        return self.urgent is not None or self.doubtful

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-ready mapping; the ranking is a list of {concept, confidence}, best first."""
        return {
            **{field.name: getattr(self, field.name) for field in fields(self)},
            "language_candidates": list(self.language_candidates),
            "also": list(self.also),
            "ranking": [{"concept": name, "confidence": share} for name, share in self.ranking],
            "entities": [asdict(entity) for entity in self.entities],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Understanding:
        """Rebuild what `as_dict` wrote, also after a journey through JSON; unknown keys are ignored.

        Raises KeyError, naming the field, when one is missing.
        """
        given = [field.name for field in fields(cls) if field.default is MISSING or field.name in values]
        plain = {name: values[name] for name in given}
        plain["language_candidates"] = tuple(values["language_candidates"])
        plain["also"] = tuple(values.get("also", ()))
        plain["ranking"] = tuple((item["concept"], item["confidence"]) for item in values["ranking"])
        plain["entities"] = tuple(Entity(**item) for item in values["entities"])
        return cls(**plain)
