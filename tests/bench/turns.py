"""Time of a full turn and memory of each process, beside Rasa's own starter bot in the same run.

    .venv/bin/python tests/bench/turns.py [--without-starter]

Farol answers by the web channel, on a temporary database, with 1 and 8 senders and sessions of 1, 20 and 40 turns; the
starter is what `rasa init` makes and trains, by its REST channel. Writes docs/bench.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "bench.md"
PORT = 5805
ANSWERS = ["como renovo a minha autorização de residência?", "como peço o NIF?", "onde faço o número de utente?",
           "quanto custa a nacionalidade portuguesa?"]  # fmt: skip
BOOKING = ["quero marcar um atendimento sobre o NIF", "Lisboa", "1", "1", "1", "não"]
STARTER = ["hello", "i am sad", "yes", "bye"]
SENDERS, TURNS = (1, 8), (1, 20, 40)
SESSIONS = {1: 20, 20: 1, 40: 1}  # short sessions are repeated: one turn is no median

Session = Callable[[httpx.AsyncClient, int, list[str]], Awaitable[list[float]]]
Figures = dict[tuple[str, int, int], tuple[float, float]]


async def farol_session(client: httpx.AsyncClient, turns: int, script: list[str]) -> list[float]:
    """One browser's session; milliseconds of each turn."""
    client.cookies.clear()
    await client.get("/webhooks/web/")
    times = []
    for number in range(turns):
        body = {"id": uuid.uuid4().hex, "text": script[number % len(script)]}
        started = time.perf_counter()
        answer = await client.post("/webhooks/web/messages", json=body)
        times.append((time.perf_counter() - started) * 1000)
        assert answer.json()["replies"][0]["kind"] != "apology", answer.text
    return times


async def starter_session(client: httpx.AsyncClient, turns: int, script: list[str]) -> list[float]:
    """One sender's session with the starter bot."""
    sender, times = uuid.uuid4().hex, []
    for number in range(turns):
        body = {"sender": sender, "message": script[number % len(script)]}
        started = time.perf_counter()
        answer = await client.post("/webhooks/rest/webhook", json=body)
        times.append((time.perf_counter() - started) * 1000)
        assert answer.json(), "the starter said nothing"
    return times


async def measure(session: Session, port: int, senders: int, turns: int, script: list[str]) -> tuple[float, float]:
    """p50 and p95 over all turns of so many senders at once."""

    async def sender() -> list[float]:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            return [t for _ in range(SESSIONS[turns]) for t in await session(client, turns, script)]

    times = sorted(t for run in await asyncio.gather(*(sender() for _ in range(senders))) for t in run)
    return statistics.median(times), times[int(0.95 * (len(times) - 1))]


def everything(session: Session, port: int, scripts: dict[str, list[str]]) -> Figures:
    """Every script with 1 and 8 senders and sessions of 1, 20 and 40 turns."""
    asyncio.run(measure(session, port, 1, 20, next(iter(scripts.values()))))  # warm
    return {(name, senders, turns): asyncio.run(measure(session, port, senders, turns, script))
            for name, script in scripts.items() for senders in SENDERS for turns in TURNS}  # fmt: skip


def farol(folder: Path) -> tuple[Figures, dict[str, int]]:
    """Measure Farol on a temporary database."""
    own = {"DATABASE": folder / "farol.sqlite3", "DATABASE_URL": "", "REDIS_URL": "", "DATA": folder, "DEMO": 1,
           "PORT": PORT, "DESK_PORT": PORT + 1, "MESSAGES_A_MINUTE": 100_000}  # fmt: skip
    environment = {**os.environ, **{f"FAROL_{name}": str(value) for name, value in own.items()}}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=ROOT, env=environment,
                                   start_new_session=True, stdout=log, stderr=log)  # fmt: skip
    try:
        wait(process, PORT, "/webhooks/web/")
        found = everything(farol_session, PORT, {"answer": ANSWERS, "booking step": BOOKING})
        return found, memory(process.pid)
    finally:
        stop(process)


def starter(folder: Path) -> tuple[Figures, dict[str, int]]:
    """Measure what `rasa init` makes, as it comes, with its REST channel."""
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    rasa = [sys.executable, "-m", "rasa"]
    quiet = {"cwd": folder, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*rasa, "init", "--no-prompt", "--init-dir", str(folder)], check=True, **quiet)
    (folder / "credentials.yml").write_text("rest:\n")
    process = subprocess.Popen([*rasa, "run", "-i", "127.0.0.1", "-p", str(PORT + 2), "--quiet"],
                               start_new_session=True, **quiet)  # fmt: skip
    try:
        wait(process, PORT + 2, "/")
        return everything(starter_session, PORT + 2, {"starter": STARTER}), memory(process.pid)
    finally:
        stop(process)


def wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    """Until somebody answers there; fifteen minutes at most, for a model may have to be trained."""
    end = time.monotonic() + 900
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}{path}", timeout=2, trust_env=False).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise SystemExit(f"nobody answers on port {port}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def memory(root: int) -> dict[str, int]:
    """Megabytes of a process and all below it, by what they run; shared pages are counted once (PSS)."""
    parents = {int(p.name): int((p / "stat").read_text().rsplit(")", 1)[1].split()[1])
               for p in Path("/proc").iterdir() if p.name.isdecimal() and (p / "stat").exists()}  # fmt: skip
    ours = {root}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    found: dict[str, int] = {}
    for pid in ours:
        name = _part((Path("/proc") / str(pid) / "cmdline").read_text().replace("\0", " "))
        pss = next(line for line in (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines()
                   if line.startswith("Pss:"))  # fmt: skip
        found[name] = found.get(name, 0) + int(pss.split()[1]) // 1024
    return found


def _part(command: str) -> str:
    words = {"bot.rasa_server": "rasa", "gunicorn": "desk", "worker": "worker", "bot run": "farol run",
             "rasa run": "starter"}  # fmt: skip
    return next((name for word, name in words.items() if word in command), "other")


def page(figures: Figures, megabytes: dict[str, int]) -> str:
    """What docs/bench.md says."""
    lines = [
        "# Time of a turn", "",
        f"Written by `make bench` ({os.cpu_count()} processors, Python {platform.python_version()}). Milliseconds from",
        "sending a message to its answer, over HTTP on the same machine. *starter*: what `rasa init` makes, in the",
        "same run (no database, no actions, seven intents).", "",
        "| turn | senders | " + " | ".join(f"session of {n}: p50 / p95" for n in TURNS) + " |",
        "|---|---|" + "---|" * len(TURNS),
    ]  # fmt: skip
    for name, senders in dict.fromkeys((name, senders) for name, senders, _ in figures):
        cells = ["{:.0f} / {:.0f}".format(*figures[name, senders, turns]) for turns in TURNS]
        lines.append(f"| {name} | {senders} | " + " | ".join(cells) + " |")
    lines += ["", *shares(figures), "", "| process | memory, MB |", "|---|---|"]
    lines += [f"| {name} | {size} |" for name, size in sorted(megabytes.items())]
    return "\n".join(lines) + "\n"


def shares(figures: Figures) -> list[str]:
    """Farol's times as a share of the starter's, with 8 senders; the aim is 0.50 (p50) and 0.33 (p95)."""
    if ("starter", 8, 1) not in figures:
        return []
    lines = ["| 8 senders, as a share of the starter | " + " | ".join(f"session of {n}" for n in TURNS) + " |",
             "|---|" + "---|" * len(TURNS)]  # fmt: skip
    for name in ("answer", "booking step"):
        for place, label in enumerate(("p50 (aim 0.50)", "p95 (aim 0.33)")):
            cells = [f"{figures[name, 8, n][place] / figures['starter', 8, n][place]:.2f}" for n in TURNS]
            lines.append(f"| {name}, {label} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    """Measure, print, write the page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--without-starter", action="store_true")
    given = options.parse_args()
    figures: Figures = {}
    megabytes: dict[str, int] = {}
    for part in [farol] if given.without_starter else [farol, starter]:
        print(f"· {part.__name__} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            more, size = part(Path(folder))
        figures.update(more)
        megabytes.update(size)
    PAGE.write_text(page(figures, megabytes), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
