"""Rasa's conversation store, reading of a conversation only what its rules need.

Rasa reads every event of a session at every turn and finds out what to add by counting them again: a turn grows
slower with the session. Here what was said before stands in a memory of its own (`actions.dialogue.memory`), and rules
look at the last turns only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import SingletonThreadPool

EVENTS = 16  # of the latest session: two turns


class ShortTrackerStore(SQLTrackerStore):
    """Reads the last events of a session; adds what is new since they were read (under the conversation's lock)."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        if self.engine.dialect.name == "sqlite":  # opening a file and setting it up costs more than reading it
            self.engine: Engine = create_engine(self.engine.url, poolclass=SingletonThreadPool)
            self.sessionmaker = sessionmaker(bind=self.engine)
            event.listen(self.engine, "connect", _write_ahead)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events that came since the tracker was read, or saved."""
        await super().save(tracker)
        tracker.stored_events = len(tracker.events)

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool = False
    ) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            rows = self._event_query(session, sender_id, fetch_events_from_all_sessions)
            if not fetch_events_from_all_sessions:
                rows = rows.order_by(None).order_by(self.SQLEvent.id.desc()).limit(EVENTS)
            found = sorted(rows.all(), key=lambda row: int(row.id))
            events = [json.loads(row.data) for row in found]
        if not events or self.domain is None:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.stored_events = len(tracker.events)
        return tracker

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterator[Event]:
        return islice(tracker.events, getattr(tracker, "stored_events", 0), None)


def _write_ahead(connection: Any, record: Any) -> None:
    # A full sync to the disk at every turn costs more than the turn; words that are deleted are overwritten.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")
