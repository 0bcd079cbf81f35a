"""Time of the steps of a booking, on SQLite and PostgreSQL, and how it grows with the number of visits.

    .venv/bin/python tests/bench/booking.py [--long]

PostgreSQL is the one FAROL_TEST_POSTGRES names; without it only SQLite is measured. Writes docs/booking-bench.md and
docs/images/booking-growth.svg. `--long` goes on to a million visits.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bot.servers import new_database  # noqa: E402

PAGE, PLOT = ROOT / "docs" / "booking-bench.md", ROOT / "docs" / "images" / "booking-growth.svg"
STEPS = {
    "nearest": "nearest centre among 2,000",
    "month": "free times of a month, one of 500 calendars",
    "book": "one booking",
}
BOOKINGS, SAMPLE = 10_000, 200
Times = dict[str, list[float]]


def measure(kind: str, visits: int, bookings: int) -> Times:
    """Build a calendar with so many visits on a fresh database of this kind, and measure it."""
    print(f"· {kind}: {visits:,} visits, {bookings:,} bookings …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        url = new_database(os.environ["FAROL_TEST_POSTGRES"], "farol_bench") if kind == "postgresql" else ""
        environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "bot.settings", "PYTHONPATH": str(ROOT), "FAROL_SECRET": "bench",
            "FAROL_DATABASE_URL": url, "FAROL_DATABASE": f"{folder}/farol.sqlite3", "FAROL_DATA": folder,
        }  # fmt: skip
        command = [sys.executable, str(Path(__file__).with_name("visits.py")), str(visits), str(bookings)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return dict(json.loads(done.stdout))


def figures(times: list[float]) -> tuple[float, float]:
    """p50 and p95."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]


def table(main: dict[str, Times]) -> list[str]:
    """The figures with 10,000 bookings."""
    lines = ["| step | " + " | ".join(f"{kind} p50 | {kind} p95" for kind in main) + " |"]
    lines.append("|---" * (1 + 2 * len(main)) + "|")
    for step, name in STEPS.items():
        cells = [f"{value:.1f}" for times in main.values() for value in figures(times[step])]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def growth_table(growth: dict[str, dict[int, Times]]) -> list[str]:
    """p50 / p95 by the number of visits."""
    lines = ["| visits | database | " + " | ".join(STEPS.values()) + " |", "|---" * (2 + len(STEPS)) + "|"]
    for kind, sizes in growth.items():
        for visits, times in sizes.items():
            cells = ["{:.1f} / {:.1f}".format(*figures(times[step])) for step in STEPS]
            lines.append(f"| {visits:,} | {kind} | " + " | ".join(cells) + " |")
    return lines


def plot(growth: dict[str, dict[int, Times]]) -> None:
    """p95 over the number of visits, both axes logarithmic."""
    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "farol", "font.size": 10})
    figure, axes = pyplot.subplots(figsize=(7, 4.2))
    for kind, style in zip(growth, ("-o", "--s"), strict=False):
        for step, colour in zip(STEPS, ("#1b6ca8", "#b4540a", "#3b7a2a"), strict=True):
            sizes = sorted(growth[kind])
            values = [figures(growth[kind][size][step])[1] for size in sizes]
            axes.loglog(sizes, values, style, color=colour, label=f"{STEPS[step]}, {kind}", markersize=4)
    axes.set_xlabel("visits in the calendar")
    axes.set_ylabel("milliseconds, p95")
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(fontsize=7, frameon=False)
    figure.tight_layout()
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PLOT, metadata={"Date": None})


def machine() -> str:
    """What it was measured on."""
    return f"{os.cpu_count()} processors, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def main() -> None:
    """Measure, write the page and the plot."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--long", action="store_true", help="up to a million visits")
    options.add_argument("--bookings", type=int, default=BOOKINGS)
    given = options.parse_args()
    kinds = ["sqlite"] + (["postgresql"] if os.environ.get("FAROL_TEST_POSTGRES") else [])
    sizes = [1_000, 10_000, 100_000] + ([1_000_000] if given.long else [])
    growth = {kind: {visits: measure(kind, visits, SAMPLE) for visits in sizes} for kind in kinds}
    main_run = {kind: measure(kind, 0, given.bookings) for kind in kinds}
    rates = [f"{kind} {1000 * given.bookings / sum(times['book']):.0f}" for kind, times in main_run.items()]
    plot(growth)
    PAGE.write_text("\n".join([
        "# Time of a booking", "",
        f"Written by `make bench-booking` ({machine()}). Milliseconds, one process, one step after the other;",
        "2,000 centres, 500 of them with a calendar of two desks. The bookings start from an empty calendar; for the",
        "growth every second half hour is taken, from a month ahead backwards.", "",
        f"## {given.bookings:,} bookings, one after the other", "", *table(main_run), "",
        f"Bookings a second: {', '.join(rates)}.", "",
        "## Growth with the visits in the calendar: p50 / p95", "", *growth_table(growth), "",
        "![p95 of each step over the number of visits](images/booking-growth.svg)", "",
    ]), encoding="utf-8")  # fmt: skip
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
