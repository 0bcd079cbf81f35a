"""`farol knowledge`: load, check, write back what the desk changed, or show what is covered."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from actions import clock
from bot.cli.options import parser
from bot.paths import ROOT
from knowledge.check import check, coverage
from knowledge.packs import packs
from locales.check import check as check_catalogues

EXAMPLES = """  farol knowledge check
  farol knowledge load
  farol knowledge export --show | less
  farol knowledge export
  farol knowledge coverage"""


def main(arguments: Sequence[str]) -> int:
    """Run one of the four; 1 when something must be mended."""
    about = "Load the packs into the database, check them, write the desk's changes back, or show what is covered."
    options = parser("knowledge", about, EXAMPLES)
    options.add_argument("what", choices=("check", "load", "export", "coverage"))
    options.add_argument("--show", action="store_true", help="export: print the change and write nothing")
    given = options.parse_args(arguments)
    if given.what == "export":
        return _export(given.show)
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


def _export(show: bool) -> int:
    """Answers edited at the desk and proposed training questions go into their files; the change is printed."""
    from bot.setup_django import setup_django

    setup_django()
    from actions.answers.export import answer_files, mark_exported, question_files
    from nlu.examples import DATA

    files = question_files(DATA)
    for territory, pack in packs().items():
        files |= answer_files(pack, ROOT / "knowledge" / territory)
    for file, content in files.items():
        sys.stdout.writelines(_difference(file, content))
        if not show:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    if not show:
        mark_exported(clock.now())
    print(f"{len(files)} files {'differ' if show else 'written'}.", file=sys.stderr)
    return 0


def _difference(file: Path, content: str) -> list[str]:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    name = str(file.relative_to(ROOT))
    lines = before.splitlines(keepends=True), content.splitlines(keepends=True)
    return list(difflib.unified_diff(*lines, f"a/{name}", f"b/{name}"))


def _coverage() -> int:
    for territory, counts in coverage(packs()).items():
        print(territory, " ".join(f"{language}:{n}" for language, n in counts.items()))
    return 0
