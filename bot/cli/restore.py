"""`farol restore`: a backup in the place of what the database holds."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.cli.options import parser
from bot.setup_django import setup_django

EXAMPLES = """  farol restore /backups/farol-monday.gz
  farol restore --replace /backups/farol-monday.gz"""


def main(arguments: Sequence[str]) -> int:
    """Restore; stop the servers and the worker before. 1 with one sentence when it cannot be done."""
    options = parser("restore", "Read a backup back. Who was erased since it was made stays erased.", EXAMPLES)
    options.add_argument("file", type=Path, help="made by `farol backup`")
    options.add_argument("--replace", action="store_true", help="even where the database holds people's data")
    given = options.parse_args(arguments)
    setup_django()
    from django.core.management import call_command
    from django.db import DatabaseError

    from bot.backup import CannotRestore, restore

    try:
        call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
        found = restore(given.file, given.replace)
    except DatabaseError as error:
        print(f"The database does not take it ({type(error).__name__}): `farol doctor` says why.", file=sys.stderr)
        return 1
    except CannotRestore as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{given.file} cannot be read: {error.strerror or error}.", file=sys.stderr)
        return 1
    print(f"{found.rows} rows restored, {found.erased_again} people erased again.", file=sys.stderr)
    return 0
