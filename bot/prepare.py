"""Making the database what the files say: tables, answers, centres."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection

from actions.answers.publish import load
from actions.directory.load import load_centres
from bot.endpoints import SCHEMA
from bot.paths import ROOT, database_file
from knowledge.packs import packs


@dataclass(frozen=True)
class Prepared:
    """How many answers and centres were new or changed, and what moved both in a file and at the desk."""

    answers: int
    centres: int
    conflicts: tuple[str, ...]


def prepare_database(demo: bool) -> Prepared:
    """Migrate, then load every pack; doing it twice changes nothing. `demo` adds the demonstration desks."""
    database_file().parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    _make_conversations_schema()
    answers, centres, conflicts = 0, 0, []
    for territory, pack in packs().items():
        result = load(pack)
        answers += result.taken
        conflicts += ["/".join(key) for key, _, _ in result.conflicts]
        report = load_centres(ROOT / "knowledge" / territory, demo)
        centres += len(report.created) + len(report.updated)
        conflicts += report.conflicts
    return Prepared(answers, centres, tuple(conflicts))


def _make_conversations_schema() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
