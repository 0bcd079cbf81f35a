"""What Farol says in a turn, before a channel shapes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Choice:
    """One line of a menu: the key to type, the label, and what it leads to (a verb and its value).

    `short` is the label inside an SMS, where a whole menu stands on one line. `small`: beside the matter, to be shown
    small, next to others of its kind.
    """

    key: str
    label: str
    do: str
    value: str = ""
    short: str = ""
    small: bool = False


@dataclass
class Reply:
    """One message to a person. `text` is the full form; `sms`, when given, is the whole message as sent by SMS.

    `kind`: answer | offer | question | confirmation | reminder | apology | urgent | other.
    `asks`: what an answer to it would be: place | date | slot | confirm | language | topic | reference | papers.
    """

    text: str
    language: str
    kind: str = "other"
    asks: str | None = None
    concept: str | None = None
    receipt: str | None = None
    menu: str = ""
    choices: list[Choice] = field(default_factory=list)
    sms: str | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    slots: list[dict[str, str]] = field(default_factory=list)
    centres: list[dict[str, Any]] = field(default_factory=list)
    listed: bool = False  # the text already shows the choices with their keys
    awaits: bool = False  # a person will write: a page that cannot be written to asks for their words
    template: str = ""  # the provider's id of an approved WhatsApp text, to be sent instead of `text`
    template_values: list[str] = field(default_factory=list)  # what fills its numbered places

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready mapping; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Reply:
        """The reply that `as_dict` wrote."""
        return cls(**{**values, "choices": [Choice(**c) for c in values["choices"]]})


def numbered(entries: Iterable[tuple[str, str, str]]) -> list[Choice]:
    """Choices with the keys 1, 2, 3… from (label, verb, value)."""
    return [Choice(str(n), label, do, value) for n, (label, do, value) in enumerate(entries, 1)]
