"""`farol knowledge`: load, check, or show what is covered."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from actions import clock
from bot.cli.options import parser
from bot.paths import ROOT
from knowledge.check import check, coverage
from knowledge.packs import packs
from locales.check import check as check_catalogues

EXAMPLES = """  farol knowledge check
  farol knowledge load
  farol knowledge coverage"""


def main(arguments: Sequence[str]) -> int:
    """Run one of the three; 1 when something must be mended."""
    options = parser("knowledge", "Load the packs into the database, check them, or show what is covered.", EXAMPLES)
    options.add_argument("what", choices=("check", "load", "coverage"))
    given = options.parse_args(arguments)
    return {"check": _check, "load": _load, "coverage": _coverage}[given.what]()


def _check() -> int:
    findings = [*map(str, check(ROOT / "knowledge", clock.now().date())), *check_catalogues()]
    print("\n".join(findings), file=sys.stderr) if findings else None
    print(f"{len(findings)} to mend.", file=sys.stderr)
    return 1 if findings else 0


def _load() -> int:
    from bot.setup_django import setup_django

    setup_django()
    from bot.prepare import prepare_database
    from bot.settings import FAROL_DEMO

    prepared = prepare_database(demo=bool(FAROL_DEMO))
    for conflict in prepared.conflicts:
        print(f"Changed in the file and at the desk, the desk's text is kept: {conflict}", file=sys.stderr)
    print(f"{prepared.answers} answers and {prepared.centres} centres new or changed.", file=sys.stderr)
    return 1 if prepared.conflicts else 0


def _coverage() -> int:
    for territory, counts in coverage(packs()).items():
        print(territory, " ".join(f"{language}:{n}" for language, n in counts.items()))
    return 0
