"""The queue of questions that no answer fitted: grouped by likeness, and what mediators make of each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from rapidfuzz import fuzz

from actions import clock
from actions.answers.models import ProposedQuestion, Unanswered, WantedConcept
from knowledge.packs import concepts
from nlu.normalise import normalise

ALIKE = 72
"""From this likeness on (0 to 100, words in any order) two wordings are one question."""
READ = 1000
"""So many of the latest are read; the rest wait until these are settled."""
UNKNOWN = "und"
GUESSES = 3


@dataclass
class Group:
    """Wordings of one question, the latest first. `guesses`: concepts that came nearest, the likeliest first."""

    language: str
    rows: list[Unanswered] = field(default_factory=list)
    normal: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The shortest wording: the easiest to read."""
        return str(min((row.words for row in self.rows), key=len))

    @property
    def wordings(self) -> list[str]:
        """Every different wording."""
        return list(dict.fromkeys(row.words for row in self.rows))

    @property
    def asked(self) -> int:
        """How often."""
        return len(self.rows)

    @property
    def last(self) -> datetime:
        """When it was asked last."""
        return max(row.at for row in self.rows)

    @property
    def ids(self) -> str:
        """The rows, as a form sends them back."""
        return ",".join(str(row.pk) for row in self.rows)

    @property
    def guesses(self) -> list[str]:
        """The concepts the model came nearest to."""
        counted = Counter(concept for row in self.rows for concept in row.ranking if concept in concepts())
        return [concept for concept, _ in counted.most_common(GUESSES)]


def groups(languages: Collection[str]) -> list[Group]:
    """The open questions in these languages (and those whose language was not recognised), most asked first."""
    rows = Unanswered.objects.filter(state=Unanswered.State.OPEN, language__in={*languages, UNKNOWN})
    found: list[Group] = []
    for row in rows.order_by("-at")[:READ]:
        normal = normalise(row.words)
        group = _best(found, row.language, normal)
        if group is None:
            group = Group(row.language)
            found.append(group)
        group.rows.append(row)
        if normal not in group.normal:
            group.normal.append(normal)
    return sorted(found, key=lambda group: (-group.asked, -group.last.timestamp()))


def _best(found: list[Group], language: str, normal: str) -> Group | None:
    likeness, best = 0.0, None
    for group in found:
        if group.language == language:
            here = max(fuzz.token_sort_ratio(normal, other, score_cutoff=ALIKE) for other in group.normal)
            if here > likeness:
                likeness, best = here, group
    return best


@transaction.atomic
def to_training(rows: list[Unanswered], concept: str, wordings: list[str], language: str, account: Any) -> int:
    """Propose wordings as training questions of a concept; returns how many are new. Raises KeyError for no concept."""
    concepts()[concept]
    new = 0
    for text in wordings:
        values = {"concept": concept, "by": account.get_username(), "at": clock.now()}
        _, created = ProposedQuestion.objects.get_or_create(language=language, text=text[:400], defaults=values)
        new += created
    _settle(rows, Unanswered.State.TRAINED, concept, account)
    return new


@transaction.atomic
def to_wanted(rows: list[Unanswered], question: str, topic: str, account: Any) -> WantedConcept:
    """Note a need that no concept covers, with the wordings that showed it."""
    wanted = WantedConcept.objects.create(
        question=question[:200],
        topic=topic,
        wordings=[[row.language, row.words] for row in rows],
        asked=len(rows),
        by=account.get_username(),
        at=clock.now(),
    )
    _settle(rows, Unanswered.State.WANTED, question, account)
    return wanted


@transaction.atomic
def dismiss(rows: list[Unanswered], reason: str, account: Any) -> None:
    """Close questions without consequence. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a reason is needed")
    _settle(rows, Unanswered.State.DISMISSED, reason.strip(), account)


def _settle(rows: list[Unanswered], state: str, reason: str, account: Any) -> None:
    Unanswered.objects.filter(pk__in=[row.pk for row in rows], state=Unanswered.State.OPEN).update(
        state=state, reason=reason[:300], settled_by=account.get_username(), settled_at=clock.now()
    )
