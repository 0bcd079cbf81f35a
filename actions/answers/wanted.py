"""Needs that no concept covers yet, written into a file where whoever keeps the concepts reviews them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import yaml

from actions.answers.models import WantedConcept
from locales import plain_yaml

FILE = "wanted.yml"
HEADING = """\
# Needs that no concept covers yet, as mediators noted them from questions without an answer (personal data taken out).
# Make a concept of each (a line of concepts.tsv, facts with sources, answers, training questions) or decide against it,
# and delete it here in the same change.
"""


def wanted_files(folder: Path) -> dict[Path, str]:
    """The new content of the file in `folder`, with the needs that were not exported yet; {} when there are none."""
    rows = WantedConcept.objects.filter(exported_at=None).order_by("-asked", "pk")
    file = folder / FILE
    before = file.read_text(encoding="utf-8") if file.exists() else HEADING
    known = {entry["question"] for entry in plain_yaml.parse(before) or []}
    new = [_entry(row) for row in rows if row.question not in known]
    return {file: before.rstrip("\n") + "\n" + "".join(new)} if new else {}


def mark_exported(now: datetime) -> None:
    """The needs stand in the file now: what is deleted there does not come back."""
    WantedConcept.objects.filter(exported_at=None).update(exported_at=now)


def _entry(row: WantedConcept) -> str:
    wordings: dict[str, list[str]] = {}
    for language, words in row.wordings:
        wordings.setdefault(language, []).append(words)
    entry = {
        "question": row.question,
        "topic": row.topic,
        "asked": row.asked,
        "noted": row.at.date().isoformat(),
        "wordings": {language: list(dict.fromkeys(found)) for language, found in sorted(wordings.items())},
    }
    return "\n" + yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=120)
