# ruff: noqa: E402 - Django must be set up before its models are imported
"""Clients that race for the same times, in processes of their own, on whatever database the environment names.

`python tests/actions/race.py ROLE ARGUMENTS` with the repository on PYTHONPATH; each role prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from datetime import time as clock_time
from typing import Any

import django

django.setup()

from calendar_audit import audit
from django.core.management import call_command
from django.db import connection, connections

from actions import clock
from actions.appointments import lifecycle
from actions.appointments.booking import book, move
from actions.appointments.contacts import contact_for
from actions.appointments.errors import BookingError
from actions.appointments.models import Appointment, BookedCell
from actions.directory.models import Centre, Desk, InterpreterLine, OpeningRange

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
ROUND_SECONDS = 0.2


def time_of(number: int) -> datetime:
    """The n-th half hour that can be booked, forty a day from Tuesday on."""
    day, half_hour = divmod(number, 40)
    return MONDAY.replace(hour=0) + timedelta(days=1 + day, minutes=30 * half_hour)


def setup(desks: int) -> str:
    """Tables, one centre that is always open and an interpreter line."""
    call_command("migrate", verbosity=0)
    Appointment.objects.all().delete()
    Centre.objects.all().delete()
    centre = Centre.objects.create(
        id="c", name="c", kind="demonstration", territory="pt", booking_mode="own", offers=["s"]
    )
    for number in range(desks):
        Desk.objects.create(id=f"c-{number}", centre=centre)
    first, last = date(2026, 11, 23), date(2027, 3, 1)
    OpeningRange.objects.create(
        centre=centre, start=clock_time(0), end=clock_time(23, 55), valid_from=first, valid_to=last
    )
    InterpreterLine.objects.update_or_create(id="l", defaults={"territory": "pt", "name": "l", "languages": ["bn"]})
    return "ready"


def rounds(process: int, threads: int, count: int, begin: float) -> list[list[int]]:
    """Each thread is a client that tries the same new time as all others once a round; the rounds each one won."""

    def client(thread: int) -> list[int]:
        centre = Centre.objects.get(pk="c")
        people = [contact_for("sms", f"+{process}-{thread}-{number}") for number in range(count)]
        won = []
        for number, person in enumerate(people):
            time.sleep(max(0.0, begin + number * ROUND_SECONDS - time.time()))
            try:
                book(person, centre, time_of(number), 30, "s", "", "pt", f"{process}-{thread}-{number}")
                won.append(number)
            except BookingError:
                continue
        connections.close_all()
        return won

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(client, range(threads)))


def live(process: int, seconds: float) -> int:
    """Book, move and cancel with changing lengths and interpreters on a few desks; how many rounds it made."""
    centre = Centre.objects.get(pk="c")
    calls, end = 0, time.time() + seconds
    while time.time() < end:
        key = f"{process}-{calls}"
        with suppress(BookingError):
            _one_life(centre, process, calls, key)
        calls += 1
    return calls


def _one_life(centre: Centre, process: int, calls: int, key: str) -> None:
    starts = time_of((process * 5 + calls * 7) % 24) + timedelta(minutes=5 * (calls % 3))
    minutes = (30, 45, 20)[calls % 3]
    interpreter = "bn" if calls % 2 else None
    visit = book(contact_for("sms", f"+{key}"), centre, starts, minutes, "s", "", "bn", key, interpreter)
    if calls % 3 == 1:
        visit = move(visit, time_of((process * 3 + calls) % 24), f"m{key}")
    if calls % 4 != 3:
        # Most times are free again at once, as where nobody waits for the clock; some reopen later.
        lifecycle.cancel(visit, reopens=calls % 8 == 0)


def killed() -> list[str]:
    """A booking killed after its first statement, its second, and so on until one is finished; what each left."""
    left: list[str] = []
    while not left or left[-1] != "finished":
        number = len(left)
        connections.close_all()
        child = os.fork()
        if child == 0:
            _die_after(number)
        _, status = os.waitpid(child, 0)
        whole = (
            Appointment.objects.count(),
            BookedCell.objects.count(),
            Appointment.objects.filter(triage__words="x").count(),
        )
        if os.WIFSIGNALED(status):
            left.append({(0, 0, 0): "nothing", (1, 6, 1): "whole"}.get(whole, f"half: {whole}"))
        else:
            left.append("finished" if whole == (1, 6, 1) else f"finished with {whole}")
        Appointment.objects.all().delete()
    return left


def _die_after(number: int) -> None:
    seen = 0

    def statement(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal seen
        result = execute(*arguments)
        seen += 1
        if seen > number:
            os.kill(os.getpid(), 9)
        return result

    with connection.execute_wrapper(statement):
        centre = Centre.objects.get(pk="c")
        book(contact_for("sms", "+1"), centre, time_of(0), 30, "s", "", "pt", "k", triage={"words": "x"})
    os._exit(0)


if __name__ == "__main__":
    clock.set_now(MONDAY)
    role = {"setup": setup, "rounds": rounds, "live": live, "killed": killed, "audit": audit}[sys.argv[1]]
    print(json.dumps(role(*map(json.loads, sys.argv[2:]))))  # type: ignore[operator]
