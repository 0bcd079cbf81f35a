"""Conversations that asked for a human: taken over by a mediator, answered, given back.

While one is taken the assistant is silent. What the person writes is kept for the mediator and deleted when the
conversation is given back; what the mediator wrote stays in the outbox, which is the archive.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from actions import clock
from actions.answers.models import Conversation, Handover, HandoverLine
from actions.appointments import outbox
from actions.appointments.models import Contact, OutboxMessage
from actions.appointments.reminders import REACHABLE
from actions.directory.models import Centre
from actions.directory.opening import open_windows
from knowledge.packs import Pack, packs

PATIENCE = timedelta(minutes=15)
"""So long a person waits for a mediator who has taken the conversation; then it goes back with an apology."""
SILENCE = timedelta(hours=2)
"""After so long without a word from either side it goes back as well, so that the assistant answers again."""
LISTED = timedelta(days=2)
"""So long a conversation that went back unanswered stays on the list."""
KEPT = timedelta(days=30)
"""So long a request nobody took is kept."""
LOOK_AHEAD = timedelta(days=14)
EVENT = "handover"
OUTRANK = frozenset({"urgent", "stop", "start", "privacy_see", "privacy_erase"})
"""What the assistant answers although a mediator has the conversation."""
ANSWERS = frozenset({"choose", "affirm", "deny"})


class NotYours(Exception):
    """Somebody else has taken the conversation, or it has ended."""


def taken(contact: Contact) -> Handover | None:
    """The hand-over of a conversation that a mediator has now."""
    return Handover.objects.filter(contact=contact, state="taken").first()


def listed(languages: Collection[str], now: datetime) -> QuerySet[Handover]:
    """What waits, what is taken, and what went back unanswered in the last days; the longest waiting first."""
    back = Q(state="given_back", unanswered=True, ended_at__gt=now - LISTED)
    rows = Handover.objects.filter(Q(state__in=("waiting", "taken")) | back, language__in=languages)
    return rows.filter(contact__isnull=False).select_related("contact", "taken_by").order_by("at")


def ask(contact: Contact, language: str, concept: str, words: str, now: datetime) -> None:
    """Put a wish for a person on the list, once; one that went back unanswered waits again. `words`: redacted."""
    rows = Handover.objects.filter(contact=contact)
    if rows.filter(state__in=("waiting", "taken")).exists():
        return
    said = {"language": language, "concept": concept, "words": words[:400], "at": now, "state": "waiting"}
    if not rows.filter(state="given_back", unanswered=True).update(**said, unanswered=False, ended_at=None):
        Handover.objects.create(contact=contact, **said)


@transaction.atomic
def take(handover: Handover, account: Any) -> None:
    """Take a conversation over: the person is told, and the assistant is silent from now. Raises `NotYours`."""
    now = clock.now()
    free = Q(state="waiting") | Q(state="given_back", unanswered=True)
    changed = Handover.objects.filter(free, pk=handover.pk, contact__isnull=False).update(
        state="taken", taken_by=account, taken_at=now, ended_at=None, unanswered=False
    )
    handover.refresh_from_db()
    if not changed or handover.contact is None:
        raise NotYours
    _forget_question(handover.contact)
    _send(handover, "handover_sentence", {"sentence": "handover.taken"})


@transaction.atomic
def write(handover: Handover, account: Any, template: str, values: dict[str, Any], words: str) -> OutboxMessage:
    """Write to the person. `words`: what the list shows of it. Raises `NotYours` unless this account has it."""
    if handover.state != "taken" or handover.taken_by_id != account.pk or handover.contact is None:
        raise NotYours
    message = _send(handover, template, values)
    HandoverLine.objects.create(handover=handover, by_mediator=True, words=words, message=message, at=clock.now())
    return message


@transaction.atomic
def give_back(handover: Handover, account: Any) -> None:
    """End it: the assistant answers again, and says so. Raises `NotYours` unless this account has it."""
    if handover.state != "taken" or handover.taken_by_id != account.pk:
        raise NotYours
    _end(handover, "handover.given_back", unanswered=False)


@transaction.atomic
def close(handover: Handover) -> None:
    """Take off the list what needs no answer any more; the person is not written to."""
    if handover.state == "taken":
        raise NotYours
    _finish(handover, "closed", unanswered=False)


def withdraw(contact: Contact) -> bool:
    """The person wants nobody any more: nothing waits, its words are forgotten. Whether there was something."""
    rows = list(Handover.objects.filter(contact=contact, state__in=("waiting", "taken")))
    for row in rows:
        _finish(row, "closed", unanswered=False)
    return bool(rows)


def sweep(now: datetime) -> int:
    """What is due: conversations to give back, words to forget. Safe to repeat; how many conversations went back."""
    count = give_back_unanswered(now)
    old = Q(state="waiting", at__lt=now - KEPT) | Q(state="given_back", unanswered=True, ended_at__lt=now - LISTED)
    for row in Handover.objects.filter(old):
        _finish(row, "closed", unanswered=False)
    return count


def give_back_unanswered(now: datetime) -> int:
    """Give back what nobody answered in time, with an apology, and what both sides left; how many. For the sweep."""
    count = 0
    for handover in Handover.objects.filter(state="taken").select_related("contact").prefetch_related("lines"):
        sentence = _due_back(handover, now)
        if sentence:
            with transaction.atomic():
                _end(handover, sentence, unanswered=sentence == "handover.sorry")
            count += 1
    return count


def hears(contact: Contact, intent: str, text: str, asks: str | None, now: datetime) -> bool:
    """Whether the assistant must be silent because a mediator has the conversation; the words are kept for them.

    Danger, STOP and the person's rights over their data are answered all the same, and so is a menu they opened.
    Words of danger are not kept, not even for the mediator: the answer to them says so.
    """
    handover = taken(contact)
    if handover is None:
        return False
    if text.strip() and intent not in OUTRANK:
        HandoverLine.objects.create(handover=handover, by_mediator=False, words=text.strip(), at=now)
    return intent not in OUTRANK and not (asks and intent in ANSWERS)


def unsaid(contact: Contact) -> list[OutboxMessage]:
    """What was written to somebody whose channel cannot be written to first, to be said now; marked as sent."""
    if contact.channel in REACHABLE:
        return []
    waiting = OutboxMessage.objects.filter(contact=contact, event=EVENT, state=OutboxMessage.State.FOR_DESK)
    messages = list(waiting.order_by("pk"))
    if messages:
        waiting.update(state=OutboxMessage.State.SENT, sent_at=clock.now())
    return messages


def is_open(contact: Contact) -> bool:
    """Whether a person was asked for, or writes."""
    return Handover.objects.filter(contact=contact, state__in=("waiting", "taken")).exists()


def next_opening(territory: str, now: datetime) -> datetime | None:
    """When somebody is there again, when nobody is now; None while somebody is, and where no hours are known.

    Hours are those of the territory's centres, holidays and closures counted.
    """
    starts = []
    for centre in Centre.objects.filter(territory=territory, active=True, openings__isnull=False).distinct():
        windows = open_windows(centre, now, now + LOOK_AHEAD)
        if windows:
            starts.append(windows[0][0])
    first = min(starts, default=None)
    return first if first is not None and first > now else None


def export(contact: Contact) -> list[dict[str, Any]]:
    """Everything kept here about a contact, as plain values."""
    rows = Handover.objects.filter(contact=contact).prefetch_related("lines").order_by("pk")
    return [
        {
            "at": row.at.isoformat(),
            "state": row.state,
            "language": row.language,
            "concept": row.concept,
            "words": row.words,
            "lines": [line.words for line in row.lines.all() if not line.by_mediator],
        }
        for row in rows
    ]


def forget(instance: Contact, **signal: Any) -> None:
    """Drop what somebody wrote, when their contact is deleted."""
    HandoverLine.objects.filter(handover__contact=instance).delete()
    Handover.objects.filter(contact=instance).update(words="", state="closed", ended_at=clock.now())


def pack_of(contact: Contact) -> Pack:
    """The knowledge of the person's territory."""
    return packs()[contact.territory if contact.territory in packs() else settings.FAROL_TERRITORY]


def _due_back(handover: Handover, now: datetime) -> str:
    """The sentence with which it goes back, '' while it stays."""
    lines = list(handover.lines.all())
    mine = [number for number, line in enumerate(lines) if line.by_mediator]
    after = lines[mine[-1] + 1 :] if mine else []
    waiting = after[0].at if after else (None if mine else handover.taken_at)
    if waiting is not None and now - waiting >= PATIENCE:
        return "handover.sorry"
    last = lines[-1].at if lines else handover.taken_at
    return "handover.given_back" if last is not None and now - last >= SILENCE else ""


def _end(handover: Handover, sentence: str, unanswered: bool) -> None:
    if handover.contact is not None:
        _send(handover, "handover_sentence", {"sentence": sentence})
    _finish(handover, "given_back", unanswered)


def _finish(handover: Handover, state: str, unanswered: bool) -> None:
    handover.state, handover.unanswered, handover.ended_at = state, unanswered, clock.now()
    if not unanswered:  # nobody needs the words any more
        handover.words = ""
        handover.lines.all().delete()
    handover.save(update_fields=["state", "unanswered", "ended_at", "words"])


def _send(handover: Handover, template: str, values: dict[str, Any]) -> OutboxMessage:
    contact = handover.contact
    number = OutboxMessage.objects.filter(contact=contact, event=EVENT).count()
    message = outbox.enqueue(contact, EVENT, template, values, sequence=number)
    if contact.channel not in REACHABLE:
        OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxMessage.State.FOR_DESK)
    return message


def _forget_question(contact: Contact) -> None:
    # An old menu must not take the person's '1' to the mediator for its own.
    row = Conversation.objects.filter(contact=contact).first()
    if row is not None:
        row.memory.update(asks=None, menu="", choices=[])
        row.save(update_fields=["memory"])
