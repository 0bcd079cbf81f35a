"""Rasa's agent with in-process actions, and the gate in front of it."""

from __future__ import annotations

import os
from pathlib import Path

from asgiref.sync import sync_to_async
from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy import text

from actions import clock
from actions.appointments.models import Contact
from bot.channels.gate import Gate
from bot.endpoints import endpoints
from bot.local_actions import run_actions_in_process
from bot.locks import AtomicRedisLockStore
from locales.languages import languages
from nlu.choices import match_option
from nlu.entities import find_entities
from nlu.model import Context, Option


def load_agent(model: Path) -> Agent:
    """The agent of a trained model archive, with the stores that the environment names."""
    stores = {name: EndpointConfig.from_dict(given) for name, given in endpoints().items()}
    return Agent.load(
        str(model),
        tracker_store=TrackerStore.create(stores["tracker_store"]),
        lock_store=LockStore.create(stores.get("lock_store")),
    )


def gate_for(agent: Agent) -> Gate:
    """The gate whose turns `agent` takes."""

    run_actions_in_process(agent)
    warm_up()

    async def forget(sender: str) -> None:
        await sync_to_async(forget_conversation)(agent.tracker_store, sender)

    shared = agent.lock_store if isinstance(agent.lock_store, AtomicRedisLockStore) else None
    return Gate(agent.handle_message, forget, os.environ.get("FAROL_TERRITORY", "pt"), shared)


def warm_up() -> None:
    """Read the word tables of every language now, so that the first person does not wait for them."""
    context = Context(now=clock.now(), options=(Option("1", "-"),))
    for code, language in languages().items():
        if language.understand:
            find_entities("-", code, context)
            match_option("-", context.options, code)


def forget_conversation(store: object, sender: str) -> None:
    """Delete every event of a conversation. Only ever after the turn: saving a turn writes its events back."""
    inner = getattr(store, "_tracker_store", store)  # Rasa wraps its stores to survive database errors
    if isinstance(inner, SQLTrackerStore):
        with inner.session_scope() as session:
            session.query(SQLTrackerStore.SQLEvent).filter_by(sender_id=sender).delete()
            session.commit()
            if inner.engine.dialect.name == "sqlite":  # what was written ahead holds the words too
                session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def conversation_texts(agent: Agent, contact: Contact) -> list[str]:
    """Every event that the tracker store keeps of a contact's conversation, as stored."""
    inner = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    with inner.session_scope() as session:
        rows = session.query(SQLTrackerStore.SQLEvent).filter_by(sender_id=contact.public_id)
        return [row.data for row in rows]
