"""Rasa's endpoints, from the environment: where conversations are kept, and who orders their turns.

Without `FAROL_DATABASE_URL` conversations lie in an SQLite file of their own, with it in PostgreSQL, in the schema
`conversations` (Django's migrations never see it) or where `FAROL_CONVERSATIONS_URL` says. With `FAROL_REDIS_URL`
several servers share the conversations.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.paths import tracker_file

SCHEMA = "conversations"
STORE = "bot.trackers.ShortTrackerStore"


def endpoints(environment: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """The settings of `tracker_store` and, with Redis, `lock_store`, addresses included."""
    address = conversations_url(environment)
    found: dict[str, dict[str, Any]] = {
        "tracker_store": {"type": STORE, "dialect": "sqlite", "db": str(tracker_file())}
    }
    if address:
        found["tracker_store"] = {"type": STORE, "dialect": "postgresql", "url": address}
    if environment.get("FAROL_REDIS_URL"):
        found["lock_store"] = {"type": "bot.locks.AtomicRedisLockStore", "url": environment["FAROL_REDIS_URL"]}
    return found


def conversations_url(environment: Mapping[str, str] = os.environ) -> str:
    """PostgreSQL's address of the conversations; '' when they lie in a file."""
    named = environment.get("FAROL_CONVERSATIONS_URL", "")
    shared = environment.get("FAROL_DATABASE_URL", "")
    if named or not shared:
        return named
    return f"{shared}{'&' if '?' in shared else '?'}options=-csearch_path%3D{SCHEMA}"


def write_endpoints(file: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Write Rasa's endpoints file. The addresses, which may hold passwords, stay names of the environment."""
    written = endpoints(environment)
    if "url" in written["tracker_store"]:
        written["tracker_store"]["url"] = "${FAROL_CONVERSATIONS_URL}"
    if "lock_store" in written:
        written["lock_store"]["url"] = "${FAROL_REDIS_URL}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(written), encoding="utf-8")
    return file
