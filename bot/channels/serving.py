"""What every channel needs from the server it runs in."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError
from sanic import Sanic

from actions.failures import describe
from actions.operations import served
from actions.operations.beats import beat
from bot import following

if TYPE_CHECKING:
    from bot.channels.gate import Gate
    from bot.channels.turns import Turns

logger = logging.getLogger("farol.channels")

MAX_BODY = 64 * 1024
RECOVER_SECONDS = 10.0
BEAT_SECONDS = 30.0


def limit_bodies(app: Sanic) -> None:
    """Answer 413 to bodies over 64 KB: Sanic takes 100 MB, and understanding a long text holds up everybody."""
    app.config.REQUEST_MAX_SIZE = MAX_BODY


def gate_of(app: Sanic) -> Gate:
    """The gate of this server, made at the first call, once Rasa's agent is loaded (`after_server_start`)."""
    if not hasattr(app.ctx, "gate"):
        from bot.engine import gate_for  # here, because it loads the whole of Rasa's engine

        app.ctx.gate = gate_for(app.ctx.agent)
        _keep_task(app, _live(app.state.port, app.ctx.agent.processor.model_filename))
    gate: Gate = app.ctx.gate
    return gate


def keep_recovering(app: Sanic, turns: Turns) -> None:
    """Take up what a server that ended left behind, this one's former life or another machine: now and from then on."""
    _keep_task(app, _recover(turns))


def _keep_task(app: Sanic, work: Coroutine[Any, Any, None]) -> None:
    if not hasattr(app.ctx, "farol_tasks"):
        app.ctx.farol_tasks = []  # the loop itself keeps no task alive
    app.ctx.farol_tasks.append(asyncio.get_running_loop().create_task(work))


async def _recover(turns: Turns) -> None:
    while True:
        try:
            await turns.recover()
        except Exception as error:  # a database that is away for a while must not end this for good
            logger.error("%s recovery failed: %s", turns.channel, describe(error))
        await asyncio.sleep(RECOVER_SECONDS)


async def _live(port: int, model: str) -> None:
    """Follow the published model, and tell from time to time, and when it changes, that this server lives."""
    name, spoken = f"rasa:{socket.gethostname()}:{port}", -BEAT_SECONDS
    while True:
        try:
            wanted = await sync_to_async(served.wanted)()
            changed = await asyncio.to_thread(following.become, wanted)  # turns go on while it is loaded
            if changed or time.monotonic() - spoken >= BEAT_SECONDS:
                await sync_to_async(beat)(name, model=model.removesuffix(".tar.gz"), **following.state())
                spoken = time.monotonic()
        except DatabaseError as error:  # the health page will say how long we have been silent
            logger.warning("no sign of life written: %s", describe(error))
        await asyncio.sleep(following.LOOK_SECONDS)
