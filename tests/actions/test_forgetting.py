"""When a session ends, the conversation store keeps nothing of it, and unconfirmed answers are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from actions import clock
from actions.appointments import inbox
from actions.appointments.contacts import contact_for
from actions.appointments.models import Contact
from actions.dialogue import memory as memories
from bot.forgetting import TURNS, forget_ended_sessions


@pytest.fixture
def store(database: Path, monday: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A conversation store with Rasa's table and nothing in it."""
    file = database.with_name("conversations.sqlite3")
    monkeypatch.setenv("FAROL_DATABASE", str(database))
    monkeypatch.delenv("FAROL_DATABASE_URL", raising=False)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, data TEXT)")
        )
    yield engine
    engine.dispose()


def says(store: Engine, name: str, words: str, times: int = 1) -> Contact:
    """A message of somebody, as Rasa keeps it."""
    contact = contact_for("web", name, "pt")
    with store.begin() as connection:
        for _ in range(times):
            for kind in ("user", "bot", "action"):
                row = {"sender": contact.public_id, "kind": kind, "data": words}
                connection.execute(
                    text("INSERT INTO events (sender_id, type_name, data) VALUES (:sender, :kind, :data)"), row
                )
    return contact


def kept(store: Engine) -> str:
    """Everything the store holds."""
    with store.connect() as connection:
        return str([row.data for row in connection.execute(text("SELECT data FROM events"))])


def test_thirty_minutes_after_the_last_message_nothing_is_left(store: Engine, monday: datetime) -> None:
    says(store, "a", "segredo")
    with clock.frozen(monday + timedelta(minutes=29)):
        says(store, "b", "outra coisa")
        assert forget_ended_sessions() == 0
    with clock.frozen(monday + timedelta(minutes=30)):
        assert forget_ended_sessions() == 1
        assert "segredo" not in kept(store) and "outra coisa" in kept(store)
        assert forget_ended_sessions() == 0


def test_after_forty_turns_too(store: Engine) -> None:
    says(store, "a", "segredo", TURNS - 1)
    assert forget_ended_sessions() == 0
    says(store, "a", "segredo")
    assert forget_ended_sessions() == 1
    assert "segredo" not in kept(store)


def test_a_turn_under_way_is_left_for_the_next_sweep(store: Engine, monday: datetime) -> None:
    contact = says(store, "a", "segredo")
    message = inbox.receive("web", "1", contact, {"text": "x"})
    assert message and inbox.claim(message)
    with clock.frozen(monday + timedelta(hours=1)):
        assert forget_ended_sessions() == 0
        inbox.done(message)
        assert forget_ended_sessions() == 1


def test_nothing_stays_of_somebody_who_is_not_known_any_more(store: Engine) -> None:
    says(store, "a", "segredo").delete()
    assert forget_ended_sessions() == 1
    assert kept(store) == "[]"


def test_answers_that_nobody_confirmed_are_forgotten_and_the_rest_is_remembered(
    store: Engine, monday: datetime
) -> None:
    contact = contact_for("web", "a", "pt")
    begun = memories.Triage("DEMO-1", "urgent", facts=["no_roof"])
    memories.keep(
        contact, memories.Memory(language="hi", triage=begun, draft=memories.Draft(topic="tax_number")), monday
    )
    with clock.frozen(monday + timedelta(minutes=30)):
        forget_ended_sessions()
        memory = memories.recall(contact, clock.now())
    assert memory.triage is None
    assert memory.language == "hi" and memory.draft is not None and memory.draft.topic == "tax_number"


def test_a_store_that_does_not_exist_yet_is_nothing_to_forget(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAROL_DATABASE", str(database))
    monkeypatch.delenv("FAROL_DATABASE_URL", raising=False)
    assert forget_ended_sessions() == 0
