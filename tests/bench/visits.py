# ruff: noqa: E402 - Django must be set up before its models are imported
"""2,000 centres, 500 of them with calendars, and as many visits as wanted; then the time of each step of a booking.

Run by booking.py in a process of its own, on the database that the environment names: `visits.py VISITS BOOKINGS`
prints `{"nearest": [milliseconds …], "month": […], "book": […]}`.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from datetime import time as clock_time

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from actions import clock
from actions.appointments.booking import book
from actions.appointments.contacts import contact_for
from actions.appointments.models import Appointment
from actions.appointments.slots import free_slots
from actions.directory.models import Centre, Desk, OpeningRange
from actions.directory.nearest import nearest

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
CENTRES, CALENDARS, DESKS = 2000, 500, 2
MONTH = timedelta(days=30)
SAMPLES = 200
BATCH = 5000


def build(visits: int) -> None:
    """Centres all over Portugal, half of the calendar taken from a month ahead backwards, for years if need be."""
    call_command("migrate", verbosity=0)
    chance = random.Random(7)
    Centre.objects.bulk_create(
        Centre(
            id=f"c{number}", name=f"c{number}", kind="claim", territory="pt", offers=["migrant_support"],
            lat=chance.uniform(37, 42.1), lon=chance.uniform(-9.4, -6.3),
            booking_mode="own" if number < CALENDARS else "phone",
        )
        for number in range(CENTRES)
    )  # fmt: skip
    calendars = list(Centre.objects.filter(booking_mode="own").order_by("id"))
    desks = [Desk(id=f"{centre.id}-{n}", centre=centre) for centre in calendars for n in range(DESKS)]
    Desk.objects.bulk_create(desks)
    OpeningRange.objects.bulk_create(
        OpeningRange(centre=centre, weekday=weekday, start=clock_time(start), end=clock_time(end))
        for centre in calendars for weekday in range(1, 6) for start, end in ((9, 12), (14, 17))
    )  # fmt: skip
    fill(desks, visits)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill(desks: list[Desk], visits: int) -> None:
    """Every second half hour of every desk, the latest first."""
    times = taken_times()
    batch: list[Appointment] = []
    starts = NOW
    for number in range(visits):
        desk = desks[number % len(desks)]
        starts = next(times) if number % len(desks) == 0 else starts
        batch.append(Appointment(
            reference=f"R{number}", centre_id=desk.centre_id, desk=desk, starts=starts, minutes=30,
            service="migrant_support", language="pt", key=f"k{number}",
        ))  # fmt: skip
        if len(batch) == BATCH:
            Appointment.objects.bulk_create(batch)
            batch = []
    Appointment.objects.bulk_create(batch)
    five_minutes = {
        "sqlite": "strftime('%Y-%m-%d %H:%M:%S', a.starts, '+' || (5 * n.k) || ' minutes')",
        "postgresql": "a.starts + n.k * interval '5 minutes'",
    }[connection.vendor]
    numbers = " UNION ALL ".join(f"SELECT {k} AS k" for k in range(6))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO appointments_bookedcell (resource, cell_start, appointment_id) "
            f"SELECT 'desk:' || a.desk_id, {five_minutes}, a.id FROM appointments_appointment a, ({numbers}) n"
        )


def taken_times() -> Iterator[datetime]:
    """Every second half hour of the openings (Portuguese winter time is UTC), from a month ahead backwards."""
    day = (NOW + MONTH).replace(hour=0)
    while True:
        if day.weekday() < 5:
            for hour in (16, 15, 14, 11, 10, 9):
                yield day.replace(hour=hour)
        day -= timedelta(days=1)


def timed(step: Callable[[int], object], count: int) -> list[float]:
    """Milliseconds of each of so many steps."""
    found = []
    for number in range(count):
        started = time.perf_counter()
        step(number)
        found.append((time.perf_counter() - started) * 1000)
    return found


def measure(bookings: int) -> dict[str, list[float]]:
    """Nearest centre, free times of a month at one of the calendars, and the booking of a free time."""
    chance = random.Random(11)
    calendars = list(Centre.objects.filter(booking_mode="own").order_by("id"))
    points = [(chance.uniform(37, 42.1), chance.uniform(-9.4, -6.3)) for _ in range(SAMPLES)]
    times = {centre.id: [s.starts for s in free_slots(centre, 30, NOW, NOW + MONTH, 1000)] for centre in calendars}
    wanted = [(centre, starts) for n in range(60) for centre in calendars for starts in times[centre.id][n : n + 1]]
    people = [contact_for("sms", f"+{number}", "pt") for number in range(bookings)]

    def take(number: int) -> None:
        centre, starts = wanted[number]
        book(
            people[number],
            centre,
            starts,
            30,
            "migrant_support",
            "tax_number",
            "hi",
            f"b{number}",
            triage={"urgency": "usual"},
        )

    timed(lambda n: nearest("pt", *points[n], service="migrant_support"), 5)  # warm
    return {
        "nearest": timed(lambda n: nearest("pt", *points[n], service="migrant_support"), SAMPLES),
        "month": timed(lambda n: free_slots(calendars[n], 30, NOW, NOW + MONTH, 1000), SAMPLES),
        "book": timed(take, bookings),
    }


if __name__ == "__main__":
    clock.set_now(NOW)
    build(int(sys.argv[1]))
    print(json.dumps(measure(int(sys.argv[2]))))
