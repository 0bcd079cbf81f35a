"""The secret that signs sessions and keys the opt-out hashes."""

from __future__ import annotations

import os
import secrets

from bot.paths import DATA


def secret() -> str:
    """`FAROL_SECRET` from the environment; without it, the demonstration's own, made once and kept on disk.

    `farol run` and `farol doctor` refuse a real channel without `FAROL_SECRET`.
    """
    given = os.environ.get("FAROL_SECRET")
    if given:
        return given
    file = DATA / "demonstration-secret"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(48))
    return file.read_text()
