# ruff: noqa: E402 - Django must be set up before its models are imported
"""A fresh, migrated database for each test, one demonstration centre, and a clock that stands still."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timezone
from pathlib import Path

import django
import pytest

django.setup()

from django.core.management import call_command
from django.db import connections

from actions import clock
from actions.appointments.booking import book
from actions.appointments.contacts import contact_for
from actions.appointments.models import Appointment, Contact
from actions.directory.models import Centre, Desk, OpeningRange

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and no row."""
    file = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    with _using(file):
        call_command("migrate", verbosity=0)
    return file


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the migrated file, used by every thread of the test."""
    file = tmp_path / "farol.sqlite3"
    shutil.copy(migrated, file)
    with _using(file):
        yield file


@pytest.fixture
def monday() -> Iterator[datetime]:
    """Monday 23 November 2026, 8:00 in Lisbon, for the whole process."""
    with clock.frozen(MONDAY):
        yield MONDAY


@pytest.fixture
def make_centre(database: Path) -> Callable[..., Centre]:
    """Makes a demonstration centre that is open 9:30-12:30 and 14:00-17:00 from Monday to Friday."""

    def make(centre_id: str = "demo-braga", desks: int = 1, hours: bool = True, **values: object) -> Centre:
        wanted = {
            "name": "Demonstração – Braga",
            "kind": "demonstration",
            "territory": "pt",
            "municipality": "Braga",
            "lat": 41.55,
            "lon": -8.42,
            "booking_mode": "own",
            "offers": ["migrant_support"],
            "languages": ["pt"],
            "demo": True,
        }
        centre = Centre.objects.create(id=centre_id, **{**wanted, **values})
        for number in range(1, desks + 1):
            Desk.objects.create(id=f"{centre_id}-{number}", centre=centre)
        for weekday in range(1, 6) if hours else ():
            OpeningRange.objects.create(centre=centre, weekday=weekday, start=time(9, 30), end=time(12, 30))
            OpeningRange.objects.create(centre=centre, weekday=weekday, start=time(14), end=time(17))
        return centre

    return make


@pytest.fixture
def centre(make_centre: Callable[..., Centre]) -> Centre:
    """The demonstration centre with one desk."""
    return make_centre()


@pytest.fixture
def person(database: Path) -> Contact:
    """Somebody who writes by SMS."""
    return contact_for("sms", "+351900000001", "pt")


@pytest.fixture
def visit(monday: datetime, centre: Centre, person: Contact) -> Appointment:
    """A visit on Thursday at 10:00."""
    starts = datetime(2026, 11, 26, 10, 0, tzinfo=timezone.utc)
    return book(person, centre, starts, 30, "migrant_support", "residence_permit_renewal", "hi", "inbox:1")


@contextmanager
def _using(file: Path) -> Iterator[None]:
    """Every connection opened inside the block, by any thread, goes to `file`."""
    usual = connections.settings["default"]["NAME"]
    connections.close_all()
    connections.settings["default"]["NAME"] = str(file)
    yield
    connections.close_all()
    connections.settings["default"]["NAME"] = usual
