"""The scorecard as a page and as pictures: figures come in, nothing is measured here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

COLUMNS = ("questions", "top1", "top3", "resolved", "wrong_served", "language", "dialogue_right",
           "out_of_scope_answered")  # fmt: skip
URGENT = ("recognised", "or_doubted", "right_kind", "alarm_on_look_alike", "alarm_on_calm_statement",
          "alarm_on_ordinary", "or_doubt_on_ordinary")  # fmt: skip
REGISTERS = ("native", "short", "noisy", "romanised", "mixed")


def page(card: Mapping[str, Any]) -> str:
    """The scorecard in Markdown."""
    times, cost = card["milliseconds"], card["memory_mb"]
    return "\n".join([
        "# Scorecard",
        "",
        f"Model `{card['model']}`, language model `{card['language_model'][:12]}`. Written by `make evaluate` on",
        "messages that training never reads (`tests/evaluation/README.md`). Per cent, but for counts. No native",
        "speaker has reviewed the messages yet.",
        "",
        "## Questions",
        "",
        *_table("group", COLUMNS, card["concepts"]),
        "",
        "resolved: answered rightly, or the right one among the three offered.",
        "wrong served: another standard answer was given.",
        "",
        f"Out of scope told from in scope by confidence: AUROC {card['auroc']:.3f}.",
        "",
        "Beside it, on the same questions:",
        "",
        *_table("ranking", ("top1", "top3"), card["rankings"]),
        "",
        *_on_a_sample(card["on_a_sample"]),
        "![Accuracy per language](images/scorecard-languages.png)",
        "![Reliability of the confidence](images/scorecard-reliability.png)",
        "![Confusion between topics](images/scorecard-topics.png)",
        "",
        "## Danger",
        "",
        *_table("language", URGENT, card["urgent"]),
        "",
        "doubted: the usual reply, with one line: in danger call 112.",
        "",
        "## Language identification, macro accuracy over 33 languages",
        "",
        *_table("detector", REGISTERS, card["language_by_register"]),
        "",
        f"Romanised messages taken for another language without asking: {card['romanised_wrong_and_sure']}.",
        "The ready-made detectors answer as they are installed, among all the languages they know.",
        "",
        "## Cost",
        "",
        f"Understanding one message: p50 {times['p50']} ms, p95 {times['p95']} ms; the process that understands"
        f" holds {cost} MB. From nothing to the first message understood: {card['ready_seconds']} s.",
        "",
        "## Worst confusions",
        "",
        *(f"* {meant} understood as {got}: {count}" for meant, got, count in card["confusions"]),
        "",
    ])  # fmt: skip


def _on_a_sample(ways: Mapping[str, Mapping[str, Any]]) -> list[str]:
    if not ways:
        return []
    return [
        "Each trained on the same sample (`tests/bench/rankings.py`: Rasa's own classifiers need hours, or 12 GB, for",
        "all questions; the cost for all is extrapolated in proportion), on the questions there were when it last ran:",
        "",
        *_table("ranking", ("sample", "top1", "top3", "cpu_seconds", "cpu_seconds_for_all", "memory_mb"), ways),
        "",
    ]


def _table(first: str, columns: Sequence[str], rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    head = "| " + " | ".join([first, *(c.replace("_", " ") for c in columns)]) + " |"
    cells = [[name, *("" if row.get(c) is None else str(row[c]) for c in columns)] for name, row in rows.items()]
    return [head, "|---" * (len(columns) + 1) + "|", *("| " + " | ".join(row) + " |" for row in cells)]


def draw(card: Mapping[str, Any], folder: Path) -> None:
    """Write the three pictures of the page into `folder`."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    languages = {k.split()[1]: v for k, v in card["concepts"].items() if k.startswith("language ")}
    figure, axes = pyplot.subplots(figsize=(8, 3))
    places = range(len(languages))
    axes.bar([p - 0.2 for p in places], [v["top1"] for v in languages.values()], 0.4, label="first")
    axes.bar([p + 0.2 for p in places], [v["top3"] for v in languages.values()], 0.4, label="among three")
    axes.set_xticks(list(places), list(languages))
    axes.set_ylabel("%")
    axes.legend(loc="lower right")
    _save(figure, folder / "scorecard-languages.png")

    figure, axes = pyplot.subplots(figsize=(4, 4))
    axes.plot([0, 1], [0, 1], linestyle=":")
    axes.plot([row[0] for row in card["reliability"]], [row[1] for row in card["reliability"]], marker="o")
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that was right")
    _save(figure, folder / "scorecard-reliability.png")

    table = card["topics"]
    topics = sorted({*table, *(got for row in table.values() for got in row)})
    figure, axes = pyplot.subplots(figsize=(6, 6))
    counts = [[table.get(meant, {}).get(got, 0) for got in topics] for meant in topics]
    shares = [[n / max(sum(row), 1) for n in row] for row in counts]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(topics)), topics, rotation=90)
    axes.set_yticks(range(len(topics)), topics)
    for y, row in enumerate(counts):
        for x, n in enumerate(row):
            if n:
                axes.text(x, y, str(n), ha="center", va="center", fontsize=7)
    _save(figure, folder / "scorecard-topics.png")


def _save(figure: Any, file: Path) -> None:
    from matplotlib import pyplot

    figure.tight_layout()
    figure.savefig(file, dpi=100)
    pyplot.close(figure)
