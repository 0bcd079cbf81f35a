from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PROCESSES, THREADS = 4, 5


class Racers:
    """Starts clients of race.py on one database."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {
            **os.environ,
            **environment,
            "DJANGO_SETTINGS_MODULE": "bot.settings",
            "FAROL_SECRET": "tests",
            "PYTHONPATH": str(HERE.parents[1]),
        }

    def start(self, role: str, *arguments: object) -> subprocess.Popen[str]:
        """A client that runs a role."""
        command = [sys.executable, str(HERE / "race.py"), role, *map(json.dumps, arguments)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def answer(self, client: subprocess.Popen[str]) -> Any:
        """What a client printed; its error output when it failed."""
        out, err = client.communicate(timeout=120)
        assert client.returncode == 0, err
        return json.loads(out)

    def run(self, role: str, *arguments: object) -> Any:
        """Start a client and wait for its answer."""
        return self.answer(self.start(role, *arguments))


@pytest.fixture(params=["sqlite", "postgresql"])
def racers(request: pytest.FixtureRequest, tmp_path: Path) -> Racers:
    """The same race on SQLite and on the empty PostgreSQL database that FAROL_TEST_POSTGRES names."""
    if request.param == "sqlite":
        return Racers({"FAROL_DATABASE": str(tmp_path / "race.sqlite3"), "FAROL_DATABASE_URL": ""})
    url = os.environ.get("FAROL_TEST_POSTGRES")
    if not url:
        pytest.skip("PostgreSQL is missing: FAROL_TEST_POSTGRES names no database")
    return Racers({"FAROL_DATABASE_URL": url})


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.long)])
def test_twenty_clients_on_one_time_have_exactly_one_winner_each_round(racers: Racers, count: int) -> None:
    racers.run("setup", 1)
    begin = time.time() + 3
    clients = [racers.start("rounds", number, THREADS, count, begin) for number in range(PROCESSES)]
    won = sorted(number for client in clients for thread in racers.answer(client) for number in thread)
    assert won == list(range(count))
    assert racers.run("audit") == {"wrong": [], "ownerless": 0, "overlaps": [], "visits": count}


@pytest.mark.parametrize(("processes", "seconds"), [(4, 3), pytest.param(8, 30, marks=pytest.mark.long)])
def test_bookings_moves_and_cancellations_race_without_overlap_or_half_a_booking(
    racers: Racers, processes: int, seconds: int
) -> None:
    racers.run("setup", 3)
    clients = [racers.start("live", number, seconds) for number in range(processes)]
    calls = [racers.answer(client) for client in clients]  # an error such as 'database is locked' ends the test here
    assert min(calls) > seconds
    found = racers.run("audit")
    assert (found["wrong"], found["ownerless"], found["overlaps"]) == ([], 0, [])
    assert found["visits"] > 0


def test_a_booking_killed_between_any_two_statements_is_whole_or_nothing(racers: Racers) -> None:
    racers.run("setup", 1)
    left = racers.run("killed")
    assert len(left) > 10 and left[-1] == "finished"
    assert set(left[:-1]) <= {"nothing", "whole"}
    assert "nothing" in left
