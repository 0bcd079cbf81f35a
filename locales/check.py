"""The check of the catalogues: every spoken language says everything, with the same places to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib

from locales.languages import languages

FOLDER = Path(__file__).parent
_PLACE = re.compile(r"\{(\w+)\}")
_FILES = (".tsv", ".yml", ".py", ".json", ".md", ".sqlite3", ".css", ".js", ".html")
_OPT_OUT = re.compile(r"\b(?:STOP|CANCEL|END|QUIT|UNSUBSCRIBE)\b")


def check(folder: Path = FOLDER) -> list[str]:
    """What to mend, each with file, message and cure."""
    return [*_missing_files(folder), *(finding for code in _spoken(folder) for finding in _of(folder, code))]


def used_messages(root: Path, without: Path | None = None) -> set[str]:
    """Message ids that appear in the code below `root`, and families such as 'topic.' built at run time.

    `without` is a folder left out: the desk names the steps of its record in the same way.
    """
    files = [f for room in ("actions", "bot") for f in (root / room).rglob("*.py")]
    code = "\n".join(f.read_text(encoding="utf-8") for f in files if without is None or without not in f.parents)
    whole = set(re.findall(r"""["']([a-z]+\.[a-z_0-9]+)["']""", code))
    families = set(re.findall(r"""f["']([a-z]+\.[a-z_]*)\{""", code))
    return {m for m in whole if not m.endswith(_FILES)} | families


def _spoken(folder: Path) -> list[str]:
    return [c for c, language in languages().items() if language.speak and (folder / c / "messages.po").exists()]


def _missing_files(folder: Path) -> Iterator[str]:
    for code, language in languages().items():
        if language.speak and not (folder / code / "messages.po").exists():
            yield f"locales/{code}/messages.po: is missing although languages.yml says speak; write it or say false"


def _of(folder: Path, code: str) -> Iterator[str]:
    english = {e.msgid: e.msgstr for e in polib.pofile(str(folder / "en" / "messages.po"))}
    own = {e.msgid: e.msgstr for e in polib.pofile(str(folder / code / "messages.po"))}
    file = f"locales/{code}/messages.po"
    yield from (f"{file}: {m}: is missing; translate it" for m in english if not own.get(m, "").strip())
    yield from (f"{file}: {m}: is not in the English catalogue; remove it" for m in own if m not in english)
    for message, text in own.items():
        if message in english and set(_PLACE.findall(text)) != set(_PLACE.findall(english[message])):
            yield f"{file}: {message}: its places in braces are not those of the English text; use the same"
        if _OPT_OUT.search(text):
            yield f"{file}: {message}: uses a word that carriers take as opt-out; choose another"
