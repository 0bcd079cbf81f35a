"""What a conversation remembers between two messages: no words but the redacted question a visit may come of."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

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
    # Asked for before a centre was chosen, tried once it is: ISO date, part of the day, ISO times of the centre.
    wish: str = ""
    part: str = ""
    at: str = ""
    before: str = ""
    avoid: list[str] = field(default_factory=list)  # days that do not suit: 0 to 6, Monday first, or ISO dates
    either: list[str] = field(default_factory=list)  # the days that the wish may mean, ISO dates
    was: str = ""  # ISO date of the visit that is moved or cancelled
    around: str = ""  # ISO date that was wished and is full: later days are looked at from there


@dataclass
class Triage:
    """The questions after a booking: where they stand and what was answered, in ids. Forgotten unless confirmed."""

    reference: str
    step: str = ""  # language | papers | urgent | access | summary
    language: str = ""
    interpreter: bool | None = None
    ticked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    deadline: str = ""  # ISO date
    access: list[str] = field(default_factory=list)
    words: str = ""  # redacted; shown in the summary, which the person confirms


@dataclass
class Memory:
    """The state of a conversation. `asks`, `menu` and `choices` belong to the last question shown."""

    language: str | None = None
    pending: str | None = None
    asks: str | None = None
    menu: str = ""
    choices: list[Choice] = field(default_factory=list)
    aside: bool = False  # the question was asked again after something else: a mere 'ok' is no yes to it
    draft: Draft | None = None
    triage: Triage | None = None
    concept: str = ""  # of the last answer
    receipt: str = ""
    offered: list[str] = field(default_factory=list)  # concepts offered and not yet chosen
    held: str = ""  # a concept asked before the language was known
    reminders: dict[str, str] = field(default_factory=dict)  # menu → reference of reminders not yet answered
    wrong_references: int = 0  # how many references were tried that are not this person's
    words: str = ""  # of the last question, redacted; see own_words
    words_about: str = ""  # the concept or topic they are about, '' while that is open
    dropped: str = ""  # purpose of a draft that was left unfinished too long ago, for this one turn
    wished: Draft | None = None  # when a visit should be instead, while it is asked which one
    booked: str = ""  # reference of the appointment just made, so that a second yes is not a second visit

    @property
    def busy(self) -> bool:
        """Whether a question asked in the middle must lead back to something."""
        return self.draft is not None or self.triage is not None

    def choice_to(self, verb: str) -> Choice | None:
        """The first choice of the last question that does `verb`."""
        return next((choice for choice in self.choices if choice.do == verb), None)

    def answered(self, reference: str) -> None:
        """The reminders of a visit no longer wait for an answer."""
        self.reminders = {menu: about for menu, about in self.reminders.items() if about != reference}

    def forget_question(self) -> None:
        """The last question no longer waits for an answer."""
        self.asks, self.menu, self.choices = None, "", []


def new_menu() -> str:
    """The name of a menu: buttons of an older one are recognised by it."""
    return secrets.token_hex(4)


def recall(contact: Contact, now: datetime) -> Memory:
    """The memory of `contact`'s conversation; an old question is dropped, the language stays.

    Reminders wait for their answer as long as the visit is to come.
    """
    row = Conversation.objects.filter(contact=contact).first()
    if row is None:
        return Memory()
    memory = _read(row.memory)
    if now - row.changed_at <= QUESTION_LIFE:
        return memory
    kept = Memory(language=memory.language, reminders=memory.reminders)
    if memory.menu in memory.reminders:
        kept.asks, kept.menu, kept.choices = memory.asks, memory.menu, memory.choices
    elif memory.draft is not None:
        kept.dropped = memory.draft.purpose
    return kept


def keep(contact: Contact, memory: Memory, now: datetime) -> None:
    """Save `memory` as the state of `contact`'s conversation."""
    memory.dropped = ""
    state = {"memory": asdict(memory), "changed_at": now}
    if not Conversation.objects.filter(contact=contact).update(**state):
        Conversation.objects.create(contact=contact, **state)


def forget_unfinished(before: datetime) -> int:
    """Forget what nobody confirmed (answers before a visit, the wording that led to it) in conversations that rest
    since `before` (aware)."""
    unconfirmed = Q(memory__has_key="triage") & ~Q(memory__triage=None)
    worded = Q(memory__has_key="words") & ~Q(memory__words="")
    resting = Conversation.objects.filter(unconfirmed | worded, changed_at__lte=before)
    for row in resting:
        memory = {**row.memory, "triage": None, "words": "", "words_about": ""}
        Conversation.objects.filter(pk=row.pk, changed_at=row.changed_at).update(memory=memory)
    return len(resting)


def _read(stored: dict[str, Any]) -> Memory:
    known = {f.name: stored[f.name] for f in fields(Memory) if f.name in stored}
    known["choices"] = [Choice(**c) for c in stored.get("choices", [])]
    for name in ("draft", "wished"):
        known[name] = Draft(**stored[name]) if stored.get(name) else None
    known["triage"] = Triage(**stored["triage"]) if stored.get("triage") else None
    return Memory(**known)
