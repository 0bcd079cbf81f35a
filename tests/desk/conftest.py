"""A migrated database for each test, two demonstration centres, and browsers that are signed in with a role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.setup_django import setup_django

setup_django()

from django.conf import settings  # noqa: E402 - Django must be set up before its models are imported
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from django_otp import DEVICE_ID_SESSION_KEY  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from actions import clock  # noqa: E402
from actions.answers.publish import load  # noqa: E402
from actions.directory.models import Centre, Desk, OpeningRange  # noqa: E402
from bot.desk.models import EVERY, Profile  # noqa: E402
from knowledge.packs import packs  # noqa: E402
from tests.desk.live import chromium, serving  # noqa: E402

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=timezone.utc)
SignIn = Callable[..., Client]


@pytest.fixture(scope="session", autouse=True)
def _test_environment() -> Iterator[None]:
    setup_test_environment()
    settings.FAROL_DEMO = ""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
    yield
    teardown_test_environment()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table, the answers of Portugal, two centres and no person."""
    file = tmp_path_factory.mktemp("desk") / "empty.sqlite3"
    with using(file):
        call_command("migrate", verbosity=0)
        _centre("demo-braga", "Demonstração – Braga", "Braga", "pt")
        load(packs()["pt"])
        _centre("demo-lisboa", "Demonstração – Lisboa", "Lisboa", "pt")
    return file


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the migrated file; the clock stands at Monday 23 November 2026, 10:00 in Lisbon."""
    file = tmp_path / "farol.sqlite3"
    shutil.copy(migrated, file)
    with using(file), clock.frozen(MONDAY):
        yield file


@pytest.fixture
def centre(database: Path) -> Centre:
    """The centre where the accounts of `sign_in` work."""
    return Centre.objects.get(pk="demo-braga")


@pytest.fixture
def other_centre(database: Path) -> Centre:
    """A centre where they do not."""
    return Centre.objects.get(pk="demo-lisboa")


@pytest.fixture
def sign_in(database: Path) -> SignIn:
    """`sign_in("mediator", languages=["hi"])`: a browser of an account with this role, both factors given."""

    def enter(
        *roles: str,
        languages: Sequence[str] = (EVERY,),
        centres: Sequence[str] = ("demo-braga",),
        verified: bool = True,
        **client: Any,
    ) -> Client:
        name = "-".join(roles) or "nobody"
        user = get_user_model().objects.create_user(
            f"{name}-{get_user_model().objects.count()}", password="p4ssphrase!x"
        )
        profile = Profile.objects.create(
            user=user, roles=list(roles), languages=list(languages), interface_language="en"
        )
        profile.centres.set(centres)
        browser = Client(**client)
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        if verified:
            device = TOTPDevice.objects.create(user=user, confirmed=True, name="totp")
            session = browser.session
            session[DEVICE_ID_SESSION_KEY] = device.persistent_id
            session.save()
        return browser

    return enter


@contextmanager
def using(file: Path) -> Iterator[None]:
    """Every connection opened inside the block goes to `file`."""
    usual = connections.settings["default"]["NAME"]
    connections.close_all()
    connections.settings["default"]["NAME"] = str(file)
    try:
        yield
    finally:
        connections.close_all()
        connections.settings["default"]["NAME"] = usual


def _centre(centre_id: str, name: str, municipality: str, territory: str) -> None:
    centre = Centre.objects.create(
        id=centre_id, name=name, kind="demonstration", territory=territory, municipality=municipality, lat=41.5,
        lon=-8.4, booking_mode="own", offers=["migrant_support"], languages=["pt"], demo=True,
    )  # fmt: skip
    for number in (1, 2):
        Desk.objects.create(id=f"{centre_id}-{number}", centre=centre, name=f"{number}")
    for weekday in range(1, 6):
        OpeningRange.objects.create(centre=centre, weekday=weekday, start=time(9), end=time(17))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium for the tests of one file."""
    with chromium() as running:
        yield running


@pytest.fixture
def address(database: Path) -> Iterator[str]:
    """Where the desk listens, on the database of the test."""
    with serving() as where:
        yield where
