"""What every channel needs from the server it runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanic import Sanic

if TYPE_CHECKING:
    from bot.channels.gate import Gate

MAX_BODY = 64 * 1024


def limit_bodies(app: Sanic) -> None:
    """Answer 413 to bodies over 64 KB: Sanic takes 100 MB, and understanding a long text holds up everybody."""
    app.config.REQUEST_MAX_SIZE = MAX_BODY


def gate_of(app: Sanic) -> Gate:
    """The gate of this server, made at the first call, once Rasa's agent is loaded (`after_server_start`)."""
    if not hasattr(app.ctx, "gate"):
        from bot.engine import gate_for  # here, because it loads the whole of Rasa's engine

        app.ctx.gate = gate_for(app.ctx.agent)
    gate: Gate = app.ctx.gate
    return gate
