"""How often each answer is asked for, as counts per day: nothing in them leads to a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Sum

from actions.answers.models import Demand

LOOK_BACK = timedelta(days=90)


def asked(territory: str, concept: str, language: str, now: datetime) -> None:
    """Count one question about a concept, in the language it was asked in, answered or not."""
    of = {"day": now.date(), "territory": territory, "concept": concept, "language": language}
    rows = Demand.objects.filter(**of)
    if not rows.update(asked=F("asked") + 1):  # the first of its day
        Demand.objects.get_or_create(**of)
        rows.update(asked=F("asked") + 1)


def demand(territory: str, now: datetime) -> dict[tuple[str, str], int]:
    """(concept, language) → how often it was asked for in the last 90 days."""
    rows = Demand.objects.filter(territory=territory, day__gt=(now - LOOK_BACK).date())
    counted = rows.values_list("concept", "language").annotate(total=Sum("asked"))
    return {(concept, language): total for concept, language, total in counted}
