"""Django is configured before the tests of this room are imported; each test of a channel has an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.setup_django import setup_django

setup_django()


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No proxy on the way to the fakes, nothing counted yet, and an empty database."""
    from django.core.cache import cache

    from tests.fakes.channel_server import fresh_database

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    cache.clear()
    with fresh_database(tmp_path):
        yield


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """The file that lets one process poll."""
    return tmp_path / "poller.lock"
