from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

import pytest

from actions import clock

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=timezone.utc)


def test_the_clock_runs_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(timezone.utc)) < timedelta(seconds=5)


def test_a_frozen_clock_stands_for_every_thread_and_runs_again_afterwards() -> None:
    seen: list[datetime] = []
    with clock.frozen(NOON):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
        with clock.frozen(NOON + timedelta(hours=1)):
            assert clock.now() == NOON + timedelta(hours=1)
        assert clock.now() == NOON
    assert seen == [NOON]
    assert clock.now() != NOON


def test_the_clock_refuses_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.set_now(datetime(2026, 1, 1))
