"""The gate: every message of every channel passes here, once, in order, and never without a reply.

A message becomes an inbox row before it is acknowledged; the turn ends by blanking the row. Rows that a crash left
behind are run again once. When a turn says nothing, the person gets an apology in their language.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from asgiref.sync import sync_to_async
from django.db import DatabaseError
from rasa.core.channels.channel import UserMessage

from actions import clock
from actions.appointments import erasure, inbox
from actions.appointments.contacts import contact_for
from actions.appointments.models import Contact, InboxMessage
from actions.dialogue.memory import recall
from actions.dialogue.reply import Reply
from actions.failures import describe
from bot.channels.apology import apology, guess_language
from bot.channels.collector import Collector
from bot.channels.incoming import Incoming, clean
from bot.channels.wordless import wordless
from knowledge.packs import packs
from locales.catalogue import say
from locales.languages import spoken
from nlu.model import Context, Option
from nlu.urgent import urgent_kind

logger = logging.getLogger("farol.turn")

MESSAGES_A_MINUTE = int(os.environ.get("FAROL_MESSAGES_A_MINUTE", "20"))

Handle = Callable[[UserMessage], Awaitable[Any]]
Forget = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Ticket:
    """A message that was taken in: its inbox row, whose it is, and how many came in the last minute."""

    row: InboxMessage
    contact: str
    incoming: Incoming
    recent: int


class Gate:
    """`handle` runs a turn in Rasa; `forget` removes a conversation from Rasa's tracker store."""

    def __init__(self, handle: Handle, forget: Forget, territory: str) -> None:
        self.handle = handle
        self.forget = forget
        self.territory = territory
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def accept(self, incoming: Incoming) -> Ticket | None:
        """Write the inbox row; None for a message that was received before. Then the channel may acknowledge."""
        return await sync_to_async(_accept)(incoming, self.territory)

    async def turn(self, ticket: Ticket) -> list[Reply]:
        """Take the turn, in the order the messages of one person came; always at least one reply, but for a STOP
        that the carrier answers itself."""
        lock = self._locks.setdefault(ticket.contact, asyncio.Lock())
        async with lock:
            return await self._turn(ticket)

    async def receive(self, incoming: Incoming) -> list[Reply]:
        """Accept and take the turn at once. A broken database still gets an apology in the language of the text."""
        try:
            ticket = await self.accept(incoming)
        except Exception as error:  # whatever broke, the person is told; only the kind of error is logged
            logger.error("accept failed: %s", describe(error))
            return [self.apology(incoming)]
        return await self.turn(ticket) if ticket else []

    def apology(self, incoming: Incoming) -> Reply:
        """That it failed, in the language of the message; needs no database."""
        return apology(guess_language(incoming), self.territory)

    async def left_behind(self, channel: str) -> tuple[list[Ticket], list[tuple[str, Reply]]]:
        """What a process that ended left undone: tickets to take again, and (address, apology) for those given up."""
        return await sync_to_async(_left_behind)(channel, self.territory)

    async def _turn(self, ticket: Ticket) -> list[Reply]:
        started = time.perf_counter()
        collector = Collector(ticket.incoming.channel)
        language = ""
        try:
            if not await sync_to_async(inbox.claim)(ticket.row):
                return []
            message, language = await sync_to_async(_prepare)(ticket, collector, self.territory)
            if isinstance(message, Reply):
                return [message]
            await self.handle(message)
            if collector.outcome is None:
                await self._give_up(ticket)
                return [apology(language or guess_language(ticket.incoming), self.territory)]
            return await self._finish(ticket, collector)
        except Exception as error:  # whatever broke, the person is told; only the kind of error is logged
            logger.error("turn failed: %s", describe(error))
            await self._give_up(ticket)
            return [apology(language or guess_language(ticket.incoming), self.territory)]
        finally:
            _log(ticket, collector, time.perf_counter() - started)

    async def _give_up(self, ticket: Ticket) -> None:
        try:
            await sync_to_async(inbox.failed)(ticket.row)
        except DatabaseError as error:  # the row stays, and is run again or given up by the next start
            logger.error("row not closed: %s", describe(error))

    async def _finish(self, ticket: Ticket, collector: Collector) -> list[Reply]:
        outcome = collector.outcome or {}
        replies = collector.replies
        if outcome["urgent"] or outcome["erase"]:
            await self.forget(ticket.contact)
        if outcome["erase"]:
            receipt = await sync_to_async(_erase)(ticket.contact)
            language = spoken(outcome["language"])
            replies.append(Reply(say("privacy.erased", language, receipt=receipt), language, kind="confirmation"))
        else:
            await sync_to_async(inbox.done)(ticket.row)
        if clean(ticket.incoming.text).cut and replies:
            replies[0].text = f"{say('gate.too_long', replies[0].language)}\n{replies[0].text}"
        return replies


def _accept(incoming: Incoming, territory: str) -> Ticket | None:
    contact = contact_for(incoming.channel, incoming.address, territory)
    if incoming.territory in packs() and contact.territory != incoming.territory:
        contact.territory = incoming.territory
        contact.save(update_fields=["territory"])
    text = clean(incoming.text)
    payload = {**asdict(incoming), "text": text.text, "address": ""}
    row = inbox.receive(incoming.channel, incoming.provider_id, contact, payload)
    if row is None:
        return None
    since = clock.now() - timedelta(minutes=1)
    recent = InboxMessage.objects.filter(contact=contact, received_at__gt=since).count()
    return Ticket(row, contact.public_id, incoming, recent)


def _left_behind(channel: str, territory: str) -> tuple[list[Ticket], list[tuple[str, Reply]]]:
    rows = [r for r in inbox.left_behind() if r.channel == channel and r.contact]
    again = [Ticket(r, r.contact.public_id, _restored(r), recent=0) for r in rows]
    lost = [r for r in inbox.given_up() if r.channel == channel and r.contact]
    return again, [(r.contact.address, apology(r.contact.language, territory)) for r in lost]


def _restored(row: InboxMessage) -> Incoming:
    kept = {**row.payload, "address": row.contact.address}
    location = kept.get("location")
    return Incoming(**{**kept, "location": tuple(location) if location else None})


def _prepare(ticket: Ticket, collector: Collector, territory: str) -> tuple[UserMessage | Reply, str]:
    incoming, text = ticket.incoming, clean(ticket.incoming.text)
    contact = Contact.objects.get(public_id=ticket.contact)
    memory = recall(contact, clock.now())
    language = memory.language or contact.language or incoming.hint
    if ticket.recent > MESSAGES_A_MINUTE and not urgent_kind(text.text):
        inbox.done(ticket.row)
        return Reply(say("gate.too_fast", spoken(language)), spoken(language), kind="apology"), language
    place = contact.territory or territory
    context = Context(
        now=clock.now(),
        territory=place,
        previous=memory.language or contact.language or None,
        pending=memory.pending,
        chosen=contact.language_chosen or None,
        hint=incoming.hint or None,
        asks=memory.asks,
        options=tuple(Option(c.key, c.label) for c in memory.choices),
    )
    menu, _, key = incoming.button.rpartition(":")
    turn = {
        "contact": ticket.contact,
        "channel": incoming.channel,
        "key": f"inbox:{ticket.row.pk}",
        "territory": place,
        "location": _place(incoming.location),
        "media": incoming.media or None,
        "menu": menu,
    }
    message = UserMessage(
        text=text.text or "-",
        output_channel=collector,
        sender_id=ticket.contact,
        input_channel=incoming.channel,
        parse_data=wordless(incoming, text, context, key),
        message_id=f"{ticket.row.pk}",
        metadata={"context": _plain(context), "turn": turn},
    )
    return message, language


def _plain(context: Context) -> dict[str, Any]:
    return {**asdict(context), "now": context.now.isoformat(), "options": [asdict(o) for o in context.options]}


def _place(location: tuple[float, float] | None) -> dict[str, float] | None:
    return {"lat": location[0], "lon": location[1]} if location else None


def _erase(public_id: str) -> str:
    return str(erasure.erase(Contact.objects.get(public_id=public_id)))


def _log(ticket: Ticket, collector: Collector, seconds: float) -> None:
    outcome = collector.outcome or {}
    first = (outcome.get("replies") or [{}])[0]
    urgent = outcome.get("urgent")
    logger.info(
        "contact=%s channel=%s language=%s kind=%s concept=%s ms=%d",
        hashlib.sha256(ticket.contact.encode()).hexdigest()[:10],
        ticket.incoming.channel,
        outcome.get("language", "-"),
        "-" if urgent else first.get("kind", "none"),
        "-" if urgent else first.get("concept") or "-",
        seconds * 1000,
    )
