"""A channel in a real Sanic server on loopback, in front of a gate that says what the test wants."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.db import connections
from rasa.core.channels.channel import InputChannel, register
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.dialogue.reply import Choice, Reply
from bot.channels.incoming import Incoming
from bot.locks import LocalQueue

_names = itertools.count(1)
Sanic.test_mode = True  # more than one server in a process


@dataclass
class FakeTicket:
    """What the gate hands out for a message taken in."""

    incoming: Incoming
    contact: str = ""


@dataclass
class FakeGate:
    """Takes every provider id once; `answer` says what a message leads to."""

    answer: Callable[[Incoming], list[Reply]] = lambda incoming: [Reply(f"heard {incoming.text}", "pt")]
    taken: list[Incoming] = field(default_factory=list)
    broken: bool = False
    queue: LocalQueue = field(default_factory=LocalQueue)

    async def accept(self, incoming: Incoming) -> FakeTicket | None:
        if self.broken:
            raise RuntimeError("the database is away; the words were: " + incoming.text)
        if any((i.channel, i.provider_id) == (incoming.channel, incoming.provider_id) for i in self.taken):
            return None
        self.taken.append(incoming)
        return FakeTicket(incoming, incoming.address)

    async def serve(self, ticket: FakeTicket, deliver: Callable[[list[Reply]], Awaitable[None]]) -> None:
        async with await self.queue.place(ticket.contact):
            await deliver(await self.turn(ticket))

    async def turn(self, ticket: FakeTicket) -> list[Reply]:
        return self.answer(ticket.incoming)

    async def left_behind(self, channel: str) -> tuple[list[FakeTicket], list[tuple[str, Reply]]]:
        return [], []

    async def receive(self, incoming: Incoming) -> list[Reply]:
        return [Reply("something failed", "pt", kind="apology")] if self.broken else self.answer(incoming)


def menu(text: str, *labels: str, **more: Any) -> Reply:
    """A question with one choice a label, its menu named after the text."""
    choices = [Choice(str(n), label, "verb") for n, label in enumerate(labels, 1)]
    return Reply(text, "pt", menu=f"{abs(hash(text)) % 16**8:08x}", choices=choices, **more)


@asynccontextmanager
async def serve(channel: InputChannel, gate: FakeGate) -> AsyncIterator[str]:
    """The server's address while it runs, with the listeners that Rasa's server would call."""
    app = Sanic(f"fake_rasa_{next(_names)}", configure_logging=False)
    app.ctx.gate = gate
    app.add_route(_root, "/", methods=["GET"])
    register([channel], app, route="/webhooks/")
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=sock, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.after_start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            await server.before_stop()
            await server.close()
            await server.after_stop()


@contextmanager
def fresh_database(folder: Path) -> Iterator[None]:
    """Django on an empty, migrated SQLite file in `folder`; afterwards on what it was on before."""
    before = connections.settings["default"]["NAME"]
    made = folder.parent / "channels-empty.sqlite3"
    if not made.exists():
        _use(made)
        call_command("migrate", verbosity=0)
    connections.close_all()
    shutil.copy(made, folder / "channels.sqlite3")
    _use(folder / "channels.sqlite3")
    try:
        yield
    finally:
        _use(Path(before))


async def _root(request: Request) -> HTTPResponse:
    return response.text("Rasa has a page here")


def _use(file: Path) -> None:
    connections.close_all()
    asyncio.run(sync_to_async(connections.close_all)())  # the thread of the code under test keeps its own
    connections.settings["default"]["NAME"] = str(file)
    for connection in connections.all(initialized_only=True):
        connection.settings_dict["NAME"] = str(file)
