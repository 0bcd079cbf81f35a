"""`farol doctor`: what is wrong here, and the cure."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.cli.options import parser
from bot.paths import DATA, NLU_ARTEFACTS, database_file
from bot.train import model_file

if TYPE_CHECKING:
    from bot.health import Health

Check = Callable[[], Iterator[str]]
FREE_DISK = 500 * 1024 * 1024
QUIET_CHANNEL = timedelta(days=2)
REAL_CHANNELS = {"FAROL_TELEGRAM_TOKEN": "telegram", "FAROL_TWILIO_NUMBER": "sms",
                 "FAROL_TWILIO_WHATSAPP_NUMBER": "whatsapp"}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Print one line for each thing to mend; 0 when there is none."""
    parser("doctor", "Look for what is wrong and say the cure.", "  farol doctor").parse_args(arguments)
    found = [line for check in CHECKS for line in check()]
    for line in found:
        print(f"! {line}")
    if not found:
        print("Nothing to mend.")
    return 1 if found else 0


def python_version() -> Iterator[str]:
    """Rasa 3.6 runs on Python 3.10 at most."""
    if (sys.version_info.major, sys.version_info.minor) != (3, 10):
        yield f"Python {sys.version.split()[0]} cannot run Farol: use 3.10 (make install)."


def disk() -> Iterator[str]:
    """Room for the database and a new model."""
    folder = DATA if DATA.exists() else DATA.parent
    if shutil.disk_usage(folder).free < FREE_DISK:
        yield "The disk is nearly full: free at least 500 MB."


def model() -> Iterator[str]:
    """A model that belongs to the present files."""
    if not model_file().exists():
        yield "There is no model for the present files: run `make setup`."
    elif not (NLU_ARTEFACTS / "model").exists():
        yield "The model is not unpacked: run `farol train`."


def channels() -> Iterator[str]:
    """What a real channel needs, and what must not stand beside it."""
    real = [n for n in ("FAROL_TELEGRAM_TOKEN", "FAROL_TWILIO_AUTH_TOKEN") if os.environ.get(n)]
    if real and not os.environ.get("FAROL_SECRET"):
        yield "A real channel needs FAROL_SECRET: a long random text, kept for ever."
    if os.environ.get("FAROL_TWILIO_AUTH_TOKEN") and not os.environ.get("FAROL_PUBLIC_URL"):
        yield "Twilio signs the public address: set FAROL_PUBLIC_URL to the one it calls."
    if os.environ.get("FAROL_REDIS_URL") and os.environ.get("FAROL_TELEGRAM_TOKEN") and not _webhook():
        yield (
            "Telegram is asked for messages (polling), which only one machine can do: with several, set "
            "FAROL_PUBLIC_URL and FAROL_TELEGRAM_WEBHOOK_SECRET."
        )
    if os.environ.get("FAROL_DATABASE_URL") and not os.environ.get("FAROL_REDIS_URL"):
        yield "Without FAROL_REDIS_URL only one Rasa server may run: two would lose turns."


def stores() -> Iterator[str]:
    """The database, Redis, and what the parts of the installation last wrote there."""
    if not database_file().exists() and not os.environ.get("FAROL_DATABASE_URL"):
        yield "There is no database yet: run `make setup`."
        return
    from bot.setup_django import setup_django

    setup_django()
    from django.db import DatabaseError

    try:
        yield from _tables()
    except DatabaseError as error:
        yield f"The database does not answer ({type(error).__name__}): is it running, is FAROL_DATABASE_URL right?"


def _tables() -> Iterator[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from actions.answers.models import PublishedAnswer
    from actions.directory.models import Centre
    from bot.health import health

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The database lacks tables: run `make setup`."
        return
    if not PublishedAnswer.objects.exists():
        yield "No answer is loaded: run `farol knowledge load`."
    real = any(os.environ.get(name) for name in REAL_CHANNELS)
    if real and not os.environ.get("FAROL_DEMO") and Centre.objects.filter(demo=True).exists():
        yield "Demonstration desks stand beside a real channel: run `farol setup` again without FAROL_DEMO."
    yield from _life(health())


def _life(found: Health) -> Iterator[str]:
    if found.redis == "down":
        yield "Redis does not answer: is it running, is FAROL_REDIS_URL right? Without it nobody gets an answer."
    if found.uncertain_messages:
        yield f"{found.uncertain_messages} messages may or may not have reached a person: look at them at the desk."
    if found.late_turns:
        yield f"{found.late_turns} messages wait for an answer since more than 5 minutes: is a Rasa server running?"
    if found.worker is None:
        yield "The worker has never swept: start it (`make run`, or `farol worker`)."
    elif "worker" in found.troubles:
        yield f"The worker last swept at {found.worker}: start it again; reminders wait for it."
    for name, server in found.servers.items():
        if found.alive(name) and server["model"] != found.model:
            yield f"The server {name} answers with another model ({server['model']}): start it again."
        if found.alive(name) and server.get("broken"):
            yield f"The server {name} could not load the published model {server['broken'][:12]}: its log says why."
    for variable, channel in REAL_CHANNELS.items():
        if os.environ.get(variable):
            yield from _quiet(channel, found.channels.get(channel))


def _quiet(channel: str, last: str | None) -> Iterator[str]:
    from actions import clock

    if last is None:
        yield f"No message has ever come by {channel}: write one yourself; check the token and the public address."
    elif clock.now() - datetime.fromisoformat(last) > QUIET_CHANNEL:
        yield f"The last message by {channel} came at {last}: write one yourself to see whether the channel works."


def _webhook() -> bool:
    return bool(os.environ.get("FAROL_PUBLIC_URL") and os.environ.get("FAROL_TELEGRAM_WEBHOOK_SECRET"))


CHECKS: tuple[Check, ...] = (python_version, disk, model, stores, channels)
