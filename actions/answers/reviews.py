"""Which answers are due for a look at their sources, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from actions.answers.models import Approval, PublishedAnswer
from knowledge.packs import Facts, Pack

EARLY = timedelta(days=90)
"""Who confirms a text this long before its day has done the review."""


@dataclass(frozen=True)
class Review:
    """One concept's day, and who last checked its source text, when. `confirmed`: that was near enough to the day."""

    facts: Facts
    day: date
    overdue: bool
    confirmed: bool
    checked_by: str
    checked_on: date | None
    version: str


def reviews(pack: Pack, today: date) -> list[Review]:
    """The concepts of a territory by review-by day, earliest first; those without a readable day first of all."""
    rows = PublishedAnswer.objects.filter(territory=pack.territory, language=pack.source_language, withdrawn=False)
    served = {row.concept: row.version_id for row in rows}
    checked: dict[str, tuple[date, str]] = {}
    for approval in Approval.objects.filter(version__in=served.values()).select_related("account").order_by("at"):
        checked[approval.version_id] = (approval.at.date(), approval.account.get_username())
    found = []
    for concept, facts in pack.facts.items():
        if concept in served:
            day = _day(facts.review_by)
            last, who = checked.get(served[concept], (None, ""))
            done = last is not None and day > date.min and last >= day - EARLY
            found.append(Review(facts, day, day <= today and not done, done, who, last, served[concept]))
    return sorted(found, key=lambda review: (review.confirmed, review.day))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
