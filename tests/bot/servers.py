"""Servers as an installation of many machines has them: child processes on one PostgreSQL and one Redis."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg2

ROOT = Path(__file__).parents[2]
READY_SECONDS = 120
ROW = "SELECT state, count(*) FROM appointments_inboxmessage GROUP BY state"


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_database(server: str, name: str) -> str:
    """An empty database `name` on the PostgreSQL of the address `server`; its own address."""
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


class Installation:
    """One database, one Redis, and servers that are started, killed and asked."""

    def __init__(self, database: str, redis: str, folder: Path, more: Mapping[str, str]) -> None:
        self.database = database
        self.folder = folder
        self.environment = {
            **os.environ,
            "FAROL_DATABASE_URL": database,
            "FAROL_REDIS_URL": redis,
            "FAROL_DATA": str(folder / "data"),
            "FAROL_DATABASE": str(folder / "unused.sqlite3"),
            "FAROL_SECRET": "tests of many machines",
            "FAROL_DEMO": "1",
            "FAROL_MESSAGES_A_MINUTE": "100000",
            "NO_PROXY": "127.0.0.1",
            **more,
        }
        self.servers: dict[int, subprocess.Popen[bytes]] = {}

    def setup(self) -> None:
        """Tables, answers, demonstration desks, as `farol setup` makes them; the model stands already."""
        subprocess.run([sys.executable, "-m", "bot", "setup"], cwd=ROOT, env=self.environment, check=True, timeout=600)

    def start(self, count: int) -> list[int]:
        """Start so many Rasa servers and wait until each has loaded its model; their ports."""
        ports = [free_port() for _ in range(count)]
        for port in ports:
            log = (self.folder / f"rasa-{port}.log").open("wb")
            self.servers[port] = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", "rasa", "--port", str(port)],
                cwd=ROOT, env=self.environment, start_new_session=True, stdout=log, stderr=log,
            )  # fmt: skip
        for port in ports:
            self._wait(port)
        return ports

    def kill(self, port: int) -> None:
        """kill -9: no last word, no clean-up."""
        os.killpg(self.servers[port].pid, signal.SIGKILL)
        self.servers.pop(port).wait()

    def stop(self) -> None:
        """End every server."""
        for port in list(self.servers):
            self.kill(port)

    def rows(self, query: str) -> list[tuple]:
        """What PostgreSQL answers."""
        connection = psycopg2.connect(self.database)
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            found = cursor.fetchall()
        connection.close()
        return found

    def log(self) -> str:
        """What all servers wrote."""
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("rasa-*.log")))

    def _wait(self, port: int) -> None:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if self.servers[port].poll() is not None:
                raise AssertionError(f"the server stopped:\n{self.log()}")
            try:
                if httpx.get(f"http://127.0.0.1:{port}/webhooks/web/", timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.3)
        raise AssertionError(f"no answer on port {port}:\n{self.log()}")
