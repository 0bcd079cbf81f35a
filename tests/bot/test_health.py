from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.test import RequestFactory

from actions import clock
from actions.appointments import inbox
from actions.appointments.contacts import contact_for
from actions.operations import beats
from actions.operations.erased import erased
from bot import health as facts
from bot.cli import doctor
from bot.desk.health import healthz

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def quiet(loopback: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty database, no token in the environment, a clock that stands still."""
    for name in (*doctor.REAL_CHANNELS, "FAROL_REDIS_URL", "FAROL_DATABASE_URL", "FAROL_TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    beats._written.clear()
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def doctor_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """What the doctor finds in the stores and channels."""
    monkeypatch.setattr(doctor, "database_file", lambda: Path(__file__))  # there is one
    return lambda: "\n".join([*doctor.stores(), *doctor.channels()])


def page() -> tuple[int, dict]:
    """The health page: its status and what it tells."""
    answer = healthz(RequestFactory().get("/healthz"))
    return answer.status_code, json.loads(answer.content)


def test_the_health_page_tells_of_every_part_and_what_is_late() -> None:
    beats.beat("worker")
    beats.beat("rasa:here:5005", model="farol-1")
    beats.beat("turn:telegram")
    status, found = page()
    assert status == 200
    assert found["worker"] == found["channels"]["telegram"] == MONDAY.isoformat()
    assert found["servers"] == {"here:5005": {"at": MONDAY.isoformat(), "model": "farol-1"}}
    assert found["troubles"] == []
    inbox.receive("sms", "SM1", contact_for("sms", "+351900000001"), {"text": "olá"})
    with clock.frozen(MONDAY + timedelta(minutes=6)):
        status, found = page()
    assert (status, found["troubles"]) == (200, ["worker", "servers", "late_turns"])
    assert "+351" not in str(found) and "olá" not in str(found)


def test_the_health_page_says_503_when_redis_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAROL_REDIS_URL", "redis://127.0.0.1:1/0")
    assert page()[0] == 503


def test_the_doctor_finds_what_is_silent_and_says_the_cure(
    doctor_says: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No answer is loaded: run `farol knowledge load`." in doctor_says()
    assert "The worker has never swept" in doctor_says()
    beats.beat("worker")
    beats.beat("rasa:here:5005", model="farol-of-last-week")
    assert "The worker" not in doctor_says()
    assert "answers with another model (farol-of-last-week): start it again" in doctor_says()
    monkeypatch.setenv("FAROL_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("FAROL_REDIS_URL", "redis://127.0.0.1:1/0")
    said = doctor_says()
    assert "No message has ever come by telegram" in said
    assert "Redis does not answer" in said
    assert "polling" in said and "FAROL_TELEGRAM_WEBHOOK_SECRET" in said
    beats.beat("turn:telegram")
    with clock.frozen(MONDAY + timedelta(days=3)):
        said = doctor_says()
    assert "The last message by telegram came at 2026-11-23" in said
    assert "The worker last swept at 2026-11-23" in said
    assert "farol-of-last-week" not in said, "a server that is gone needs no restart"


def test_a_busy_channel_writes_one_sign_of_life_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(beats, "beat", written.append)
    for _ in range(5):
        beats.beat_seldom("turn:web")
    assert written == ["turn:web"]


def test_whoever_is_deleted_is_remembered_as_a_keyed_hash_only() -> None:
    before = erased().keys()
    contact_for("sms", "+351900000987").delete()
    (found,) = [(key, at) for key, at in erased().items() if key not in before]
    assert found[1] == MONDAY
    assert "351900000987" not in found[0] and len(found[0]) == 64


def test_the_model_named_is_the_one_of_the_present_files() -> None:
    from bot.train import model_file

    assert facts.health().model == model_file().name.removesuffix(".tar.gz")
