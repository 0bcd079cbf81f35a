"""Backups: every row that must not be lost, in one file that both SQLite and PostgreSQL read back.

A file of gzipped lines of JSON: first what it is, then one row a line (Django's own `jsonl`). Not in it: conversations
(their words are kept for minutes, not for years), signed-in sessions, signs of life. Restoring replaces what the
database holds, in one transaction, and erases again everybody who was erased since the backup was made.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from actions import clock
from actions.appointments.erasure import erase
from actions.appointments.models import Contact, OptOut
from actions.operations.erased import KEPT, erased, keep, latest, to_erase_again

FORMAT = "farol backup 1"
LEFT_OUT = {"sessions.session", "operations.beat", "operations.erasedcontact", "admin.logentry"}
BATCH = 500


class CannotRestore(ValueError):
    """One sentence: why this file cannot be restored here, and the cure."""


@dataclass(frozen=True)
class Restored:
    """How many rows came back, and how many contacts were erased again."""

    rows: int
    erased_again: int


def backup(file: Path) -> int:
    """Write a backup to `file`, readable by its owner only; how many rows. The service may go on meanwhile."""
    fresh = file.with_name(f"{file.name}.part")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as raw, gzip.open(raw, "wt", encoding="utf-8") as out, _snapshot():
            count = _write(out)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)  # half a backup is none
    return count


def _write(out: IO[str]) -> int:
    out.write(json.dumps(_heading()) + "\n")
    count = 0
    for model in _models():
        rows = model._base_manager.order_by("pk")
        count += rows.count()
        serializers.serialize("jsonl", rows.iterator(), stream=out)
    return count


def restore(file: Path, replace: bool = False) -> Restored:
    """Put a backup in the place of what the database holds. `replace` allows that to be somebody's data.

    Raises `CannotRestore`; the database is then as it was.
    """
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        heading = _read_heading(lines)
        if Contact.objects.exists() and not replace:
            raise CannotRestore("This database holds people's data: add --replace to put the backup in its place.")
        silent = list(OptOut.objects.all())
        erasures = latest(erased(), {key: datetime.fromisoformat(at) for key, at in heading["erased"].items()})
        with transaction.atomic():
            try:
                count = _load(lines)
            except (serializers.base.DeserializationError, EOFError, OSError, DatabaseError) as error:
                raise CannotRestore("This backup is damaged: take another one. Nothing was changed.") from error
            _reset_sequences()
            OptOut.objects.bulk_create(silent, ignore_conflicts=True)  # a STOP given since then still holds
            again = to_erase_again(erasures)
            for contact in again:
                erase(contact)
        keep(erasures)
    return Restored(count, len(again))


def _heading() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made": clock.now().isoformat(),
        "secret": _mark_of_the_secret(),
        "migrations": sorted(_applied()),
        "erased": {key: at.isoformat() for key, at in erased().items()},
    }


def _read_heading(lines: IO[str]) -> dict[str, Any]:
    try:
        heading = json.loads(lines.readline())
        known = heading["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotRestore("This is not a backup of Farol.") from error
    if not known:
        raise CannotRestore(
            f"This backup is of another kind ({heading['format']}): restore it with the Farol it is of."
        )
    if heading["secret"] != _mark_of_the_secret():
        raise CannotRestore(
            "This backup was made with another FAROL_SECRET: set that one, or who said STOP is written to."
        )
    unknown = set(heading["migrations"]) - _applied()
    if unknown:
        raise CannotRestore(f"This backup is of a newer Farol ({', '.join(sorted(unknown))}): install that one first.")
    if clock.now() - datetime.fromisoformat(heading["made"]) > KEPT:
        raise CannotRestore(
            f"This backup is older than {KEPT.days} days: who was erased since then is no longer known."
        )
    return dict(heading)


def _load(lines: IO[str]) -> int:
    for model in reversed(_models()):
        model._base_manager.all()._raw_delete(connection.alias)  # no signal: nobody is erased by this
    count = 0
    with connection.constraint_checks_disabled():
        found = serializers.deserialize("jsonl", lines, ignorenonexistent=True)
        for model, rows in groupby(found, key=lambda row: type(row.object)):
            batch = []
            for row in rows:
                batch.append(row.object)
                if len(batch) == BATCH:
                    model._base_manager.bulk_create(batch)
                    count += len(batch)
                    batch = []
            model._base_manager.bulk_create(batch)
            count += len(batch)
    connection.check_constraints()
    return count


def _models() -> list[type[models.Model]]:
    every = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return [m for m in serializers.sort_dependencies(_by_app(every)) if m._meta.label_lower not in LEFT_OUT]


def _by_app(every: list[type[models.Model]]) -> list[tuple[Any, list[type[models.Model]]]]:
    return [(config, [m for m in every if m._meta.app_config is config]) for config in apps.get_app_configs()]


def _applied() -> set[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return {f"{app}.{name}" for app, name in applied if app != "admin"}  # its tables are there or not, as it is set


def _mark_of_the_secret() -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"farol backup", hashlib.sha256).hexdigest()[:16]


@contextmanager
def _snapshot() -> Iterator[None]:
    """All rows as they are at one moment, while others write."""
    if connection.vendor == "sqlite":
        # Deferred, unlike Django's own transactions: with the log written ahead a reader stops no writer.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
