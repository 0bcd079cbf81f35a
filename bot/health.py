"""How an installation is, in figures and times: read by the health page and by `farol doctor`. No person's data."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.db import connection

from actions import clock
from actions.answers.models import PublishedAnswer
from actions.appointments.models import InboxMessage, OutboxMessage
from actions.operations import served
from actions.operations.beats import beats
from bot.train import model_file

WORKER_SILENT = timedelta(minutes=5)
SERVER_SILENT = timedelta(minutes=2)
TURN_LATE = timedelta(minutes=5)
REDIS_SECONDS = 2


@dataclass(frozen=True)
class Health:
    """`model` is the one of the present files, `servers` what each Rasa server has loaded and when it last spoke.

    `understanding` is the hash of the model that was published from the desk and that every server is to answer with
    ('' while it is the one of the files).
    `channels` and `sends` are the last turn and the last message of ours, by channel. Times are ISO 8601, UTC.
    """

    database: str
    redis: str  # up | down | not used
    model: str
    understanding: str
    knowledge: str | None
    worker: str | None
    servers: dict[str, dict[str, str]]
    channels: dict[str, str]
    sends: dict[str, str]
    uncertain_messages: int
    late_turns: int

    def alive(self, server: str) -> bool:
        """Whether a Rasa server has spoken in the last minutes."""
        return clock.now() - datetime.fromisoformat(self.servers[server]["at"]) < SERVER_SILENT

    @property
    def troubles(self) -> tuple[str, ...]:
        """What a monitor should wake somebody for: `redis`, `worker`, `servers`, `late_turns`."""
        now = clock.now()
        wrong = {
            "redis": self.redis == "down",
            "worker": self.worker is None or now - datetime.fromisoformat(self.worker) > WORKER_SILENT,
            "servers": not any(self.alive(server) for server in self.servers),
            "late_turns": self.late_turns > 0,
        }
        return tuple(name for name, bad in wrong.items() if bad)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, with the troubles."""
        return {**asdict(self), "troubles": list(self.troubles)}


def health() -> Health:
    """How the installation is now. Raises `DatabaseError` when the database does not answer."""
    found = beats()
    published = PublishedAnswer.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
    late = InboxMessage.objects.filter(state__in=("received", "running"), received_at__lt=clock.now() - TURN_LATE)
    return Health(
        database=connection.vendor,
        redis=redis_state(),
        model=model_file().name.removesuffix(".tar.gz"),
        understanding=served.wanted(),
        knowledge=published.isoformat() if published else None,
        worker=found["worker"].at.isoformat() if "worker" in found else None,
        servers={
            name.removeprefix("rasa:"): {"model": "", **row.detail, "at": row.at.isoformat()}
            for name, row in found.items()
            if name.startswith("rasa:")
        },
        channels=_times(found, "turn:"),
        sends=_times(found, "sent:"),
        uncertain_messages=OutboxMessage.objects.filter(state=OutboxMessage.State.UNCERTAIN).count(),
        late_turns=late.exclude(channel="web").count(),
    )


def redis_state() -> str:
    """Whether the Redis that `FAROL_REDIS_URL` names answers: up, down, or 'not used'."""
    url = os.environ.get("FAROL_REDIS_URL", "")
    if not url:
        return "not used"
    try:
        redis.Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS).ping()
    except redis.RedisError:
        return "down"
    return "up"


def _times(found: Any, prefix: str) -> dict[str, str]:
    return {n.removeprefix(prefix): row.at.isoformat() for n, row in found.items() if n.startswith(prefix)}
