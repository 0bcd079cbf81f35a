"""How questions ended and whether answers helped, as counts per day: nothing in them leads to a person."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F

from actions.answers.models import Helped, Tally

Kind = Tally.Kind


def count(kind: str, territory: str, channel: str, language: str, now: datetime) -> None:
    """One question more that ended as `kind` (of `Kind`): answered, offered guesses, left without an answer, or handed
    to a person."""
    _add(Tally, {"day": now.date(), "territory": territory, "kind": kind, "channel": channel, "language": language})


def helped(concept: str, territory: str, language: str, yes: bool, now: datetime) -> None:
    """One reader more who said that an answer helped, or did not."""
    _add(Helped, {"day": now.date(), "territory": territory, "concept": concept, "language": language, "helped": yes})


def _add(model: type[models.Model], of: dict[str, object]) -> None:
    rows = model._default_manager.filter(**of)
    if not rows.update(count=F("count") + 1):  # the first of its day
        model._default_manager.get_or_create(**of)
        rows.update(count=F("count") + 1)
