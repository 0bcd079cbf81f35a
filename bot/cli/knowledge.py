"""`farol knowledge`: load, check, write back what the desk changed, show what is covered, hand on the directory."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from actions import clock
from actions.directory.hsds import VERSION, directory
from actions.directory.hsds_offered import with_offered
from bot.cli.options import parser
from bot.paths import ROOT
from knowledge.check import check
from knowledge.packs import Pack, packs
from locales.check import check as check_catalogues

EXAMPLES = """  farol knowledge check
  farol knowledge load
  farol knowledge export --show | less
  farol knowledge export
  farol knowledge coverage
  farol knowledge coverage --territory pt --concepts | less -S
  farol knowledge hsds --territory pt > directory.json"""


def main(arguments: Sequence[str]) -> int:
    """Run one of the five; 1 when something must be mended."""
    about = "Load the packs into the database, check them, write the desk's changes back, show what is covered, or "
    options = parser("knowledge", about + "write the directory as HSDS 3.0 JSON.", EXAMPLES)
    options.add_argument("what", choices=("check", "load", "export", "coverage", "hsds"))
    options.add_argument("--show", action="store_true", help="export: print the change and write nothing")
    options.add_argument("--territory", choices=sorted(packs()), help="coverage, hsds: only this one")
    options.add_argument("--concepts", action="store_true", help="coverage: a line for every concept")
    given = options.parse_args(arguments)
    chosen = {name: pack for name, pack in packs().items() if given.territory in (None, name)}
    if given.what == "export":
        return _export(given.show)
    if given.what == "coverage":
        return _coverage(chosen, given.concepts)
    return _hsds(chosen) if given.what == "hsds" else {"check": _check, "load": _load}[given.what]()


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
        print(f"Changed in the file and at the desk, the desk's is kept: {conflict}", file=sys.stderr)
    print(f"{prepared.answers} answers and {prepared.centres} centres new or changed.", file=sys.stderr)
    return 1 if prepared.conflicts else 0


def _export(show: bool) -> int:
    """Answers edited at the desk, proposed training questions and new needs go into their files; the change is
    printed."""
    from bot.setup_django import setup_django

    setup_django()
    from actions.answers import wanted
    from actions.answers.export import answer_files, mark_exported, question_files
    from nlu.examples import DATA

    files = question_files(DATA) | wanted.wanted_files(ROOT / "knowledge")
    for territory, pack in packs().items():
        files |= answer_files(pack, ROOT / "knowledge" / territory)
    for file, content in files.items():
        sys.stdout.writelines(_difference(file, content))
        if not show:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    if not show:
        mark_exported(clock.now())
        wanted.mark_exported(clock.now())
    print(f"{len(files)} files {'differ' if show else 'written'}.", file=sys.stderr)
    return 0


def _difference(file: Path, content: str) -> list[str]:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    name = str(file.relative_to(ROOT))
    lines = before.splitlines(keepends=True), content.splitlines(keepends=True)
    return list(difflib.unified_diff(*lines, f"a/{name}", f"b/{name}"))


def _coverage(chosen: Mapping[str, Pack], each: bool) -> int:
    from bot.setup_django import setup_django

    setup_django()
    from bot.cli.coverage import states, table

    for territory, pack in chosen.items():
        found, from_database = states(pack)
        if not from_database:
            print(f"{territory} is not loaded: what its files hold, all of it drafts.", file=sys.stderr)
        print("\n".join([*table(pack, found, each), ""]))
    return 0


def _hsds(chosen: Mapping[str, Pack]) -> int:
    written: dict[str, list[dict[str, Any]]] = {}
    for territory, pack in chosen.items():
        tables = with_offered(directory(pack, ROOT / "knowledge" / territory), pack, clock.now().date())
        for name, objects in tables.items():
            written.setdefault(name, []).extend(objects)
    print(json.dumps({"version": VERSION, **written}, ensure_ascii=False, indent=1))
    return 0
