"""`farol run`: prepare, start the three processes, print the addresses, stop all of them with Ctrl-C."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from bot import parts
from bot.cli.options import parser
from bot.paths import DATA, ROOT

EXAMPLES = """  farol run
  FAROL_PORT=5105 FAROL_DESK_PORT=8100 farol run
  FAROL_TELEGRAM_TOKEN=… FAROL_SECRET=… farol run"""
FREE_DISK = 500 * 1024 * 1024
READY_SECONDS = 120


class CannotStart(RuntimeError):
    """One sentence: what is wrong, and the cure."""


def main(arguments: Sequence[str]) -> int:
    """Run until Ctrl-C. Returns 1 with one sentence when it cannot start."""
    options = parser("run", "Start the assistant (web page, channels), the desk and the worker.", EXAMPLES)
    options.add_argument("--host", default=os.environ.get("FAROL_HOST", "127.0.0.1"), help="address to listen on")
    options.add_argument("--port", type=int, default=int(os.environ.get("FAROL_PORT", "5005")), help="web page")
    options.add_argument("--desk-port", type=int, default=int(os.environ.get("FAROL_DESK_PORT", "8000")), help="desk")
    given = options.parse_args(arguments)
    try:
        return _run(given)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1


def step(text: str) -> None:
    """Tell what is being done now."""
    print(f"· {text}", file=sys.stderr, flush=True)


def _run(given: argparse.Namespace) -> int:
    check_disk()
    for port in (given.port, given.desk_port):
        check_port(given.host, port)
    model = prepare()
    processes = [subprocess.Popen(command, cwd=ROOT, env=parts.environment(), start_new_session=True)
                 for command in _commands(given, model)]  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        step("Starting (about 20 seconds) …")
        _wait_until_ready(f"http://{given.host}:{given.port}/webhooks/web/", processes)
        print("\nFarol is ready.")
        print(f"  Web page: http://{given.host}:{given.port}/webhooks/web/")
        print(f"  Desk:     http://{given.host}:{given.desk_port}/desk/")
        print("Ctrl-C stops everything.", flush=True)
        return _watch(processes)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(processes)


def prepare() -> Path:
    """Database and model, ready to serve. Raises `CannotStart`."""
    os.environ.setdefault("FAROL_DEMO", "" if real_channel() else "1")
    if real_channel() and not os.environ.get("FAROL_SECRET"):
        raise CannotStart("A real channel needs a secret of its own: set FAROL_SECRET to a long random text.")
    if real_channel():
        os.environ.setdefault("FAROL_DRAFTS", "withhold")
    from bot.setup_django import setup_django

    setup_django()
    from bot.prepare import prepare_database
    from bot.train import TrainingFailed, model_file, train

    step("Database, answers and centres …")
    prepared = prepare_database(demo=bool(os.environ["FAROL_DEMO"]))
    for conflict in prepared.conflicts:
        step(f"Changed both in a file and at the desk, the desk's text is kept: {conflict}")
    step("Model …" if model_file().exists() else "Training the model (some minutes, the first time only) …")
    try:
        return train()[0]
    except TrainingFailed as failure:
        raise CannotStart(str(failure)) from failure


def real_channel() -> bool:
    """Whether a token of a public channel is set."""
    return any(os.environ.get(name) for name in ("FAROL_TELEGRAM_TOKEN", "FAROL_TWILIO_AUTH_TOKEN"))


def check_port(host: str, port: int) -> None:
    """Raise `CannotStart` when somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} is in use: stop what uses it, or set FAROL_PORT and FAROL_DESK_PORT to free ones."
            ) from error


def check_disk() -> None:
    """Raise `CannotStart` when the disk is as good as full."""
    DATA.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(DATA).free < FREE_DISK:
        raise CannotStart("The disk is full: Farol needs at least 500 MB free to work.")


def _commands(given: argparse.Namespace, model: Path) -> list[list[str]]:
    from bot.channels.bad_settings import BadSettings

    try:
        return [parts.rasa(model, given.host, given.port), parts.desk(given.host, given.desk_port), parts.worker()]
    except BadSettings as reason:
        raise CannotStart(str(reason)) from reason


def _wait_until_ready(address: str, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if any(p.poll() is not None for p in processes):
            raise CannotStart("A part of Farol stopped while starting; its last words are above.")
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise CannotStart(f"Farol did not answer within {READY_SECONDS} seconds; look at the messages above.")


def _watch(processes: list[subprocess.Popen[bytes]]) -> int:
    while all(p.poll() is None for p in processes):
        time.sleep(1)
    print("A part of Farol stopped; stopping the others.", file=sys.stderr)
    return 1


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
