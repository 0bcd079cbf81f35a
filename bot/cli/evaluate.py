"""`farol evaluate`: measure the trained model on the evaluation sets; write docs/scorecard.md, .json and pictures."""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from bot import lid176
from bot.cli.options import parser
from bot.paths import NLU_ARTEFACTS, ROOT
from bot.scorecard import draw, page
from knowledge.packs import concepts as known_concepts
from nlu.baselines import detectors, nearest_questions
from nlu.evaluation import (
    NOW,
    OUT_OF_SCOPE,
    Heard,
    concepts,
    confusions,
    hear,
    latency,
    read_questions,
    read_urgent,
    reliability,
    separation,
    share_right,
    topic_confusion,
    urgent,
)
from nlu.examples import read_examples
from nlu.model import Context
from nlu.understanding import Understander

SETS = ROOT / "tests" / "evaluation"
LANGUAGES = ROOT / "tests" / "nlu" / "evaluation" / "language.tsv"
ON_A_SAMPLE = ROOT / "docs" / "rankings.json"
"""What tests/bench/rankings.py found: it takes an hour."""
ALIKE = frozenset({"hi", "ur"})
"""In Latin letters these are one spoken language."""


def main(arguments: Sequence[str]) -> int:
    """Measure and write; the figures are also printed as JSON."""
    parser("evaluate", "Measure on the evaluation sets and write the scorecard.", "  farol evaluate").parse_args(
        arguments
    )
    understander = Understander.load(NLU_ARTEFACTS)
    questions = hear(read_questions(SETS / "questions.tsv"), understander.understand)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    signals = hear(read_urgent(SETS / "urgent.tsv"), understander.understand)
    print("Farol measured; now the others …", file=sys.stderr, flush=True)
    by_register, sure_wrong = _languages(understander)
    card: dict[str, Any] = {
        "model": (NLU_ARTEFACTS / "model").read_text(),
        "language_model": json.loads((NLU_ARTEFACTS / "lid" / "language.json").read_text())["model_sha256"],
        "concepts": concepts(questions),
        **_confidence(understander, questions),
        "rankings": _rankings(questions),
        "on_a_sample": json.loads(ON_A_SAMPLE.read_text()) if ON_A_SAMPLE.exists() else {},
        "urgent": urgent(signals, questions),
        "language_by_register": by_register,
        "romanised_wrong_and_sure": sure_wrong,
        "milliseconds": latency(questions),
        "memory_mb": memory,
        "ready_seconds": _ready_seconds(),
        "topics": topic_confusion(questions, {c.id: c.topic for c in known_concepts().values()}),
        "confusions": confusions(questions),
    }
    docs = ROOT / "docs"
    (docs / "scorecard.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (docs / "scorecard.md").write_text(page(card), encoding="utf-8")
    draw(card, docs / "images")
    print(json.dumps(card["concepts"]["all"]), file=sys.stderr)
    return 0


def _ready_seconds() -> float:
    """From nothing to the first message understood, in a process of its own."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bot", "understand"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        print("NIF?", file=process.stdin, flush=True)
        process.stdout.readline()
        ready = time.perf_counter() - begun
        process.stdin.close()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return round(ready, 1)


def _confidence(understander: Understander, heard: Sequence[Heard]) -> dict[str, Any]:
    """How well the gate's confidence separates questions in scope from others, and how far it can be believed."""
    inside, outside, right = [], [], []
    for one in heard:
        if one.asked.label.startswith(":") and one.asked.label != OUT_OF_SCOPE:
            continue
        guess = understander.guess(one.asked.text, one.got.language)
        confidence = guess.confidence if guess.concept else 0.0
        if one.asked.label == OUT_OF_SCOPE:
            outside.append(confidence)
        else:
            inside.append(confidence)
            right.append(guess.concept == one.asked.label)
    return {"auroc": round(separation(inside, outside), 4), "reliability": reliability(inside, right)}


def _rankings(heard: Sequence[Heard]) -> dict[str, dict[str, float]]:
    """Top-1 and top-3 of Farol and of the nearest training question, on the questions in scope."""
    inside = [one for one in heard if not one.asked.label.startswith(":")]
    wanted = [one.asked.label for one in inside]
    nearest = nearest_questions(read_examples(), [one.asked.text for one in inside])
    return {
        "Farol": share_right([[c for c, _ in one.got.ranking] for one in inside], wanted),
        "nearest training question (TF-IDF)": share_right(nearest, wanted),
    }


def _languages(understander: Understander) -> tuple[dict[str, dict[str, float]], str]:
    """Macro accuracy per register, of Farol and of the others; romanised messages that were wrong and not asked."""
    with LANGUAGES.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    context = Context(now=NOW)
    heard = {row["text"]: understander.understand(row["text"], context) for row in rows}
    others = {**detectors(), **lid176.detectors()}
    ways: dict[str, Callable[[str], str]] = {"Farol": lambda text: heard[text].language, **others}
    found = {name: _macro(rows, detect) for name, detect in ways.items()}
    romanised = [row for row in rows if row["register"] == "romanised"]
    wrong = [
        row
        for row in romanised
        if heard[row["text"]].language_source != "unsure" and not _same(heard[row["text"]].language, row["language"])
    ]
    return found, f"{100 * len(wrong) / len(romanised):.1f} % of {len(romanised)}"


def _macro(rows: Sequence[dict[str, str]], detect: Callable[[str], str]) -> dict[str, float]:
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        right[row["register"]][row["language"]].append(_same(detect(row["text"]), row["language"]))
    return {
        register: round(100 * sum(sum(own) / len(own) for own in by.values()) / len(by), 1)
        for register, by in right.items()
    }


def _same(got: str, wanted: str) -> bool:
    return got == wanted or {got, wanted} == ALIKE
