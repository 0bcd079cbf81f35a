from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import forget_conversation
from bot.trackers import EVENTS, ShortTrackerStore

DOMAIN = Domain.from_yaml(
    "version: '3.1'\nintents: [greet]\nslots: {language: {type: text, mappings: [{type: custom}]}}\n"
    "actions: [action_turn]\n"
)


@pytest.fixture
def store(tmp_path: Path) -> ShortTrackerStore:
    """An empty store."""
    return ShortTrackerStore(DOMAIN, dialect="sqlite", db=str(tmp_path / "conversations.sqlite3"))


async def turn(store: ShortTrackerStore, number: int, new_session: bool = False) -> DialogueStateTracker:
    """What Rasa does in a turn: read, add, save."""
    tracker = await store.get_or_create_tracker("ana", append_action_listen=False)
    if new_session:
        tracker.update(ActionExecuted("action_session_start"), DOMAIN)
        tracker.update(SessionStarted(), DOMAIN)
        tracker.update(ActionExecuted("action_listen"), DOMAIN)
        await store.save(tracker)
    for event in (UserUttered(f"message {number}", {"name": "greet"}), ActionExecuted("action_turn"),
                  BotUttered("hello"), SlotSet("language", "pt"), ActionExecuted("action_listen")):  # fmt: skip
        tracker.update(event, DOMAIN)
    await store.save(tracker)
    return tracker


def said(tracker: DialogueStateTracker | None) -> list[str]:
    return [e.text for e in tracker.events if isinstance(e, UserUttered)] if tracker else []


def test_every_event_is_stored_once_however_little_was_read(store: ShortTrackerStore) -> None:
    async def talk() -> None:
        for number in range(20):
            await turn(store, number, new_session=number in (0, 12))

    asyncio.run(talk())
    plain = SQLTrackerStore(DOMAIN, dialect="sqlite", db=store.engine.url.database)
    whole = asyncio.run(plain.retrieve_full_tracker("ana"))
    assert said(whole) == [f"message {number}" for number in range(20)]
    assert len(whole.events) == 20 * 5 + 2 * 3


def test_what_is_read_does_not_grow_with_the_session_and_keeps_the_slots(store: ShortTrackerStore) -> None:
    async def talk() -> DialogueStateTracker | None:
        for number in range(40):
            await turn(store, number, new_session=number == 0)
        return await store.retrieve("ana")

    tracker = asyncio.run(talk())
    assert tracker and len(tracker.events) == EVENTS
    assert said(tracker)[-2:] == ["message 38", "message 39"]
    assert tracker.get_slot("language") == "pt"
    assert tracker.latest_action_name == "action_listen"


def test_only_the_latest_session_is_read(store: ShortTrackerStore) -> None:
    async def talk() -> DialogueStateTracker | None:
        await turn(store, 1, new_session=True)
        await turn(store, 2, new_session=True)
        return await store.retrieve("ana")

    assert said(asyncio.run(talk())) == ["message 2"]


def test_forgotten_words_are_in_no_file_of_the_store(store: ShortTrackerStore, tmp_path: Path) -> None:
    asyncio.run(turn(store, 1, new_session=True))
    forget_conversation(store, "ana")
    with sqlite3.connect(tmp_path / "conversations.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)
    assert [f.name for f in tmp_path.iterdir() if b"message 1" in f.read_bytes()] == []
