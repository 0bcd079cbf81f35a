"""`farol evaluate`: measure the trained model on the evaluation sets; write docs/scorecard.md and .json."""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from bot.cli.options import parser
from bot.paths import NLU_ARTEFACTS, ROOT
from nlu.evaluation import concepts, confusions, hear, latency, read_questions, read_urgent, urgent
from nlu.understanding import Understander

SETS = ROOT / "tests" / "evaluation"
LANGUAGES = ROOT / "tests" / "nlu" / "evaluation" / "language.tsv"
COLUMNS = ("questions", "top1", "top3", "resolved", "wrong_served", "language", "dialogue_right",
           "out_of_scope_answered")  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Measure and write; the figures are also printed as JSON."""
    parser("evaluate", "Measure on the evaluation sets and write the scorecard.", "  farol evaluate").parse_args(
        arguments
    )
    understander = Understander.load(NLU_ARTEFACTS)
    questions = hear(read_questions(SETS / "questions.tsv"), understander.understand)
    signals = hear(read_urgent(SETS / "urgent.tsv"), understander.understand)
    card: dict[str, Any] = {
        "model": (NLU_ARTEFACTS / "model").read_text(),
        "concepts": concepts(questions),
        "urgent": urgent(signals, questions),
        "language_by_register": _languages(understander),
        "milliseconds": latency(questions),
        "confusions": confusions(questions),
    }
    docs = ROOT / "docs"
    (docs / "scorecard.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (docs / "scorecard.md").write_text(_page(card), encoding="utf-8")
    print(json.dumps(card["concepts"]["all"]), file=sys.stderr)
    return 0


def _languages(understander: Understander) -> dict[str, float]:
    """Macro accuracy over languages, per register, of language identification on its own set."""
    from datetime import datetime, timezone

    from nlu.model import Context

    context = Context(now=datetime(2026, 11, 23, 9, tzinfo=timezone.utc))
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    with LANGUAGES.open(encoding="utf-8", newline="") as handle:
        for text, language, register in csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            if register != "register":
                got = understander.understand(text, context).language
                same = got == language or {got, language} == {"hi", "ur"}
                right[register][language].append(same)
    return {register: round(sum(map(_per_cent, by.values())) / len(by), 1) for register, by in right.items()}


def _per_cent(right: Sequence[bool]) -> float:
    return 100 * sum(right) / len(right)


def _page(card: Mapping[str, Any]) -> str:
    urgent_columns = ("recognised", "right_kind", "alarm_on_look_alike", "alarm_on_ordinary")
    times = card["milliseconds"]
    return "\n".join([
        "# Scorecard",
        "",
        f"Model `{card['model']}`. Written by `make evaluate` on messages that training never reads",
        "(`tests/evaluation/README.md`). Per cent, but for counts. No native speaker has reviewed the messages yet.",
        "",
        "## Questions",
        "",
        *_table("group", COLUMNS, card["concepts"]),
        "",
        "resolved: answered rightly, or the right one among the three offered.",
        "wrong served: another standard answer was given.",
        "",
        "## Danger",
        "",
        *_table("language", urgent_columns, card["urgent"]),
        "",
        "## Language identification, macro accuracy over 33 languages",
        "",
        *(f"* {register}: {value}" for register, value in card["language_by_register"].items()),
        "",
        f"Understanding one message: p50 {times['p50']} ms, p95 {times['p95']} ms.",
        "",
        "## Worst confusions",
        "",
        *(f"* {meant} understood as {got}: {count}" for meant, got, count in card["confusions"]),
        "",
    ])  # fmt: skip


def _table(first: str, columns: Sequence[str], rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    head = "| " + " | ".join([first, *(c.replace("_", " ") for c in columns)]) + " |"
    cells = [[name, *("" if row[c] is None else str(row[c]) for c in columns)] for name, row in rows.items()]
    return [head, "|---" * (len(columns) + 1) + "|", *("| " + " | ".join(row) + " |" for row in cells)]
