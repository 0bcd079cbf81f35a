"""The gate: every message of every channel passes here, once, in order, and never without a reply.

A message becomes an inbox row and takes its place in the conversation's queue before it is acknowledged; the turn ends,
once its replies are sent, by blanking the row. Rows that a crash left behind are run again once, by any server. When a
turn says nothing, the person gets an apology in their language.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from rasa.core.channels.channel import UserMessage

from actions import clock
from actions.appointments import erasure, inbox
from actions.appointments.contacts import contact_for
from actions.appointments.models import Contact, InboxMessage
from actions.dialogue.memory import recall
from actions.dialogue.reply import Reply
from actions.failures import describe
from actions.operations.beats import beat_seldom
from bot.channels.apology import apology, guess_language
from bot.channels.collector import Collector
from bot.channels.incoming import Incoming, clean
from bot.channels.wordless import wordless
from bot.locks import LocalQueue, Place, Queue
from knowledge.packs import packs
from locales.catalogue import say
from locales.languages import spoken
from nlu.model import Context, Option
from nlu.urgent import urgent_kind

logger = logging.getLogger("farol.turn")

MESSAGES_A_MINUTE = int(os.environ.get("FAROL_MESSAGES_A_MINUTE", "20"))

RENEW_SECONDS = 2.0
TURNS_AT_ONCE = 4  # more gain nothing in one process, and under a rush each would run into its time limit

Handle = Callable[[UserMessage], Awaitable[Any]]
Forget = Callable[[str], Awaitable[None]]
Deliver = Callable[[list[Reply]], Awaitable[None]]
Close = Callable[[InboxMessage], None]


@dataclass(frozen=True)
class Ticket:
    """A message that was taken in: its inbox row, whose it is, how many came in the last minute, its place in the
    queue."""

    row: InboxMessage
    contact: str
    incoming: Incoming
    recent: int
    place: Place


class Gate:
    """`handle` runs a turn in Rasa; `forget` removes a conversation from Rasa's tracker store; `queue` orders the
    turns of a conversation."""

    def __init__(self, handle: Handle, forget: Forget, territory: str, queue: Queue | None = None) -> None:
        self.handle = handle
        self.forget = forget
        self.territory = territory
        self.queue = queue or LocalQueue()
        self._room = asyncio.Semaphore(TURNS_AT_ONCE)

    async def accept(self, incoming: Incoming) -> Ticket | None:
        """Write the inbox row and take a place; None for a message received before. Then it may be acknowledged."""
        taken = await sync_to_async(_accept)(incoming, self.territory)
        return await self._ticket(*taken) if taken else None

    async def serve(self, ticket: Ticket, deliver: Deliver) -> None:
        """Take the turn, in the order the messages of one person came, and hand its replies to `deliver`.

        What this person wrote before, to a server that died, comes first. Always at least one reply, but for a STOP
        that the carrier answers itself and a turn another server has taken. The turn is over when `deliver` returns;
        until then no other message of this person is run.
        """
        try:
            async with ticket.place:
                for row in await sync_to_async(inbox.left_behind)(ticket.row):
                    await self._claim(replace(ticket, row=row, incoming=_restored(row), recent=0), deliver)
                await self._claim(ticket, deliver)
        except Exception as error:  # whatever broke, the person is told; only the kind of error is logged
            logger.error("turn not taken: %s", describe(error))
            await deliver([self.apology(ticket.incoming)])

    async def turn(self, ticket: Ticket) -> list[Reply]:
        """Take the turn and return its replies, and only its own: what to ask again stands in the person's browser."""
        said: list[Reply] = []

        async def deliver(replies: list[Reply]) -> None:
            said.extend(replies)

        try:
            async with ticket.place:
                await self._claim(ticket, deliver)
        except Exception as error:  # as above
            logger.error("turn not taken: %s", describe(error))
            return [self.apology(ticket.incoming)]
        return said

    async def receive(self, incoming: Incoming) -> list[Reply] | None:
        """Accept and take the turn at once. A broken database still gets an apology in the language of the text.

        Empty while a mediator has the conversation. A message that came before and whose server ended in the middle
        of it is taken here; any other repetition leads to nothing: None.
        """
        try:
            ticket = await self.accept(incoming) or await self._again(incoming)
        except Exception as error:  # whatever broke, the person is told; only the kind of error is logged
            logger.error("accept failed: %s", describe(error))
            return [self.apology(incoming)]
        return await self.turn(ticket) if ticket else None

    def apology(self, incoming: Incoming) -> Reply:
        """That it failed, in the language of the message; needs no database."""
        return apology(guess_language(incoming), self.territory)

    async def left_behind(self, channel: str) -> tuple[list[Ticket], list[tuple[str, Reply]]]:
        """What a process that ended left undone: tickets to take again, and (address, apology) for those given up."""
        rows, apologies = await sync_to_async(_left_behind)(channel, self.territory)
        return [await self._ticket(row, row.contact.public_id, _restored(row), 0) for row in rows], apologies

    async def _ticket(self, row: InboxMessage, contact: str, incoming: Incoming, recent: int) -> Ticket:
        return Ticket(row, contact, incoming, recent, await self.queue.place(contact))

    async def _again(self, incoming: Incoming) -> Ticket | None:
        row = await sync_to_async(inbox.unfinished)(incoming.channel, incoming.provider_id)
        return await self._ticket(row, row.contact.public_id, incoming, 0) if row and row.contact else None

    async def _claim(self, ticket: Ticket, deliver: Deliver) -> None:
        if await sync_to_async(inbox.claim)(ticket.row):
            await self._run(ticket, deliver)
        elif await sync_to_async(inbox.erased)(ticket.row):  # it stood behind the erasure: to be written again
            await deliver([self.apology(ticket.incoming)])

    async def _run(self, ticket: Ticket, deliver: Deliver) -> None:
        started = time.perf_counter()
        collector = Collector(ticket.incoming.channel)
        async with _kept(ticket.row):
            async with self._room:
                replies, close = await self._turn(ticket, collector)
            await deliver(replies)
        try:
            await sync_to_async(close)(ticket.row)
            if close is inbox.done:
                await sync_to_async(beat_seldom)(f"turn:{ticket.incoming.channel}")
        except DatabaseError as error:  # the row stays, and its replies are sent again or given up
            logger.error("row not closed: %s", describe(error))
        _log(ticket, collector, time.perf_counter() - started)

    async def _turn(self, ticket: Ticket, collector: Collector) -> tuple[list[Reply], Close]:
        language = ""
        try:
            collector.outcome = ticket.row.payload.get("outcome")  # of a run whose replies were not all sent
            if collector.outcome is None:
                message, language = await sync_to_async(_prepare)(ticket, collector, self.territory)
                if isinstance(message, Reply):
                    return [message], inbox.done
                await self._handle(ticket, message, collector)
            if collector.outcome is not None:
                return await self._finish(ticket, collector), inbox.done
        except Exception as error:  # whatever broke, the person is told; only the kind of error is logged
            logger.error("turn failed: %s", describe(error))
        return [apology(language or guess_language(ticket.incoming), self.territory)], inbox.failed

    async def _handle(self, ticket: Ticket, message: UserMessage, collector: Collector) -> None:
        """Rasa's part. What breaks once the turn is saved takes nothing back: what it led to stands in the row."""
        try:
            await self.handle(message)
        except Exception as error:  # whatever broke, the person is told; only the kind of error is logged
            logger.error("turn failed: %s", describe(error))
        if collector.outcome is None:
            collector.outcome = await sync_to_async(inbox.give_up)(ticket.row)

    async def _finish(self, ticket: Ticket, collector: Collector) -> list[Reply]:
        outcome = collector.outcome or {}
        replies = collector.replies
        if outcome["urgent"] or outcome["erase"]:
            await self.forget(ticket.contact)
        if outcome["erase"]:
            receipt = await sync_to_async(_erase)(ticket.contact)
            language = spoken(outcome["language"])
            replies.append(Reply(say("privacy.erased", language, receipt=receipt), language, kind="confirmation"))
        if clean(ticket.incoming.text).cut and replies:
            replies[0].text = f"{say('gate.too_long', replies[0].language)}\n{replies[0].text}"
        return replies


@asynccontextmanager
async def _kept(row: InboxMessage) -> AsyncIterator[None]:
    """The row stays this server's for as long as the block takes."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await sync_to_async(inbox.renew)(row)
            except DatabaseError as error:  # the place in the queue still keeps others away
                logger.warning("row not renewed: %s", describe(error))

    renewing = asyncio.get_running_loop().create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()


def _accept(incoming: Incoming, territory: str) -> tuple[InboxMessage, str, Incoming, int] | None:
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
    return row, contact.public_id, incoming, recent


def _left_behind(channel: str, territory: str) -> tuple[list[InboxMessage], list[tuple[str, Reply]]]:
    rows = [r for r in inbox.left_behind() if r.channel == channel and r.contact]
    lost = [r for r in inbox.given_up(channel) if r.contact]
    return rows, [(r.contact.address, apology(r.contact.language, territory)) for r in lost]


def _restored(row: InboxMessage) -> Incoming:
    if "outcome" in row.payload:
        return Incoming(row.channel, row.contact.address, row.provider_id)
    kept = {**row.payload, "address": row.contact.address}
    location = kept.get("location")
    return Incoming(**{**kept, "location": tuple(location) if location else None})


def _prepare(ticket: Ticket, collector: Collector, territory: str) -> tuple[UserMessage | Reply, str]:
    incoming, text = ticket.incoming, clean(ticket.incoming.text)
    contact = Contact.objects.get(public_id=ticket.contact)
    memory = recall(contact, clock.now())
    language = memory.language or contact.language or incoming.hint
    if ticket.recent > MESSAGES_A_MINUTE and not urgent_kind(text.text):
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
        "row": ticket.row.pk,
        "attempt": ticket.row.attempts,
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
    receipt = str(erasure.erase(Contact.objects.get(public_id=public_id)))
    if connection.vendor == "sqlite":  # what was written ahead holds the words too
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return receipt


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
