"""`farol doctor`: what is wrong here, and the cure."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence

from bot.cli.options import parser
from bot.paths import DATA, NLU_ARTEFACTS, database_file
from bot.train import model_file

Check = Callable[[], Iterator[str]]
FREE_DISK = 500 * 1024 * 1024


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


def database() -> Iterator[str]:
    """A database with every table, and answers in it."""
    if not database_file().exists() and not os.environ.get("FAROL_DATABASE_URL"):
        yield "There is no database yet: run `make setup`."
        return
    from bot.setup_django import setup_django

    setup_django()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from actions.answers.models import PublishedAnswer
    from actions.appointments.models import OutboxMessage

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "The database lacks tables: run `make setup`."
            return
        if not PublishedAnswer.objects.exists():
            yield "No answer is loaded: run `farol knowledge load`."
        uncertain = OutboxMessage.objects.filter(state=OutboxMessage.State.UNCERTAIN).count()
        if uncertain:
            yield f"{uncertain} messages may or may not have reached a person: look at them at the desk."
    except DatabaseError as error:
        yield f"The database does not answer ({type(error).__name__}): is it running, is FAROL_DATABASE_URL right?"


def channels() -> Iterator[str]:
    """Secrets that a real channel needs."""
    real = [n for n in ("FAROL_TELEGRAM_TOKEN", "FAROL_TWILIO_AUTH_TOKEN") if os.environ.get(n)]
    if real and not os.environ.get("FAROL_SECRET"):
        yield "A real channel needs FAROL_SECRET: a long random text, kept for ever."
    if os.environ.get("FAROL_TWILIO_AUTH_TOKEN") and not os.environ.get("FAROL_PUBLIC_URL"):
        yield "Twilio signs the public address: set FAROL_PUBLIC_URL to the one it calls."


CHECKS: tuple[Check, ...] = (python_version, disk, model, database, channels)
