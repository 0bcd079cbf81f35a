"""Measuring understanding on messages that training never reads, with figures per language and register."""

from __future__ import annotations

import csv
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from nlu.model import Context, Understanding
from nlu.urgent import NONE

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
OUT_OF_SCOPE = ":out_of_scope"
CALM = "calm"
"""Kind of a statement from ordinary life in which nobody is in danger."""
# Questions about these may rightly raise an alarm; elsewhere an alarm is a false one.
NEAR_DANGER = frozenset({
    "domestic_violence", "trafficking_help", "health_emergency", "emergency_shelter", "mental_health", "crime_victim",
    "border_refusal", "labour_exploitation", "pregnancy_child_health", "emergency_numbers", "removal_order",
    "trafficking_victim_permit", "eviction", "work_accident_sick",
})  # fmt: skip

Understand = Callable[[str, Context], Understanding]


@dataclass(frozen=True)
class Asked:
    """One message of an evaluation set, with what it should be understood as."""

    language: str
    label: str
    register: str
    text: str


@dataclass(frozen=True)
class Heard:
    """A message with what was understood, and the milliseconds it took."""

    asked: Asked
    got: Understanding
    milliseconds: float


def read_questions(file: Path) -> list[Asked]:
    """The rows of a questions file: language, label, register, text."""
    with file.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Asked(r["language"], r["label"], r["register"], r["text"]) for r in rows]


def read_urgent(file: Path) -> list[Asked]:
    """The rows of a file of dangers, look-alikes (`none`) and calm statements: language, kind, text."""
    with file.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Asked(r["language"], r["kind"], "urgent", r["text"]) for r in rows]


def hear(asked: Iterable[Asked], understand: Understand) -> list[Heard]:
    """Understand every message, each as the first of its conversation."""
    heard = []
    for one in asked:
        started = time.perf_counter()
        got = understand(one.text, Context(now=NOW))
        heard.append(Heard(one, got, (time.perf_counter() - started) * 1000))
    return heard


def concepts(heard: Sequence[Heard]) -> dict[str, Any]:
    """Ranking and decisions: over all, per language and per register; counts and per cent."""
    groups: dict[str, list[Heard]] = defaultdict(list)
    for one in heard:
        groups["all"].append(one)
        groups[f"language {one.asked.language}"].append(one)
        groups[f"register {one.asked.register}"].append(one)
    return {name: _figures(members) for name, members in groups.items()}


def _figures(heard: Sequence[Heard]) -> dict[str, float | None]:
    inside = [h for h in heard if not h.asked.label.startswith(":")]
    outside = [h for h in heard if h.asked.label == OUT_OF_SCOPE]
    dialogue = [h for h in heard if h.asked.label.startswith(":") and h.asked.label != OUT_OF_SCOPE]
    return {
        "questions": len(inside),
        "top1": _share(inside, lambda h: _ranked(h)[:1] == [h.asked.label]),
        "top3": _share(inside, lambda h: h.asked.label in _ranked(h)[:3]),
        "resolved": _share(inside, _resolved),
        "wrong_served": _share(inside, lambda h: h.got.decision == "answer" and h.got.concept != h.asked.label),
        "language": _share(heard, lambda h: _same_language(h.got.language, h.asked.language)),
        "dialogue_right": _share(dialogue, lambda h: h.got.intent == h.asked.label[1:]),
        "out_of_scope_answered": _share(outside, lambda h: h.got.decision == "answer"),
    }


def _ranked(heard: Heard) -> list[str]:
    return [concept for concept, _ in heard.got.ranking]


def _resolved(heard: Heard) -> bool:
    if heard.got.urgent:
        return heard.asked.label in NEAR_DANGER
    answered = heard.got.decision == "answer" and heard.got.concept == heard.asked.label
    return answered or (heard.got.decision == "offer" and heard.asked.label in _ranked(heard)[:3])


def _same_language(got: str, wanted: str) -> bool:
    # Hindi and Urdu in Latin letters are one spoken language.
    return got == wanted or {got, wanted} == {"hi", "ur"}


def _share(heard: Sequence[Heard], right: Callable[[Heard], bool]) -> float | None:
    return round(100 * sum(right(h) for h in heard) / len(heard), 1) if heard else None


def urgent(signals: Sequence[Heard], questions: Sequence[Heard]) -> dict[str, dict[str, float | None]]:
    """Dangers recognised, or doubted at least; look-alikes, calm statements and ordinary questions that raised an
    alarm, or a doubt; per cent per language. A language without messages of danger is measured by its calm statements
    only."""
    ordinary = [h for h in questions if h.asked.label not in NEAR_DANGER]
    found = {}
    for language in ["all", *dict.fromkeys(h.asked.language for h in signals)]:
        own = [h for h in signals if language in ("all", h.asked.language)]
        danger = [h for h in own if h.asked.label not in (NONE, CALM)]
        others = [h for h in ordinary if language in ("all", h.asked.language)]
        found[language] = {
            "recognised": _share(danger, lambda h: h.got.urgent is not None),
            "or_doubted": _share(danger, _doubted),
            "right_kind": _share(danger, lambda h: h.got.urgent == h.asked.label),
            "alarm_on_look_alike": _share([h for h in own if h.asked.label == NONE], _alarmed),
            "alarm_on_calm_statement": _share([h for h in own if h.asked.label == CALM], _alarmed),
            "alarm_on_ordinary": _share(others, _alarmed),
            "or_doubt_on_ordinary": _share(others, _doubted),
        }
    return found


def _alarmed(heard: Heard) -> bool:
    return heard.got.urgent is not None


def _doubted(heard: Heard) -> bool:
    return heard.got.may_be_danger


def latency(heard: Sequence[Heard]) -> dict[str, float]:
    """Milliseconds of understanding one message."""
    times = sorted(h.milliseconds for h in heard)
    return {"p50": round(statistics.median(times), 1), "p95": round(times[int(0.95 * (len(times) - 1))], 1)}


def confusions(heard: Sequence[Heard], count: int = 10) -> list[tuple[str, str, int]]:
    """The most frequent (meant, understood) pairs of concepts."""
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for one in heard:
        first = _ranked(one)[:1]
        if not one.asked.label.startswith(":") and first and first[0] != one.asked.label:
            pairs[one.asked.label, first[0]] += 1
    ordered = sorted(pairs.items(), key=lambda item: -item[1])[:count]
    return [(meant, got, n) for (meant, got), n in ordered]


def separation(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Area under the ROC curve (0 to 1): how often a question in scope has more confidence than one out of it."""
    values = sorted([(value, 1) for value in inside] + [(value, 0) for value in outside])
    rank_sum, place = 0.0, 0
    while place < len(values):
        tied = place
        while tied < len(values) and values[tied][0] == values[place][0]:
            tied += 1
        rank_sum += sum(own for _, own in values[place:tied]) * (place + 1 + tied) / 2
        place = tied
    pairs = len(inside) * len(outside)
    return (rank_sum - len(inside) * (len(inside) + 1) / 2) / pairs


def reliability(confidences: Sequence[float], right: Sequence[bool], steps: int = 10) -> list[tuple[float, float, int]]:
    """Per step of confidence: mean confidence, share that was right (0 to 1), and how many; empty steps left out."""
    rows = []
    for step in range(steps):
        own = [(c, r) for c, r in zip(confidences, right, strict=True) if min(int(c * steps), steps - 1) == step]
        if own:
            rows.append((sum(c for c, _ in own) / len(own), sum(r for _, r in own) / len(own), len(own)))
    return rows


def topic_confusion(heard: Sequence[Heard], topics: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """How often a question of one topic was first understood as one of another."""
    table: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in heard:
        first = _ranked(one)[:1]
        if not one.asked.label.startswith(":") and first:
            table[topics[one.asked.label]][topics[first[0]]] += 1
    return {meant: dict(row) for meant, row in table.items()}


def share_right(ranked: Sequence[Sequence[str]], wanted: Sequence[str]) -> dict[str, float]:
    """Top-1 and top-3 (per cent) of rankings made elsewhere, for the questions in scope."""
    both = list(zip(ranked, wanted, strict=True))
    return {
        "top1": round(100 * sum(row[:1] == [label] for row, label in both) / len(both), 1),
        "top3": round(100 * sum(label in row[:3] for row, label in both) / len(both), 1),
    }
