"""Signs of life: each part writes when it last did its work, and the health page and `farol doctor` read it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from actions import clock
from actions.operations.models import Beat

SELDOM = 60.0  # seconds; a busy channel needs no row for every message
OLD = timedelta(days=7)  # a server that is gone for good

_written: dict[str, float] = {}


def beat(name: str, **detail: Any) -> None:
    """`name` did its work now: `worker`, `rasa:<machine>:<port>`, `turn:<channel>`, `sent:<channel>`."""
    Beat.objects.update_or_create(name=name, defaults={"at": clock.now(), "detail": detail})


def beat_seldom(name: str) -> None:
    """The same, at most once a minute in this process."""
    now = time.monotonic()
    if now - _written.get(name, -SELDOM) >= SELDOM:
        beat(name)
        _written[name] = now


def beats(prefix: str = "") -> Mapping[str, Beat]:
    """The signs of life whose name begins with `prefix`, by name."""
    return {row.name: row for row in Beat.objects.filter(name__startswith=prefix).order_by("name")}


def forget_gone() -> int:
    """Forget servers that have been silent for a week; how many."""
    return int(Beat.objects.filter(name__startswith="rasa:", at__lt=clock.now() - OLD).delete()[0])
