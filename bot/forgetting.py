"""The conversation store forgets: 30 minutes after the last message, or after 40 turns, nothing of a session is left.

What goes on with a conversation (an open question, a booking in the making) stands in the conversation's memory, which
holds no words but the last question, redacted, until the same moment; Rasa's events are needed only while a turn runs.
The worker does this without importing Rasa.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Connection, Engine

from actions import clock
from actions.appointments.models import Contact, InboxMessage
from actions.dialogue.memory import forget_unfinished
from bot.endpoints import conversations_url
from bot.paths import tracker_file

SESSION = timedelta(minutes=30)
TURNS = 40
RUNNING = (InboxMessage.State.RECEIVED, InboxMessage.State.RUNNING)


def forget_ended_sessions() -> int:
    """Delete the events of every session that has ended; returns how many conversations. Safe to repeat.

    A conversation whose turn is under way is left for the next sweep: saving a turn would write its events back.
    """
    ended_before = clock.now() - SESSION
    forget_unfinished(ended_before)
    engine = _store()
    try:
        if not inspect(engine).has_table("events"):
            return 0
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":  # deleted words are overwritten, not only unlinked
                connection.execute(text("PRAGMA secure_delete=ON"))
            ended = _ended(_turns(connection), ended_before)
            for sender in ended:
                connection.execute(text("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender})
        if ended and engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return len(ended)
    finally:
        engine.dispose()


def _store() -> Engine:
    address = conversations_url()
    if address:
        return create_engine(address)
    return create_engine(f"sqlite:///{tracker_file()}", connect_args={"timeout": 20})


def _turns(connection: Connection) -> dict[str, int]:
    """How many messages of each person the store holds. It holds running sessions only, so the table stays small."""
    rows = connection.execute(
        text("SELECT sender_id, SUM(CASE WHEN type_name = 'user' THEN 1 ELSE 0 END) FROM events GROUP BY sender_id")
    )
    return {str(sender): int(count) for sender, count in rows}


def _ended(turns: dict[str, int], before: datetime) -> list[str]:
    known = dict(Contact.objects.filter(public_id__in=turns).values_list("public_id", "last_seen"))
    rows = InboxMessage.objects.filter(state__in=RUNNING, contact__public_id__in=turns)
    busy = set(rows.values_list("contact__public_id", flat=True))
    # Whoever is not known any more was erased: nothing of theirs may stay.
    over = [s for s, count in turns.items() if s not in known or known[s] <= before or count >= TURNS]
    return [sender for sender in over if sender not in busy]
