"""Time of a full turn by the web channel, with 1 and 8 senders and sessions of 1, 20 and 40 turns.

    .venv/bin/python tests/bench/turns.py [--starter]

Prints p50 and p95 in milliseconds as JSON; `--starter` measures Rasa's `rasa init` bot in the same run (it is made
and trained in a temporary folder, REST channel on loopback).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
ANSWER = "como renovo a minha autorização de residência?"
BOOKING = ["quero marcar um atendimento sobre o NIF", "Lisboa", "1", "1", "1", "não"]
PORT = 5805


async def farol_session(client: httpx.AsyncClient, turns: int, script: list[str]) -> list[float]:
    """One browser's session; milliseconds of each turn."""
    await client.get("/webhooks/web/")
    times = []
    for number in range(turns):
        body = {"id": uuid.uuid4().hex, "text": script[number % len(script)]}
        started = time.perf_counter()
        (await client.post("/webhooks/web/messages", json=body)).raise_for_status()
        times.append((time.perf_counter() - started) * 1000)
    return times


async def starter_session(client: httpx.AsyncClient, turns: int, script: list[str]) -> list[float]:
    """One sender's session with the starter bot."""
    sender, times = uuid.uuid4().hex, []
    for number in range(turns):
        body = {"sender": sender, "message": script[number % len(script)]}
        started = time.perf_counter()
        (await client.post("/webhooks/rest/webhook", json=body)).raise_for_status()
        times.append((time.perf_counter() - started) * 1000)
    return times


async def measure(session: object, port: int, senders: int, turns: int, script: list[str]) -> dict[str, float]:
    """p50 and p95 over all turns of so many senders at once."""
    clients = [httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) for _ in range(senders)]
    runs = await asyncio.gather(*(session(client, turns, script) for client in clients))
    for client in clients:
        await client.aclose()
    times = sorted(t for run in runs for t in run)
    return {"p50": round(statistics.median(times), 1), "p95": round(times[int(0.95 * (len(times) - 1))], 1)}


def wait(port: int, path: str) -> None:
    """Until somebody answers there; two minutes at most."""
    for _ in range(240):
        try:
            if httpx.get(f"http://127.0.0.1:{port}{path}", timeout=2).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise SystemExit(f"nobody answers on port {port}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children."""
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(20)


def farol(folder: Path) -> dict[str, object]:
    """Measure Farol on a temporary database."""
    own = {"DATABASE": folder / "farol.sqlite3", "DEMO": 1, "PORT": PORT, "DESK_PORT": PORT + 1,
           "MESSAGES_A_MINUTE": 100_000}  # fmt: skip
    environment = {**os.environ, **{f"FAROL_{name}": str(value) for name, value in own.items()}}
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=ROOT, env=environment, start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        wait(PORT, "/webhooks/web/")
        return everything(farol_session, PORT, {"answer": [ANSWER], "booking": BOOKING})
    finally:
        stop(process)


def starter(folder: Path) -> dict[str, object]:
    """Measure what `rasa init` makes, as it comes, with its REST channel."""
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    rasa = [sys.executable, "-m", "rasa"]
    quiet = {"cwd": folder, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*rasa, "init", "--no-prompt", "--init-dir", str(folder)], check=True, **quiet)
    (folder / "credentials.yml").write_text("rest:\n")
    process = subprocess.Popen([*rasa, "run", "-i", "127.0.0.1", "-p", str(PORT + 2), "--quiet"],
                               start_new_session=True, **quiet)  # fmt: skip
    try:
        wait(PORT + 2, "/")
        return everything(starter_session, PORT + 2, {"chat": ["hello", "i am sad", "yes", "bye"]})
    finally:
        stop(process)


def everything(session: object, port: int, scripts: dict[str, list[str]]) -> dict[str, object]:
    """Every script with 1 and 8 senders and sessions of 1, 20 and 40 turns."""
    asyncio.run(measure(session, port, 1, 5, next(iter(scripts.values()))))  # warm
    return {f"{name} senders={senders} turns={turns}": asyncio.run(measure(session, port, senders, turns, script))
            for name, script in scripts.items() for senders in (1, 8) for turns in (1, 20, 40)}  # fmt: skip


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--starter", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = {"farol": farol(Path(folder))}
    if given.starter:
        with tempfile.TemporaryDirectory() as folder:
            result["rasa init"] = starter(Path(folder))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
