"""`farol backup`: everything that must not be lost, in one file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.cli.options import parser
from bot.setup_django import setup_django

EXAMPLES = """  farol backup /backups/farol-monday.gz
  FAROL_DATABASE_URL=postgresql://… farol backup farol.gz"""


def main(arguments: Sequence[str]) -> int:
    """Write the file; the service may go on meanwhile. 1 with one sentence when it cannot be written."""
    options = parser("backup", "Write everything that must not be lost into a file.", EXAMPLES)
    options.add_argument("file", type=Path, help="where to; an older file of that name is replaced")
    given = options.parse_args(arguments)
    setup_django()
    from django.db import DatabaseError

    from bot.backup import backup

    try:
        count = backup(given.file)
    except DatabaseError as error:
        print(f"The database cannot be read ({type(error).__name__}): `farol doctor` says why.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{given.file} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{count} rows in {given.file}. Keep it like the database: it holds people's data.", file=sys.stderr)
    return 0
