"""A channel's turns: taken in, acknowledged, then run and sent, one message of a person after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async

from actions.appointments import optouts
from actions.appointments.models import Contact
from actions.dialogue.reply import Reply
from actions.failures import describe
from bot.channels import reach
from bot.channels.incoming import Incoming
from bot.channels.sender import OptedOut, RetryLater, Sender, SendError, Unreachable

if TYPE_CHECKING:
    from bot.channels.gate import Gate, Ticket

logger = logging.getLogger("farol.channels")

ATTEMPTS = 3

Work = Callable[[], Coroutine[Any, Any, None]]
Announce = Callable[[str], Awaitable[None]]


class Turns:
    """The turns of `channel`, from the gate to the sender. `announce` tells an address that a turn is being taken."""

    def __init__(self, gate: Gate, sender: Sender, channel: str, announce: Announce | None = None) -> None:
        self.gate = gate
        self.sender = sender
        self.channel = channel
        self.announce = announce or _silence

    async def accept(self, incoming: Incoming) -> Work | None:
        """Take a message in. The work that comes back runs after the acknowledgement; None: it was received before.

        Where it cannot be taken in (a broken database), the work is the apology.
        """
        try:
            ticket = await self.gate.accept(incoming)
        except Exception as error:  # whatever broke, the person is told; only the kind of error is logged
            logger.error("%s accept failed: %s", self.channel, describe(error))
            return partial(self._receive, incoming)
        return partial(self.take, ticket) if ticket else None

    async def recover(self) -> None:
        """Take again what a process that ended left undone; who lost a message for good gets the apology."""
        tickets, apologies = await self.gate.left_behind(self.channel)
        await asyncio.gather(*(self.take(ticket) for ticket in tickets))
        for address, reply in apologies:
            await self.deliver(address, [reply])

    async def take(self, ticket: Ticket) -> None:
        """Run the turn of `ticket` and send what it says, after every earlier message of that person."""
        address = ticket.incoming.address
        announced = asyncio.ensure_future(self.announce(address))

        async def deliver(replies: Sequence[Reply]) -> None:
            await announced
            await self.deliver(address, replies)

        await self.gate.serve(ticket, deliver)
        await announced

    async def _receive(self, incoming: Incoming) -> None:
        await self.deliver(incoming.address, await self.gate.receive(incoming) or [])

    async def deliver(self, address: str, replies: Sequence[Reply]) -> None:
        """Send `replies` in order. What the provider says about the address is remembered; nothing is raised."""
        for reply in _one_menu(replies):
            try:
                await self._send(address, reply)
            except (Unreachable, OptedOut) as error:
                await sync_to_async(self._remember)(address, error)
                return
            except SendError as error:
                logger.warning("%s not delivered: %s %s", self.channel, type(error).__name__, error)

    async def _send(self, address: str, reply: Reply) -> str:
        for _ in range(ATTEMPTS - 1):
            try:
                return await self.sender.send(address, reply)
            except RetryLater as later:
                await asyncio.sleep(later.seconds)
        return await self.sender.send(address, reply)

    def _remember(self, address: str, error: Unreachable | OptedOut) -> None:
        logger.warning("%s %s: %s", self.channel, type(error).__name__, error)
        if isinstance(error, OptedOut):
            optouts.opt_out(Contact(channel=self.channel, address=address))
        else:
            reach.unreachable(self.channel, address)


async def _silence(address: str) -> None:
    """Not every channel can say that an answer is being written."""


def _one_menu(replies: Sequence[Reply]) -> list[Reply]:
    # A conversation remembers one menu, the last: buttons of an earlier one would be dead when they are shown.
    last = max((n for n, reply in enumerate(replies) if reply.choices), default=-1)
    return [reply if n == last else replace(reply, choices=[]) for n, reply in enumerate(replies)]


class Tasks:
    """Work that goes on after the acknowledgement, kept until it ends. Errors are logged by kind, never raised."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Awaitable[object]) -> None:
        """Run `work` in this loop."""
        task = asyncio.get_running_loop().create_task(_quietly(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Wait until all is done, at most `seconds`; what is not is cancelled (its inbox row is run again later)."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()


async def _quietly(work: Awaitable[object]) -> None:
    try:
        await work
    except Exception as error:  # a task has nobody to raise to; the text of an error may hold a person's words
        logger.error("task failed: %s", describe(error))
