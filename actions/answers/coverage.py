"""The matrix of concepts and languages: what stands, what is missing, how often each is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.answers.demand import demand
from actions.answers.models import Approval, PublishedAnswer
from actions.answers.serving import APPROVED, DRAFT, MISSING, STALE, WITHDRAWN
from knowledge.packs import Concept, Pack, concepts

STATES = (MISSING, DRAFT, APPROVED, STALE, WITHDRAWN)


@dataclass(frozen=True)
class Cell:
    """One answer: its state and how often it was asked for in the last 90 days, in this language."""

    language: str
    state: str
    asked: int


@dataclass(frozen=True)
class Line:
    """One concept with its cells, in the order of the languages."""

    concept: Concept
    cells: tuple[Cell, ...]
    asked: int


def matrix(pack: Pack, languages: list[str], now: datetime) -> list[Line]:
    """Every concept of a territory that has facts, in the order of the concepts. Three queries, whatever its size."""
    rows = {(r.concept, r.language): r for r in PublishedAnswer.objects.filter(territory=pack.territory)}
    approved = set(
        Approval.objects.filter(version__territory=pack.territory).values_list("version", flat=True).distinct()
    )
    wanted = demand(pack.territory, now)
    found = []
    for concept in concepts().values():
        if concept.id not in pack.facts:
            continue
        cells = tuple(
            Cell(
                code, _state(rows, concept.id, code, pack.source_language, approved), wanted.get((concept.id, code), 0)
            )
            for code in languages
        )
        found.append(Line(concept, cells, sum(n for (asked, _), n in wanted.items() if asked == concept.id)))
    return found


def counts(lines: list[Line]) -> dict[str, int]:
    """How many answers are in each state."""
    cells = [(line.concept, cell) for line in lines for cell in line.cells]
    states = [cell.state for concept, cell in cells if cell.state != MISSING or concept.wanted_in(cell.language)]
    return {state: states.count(state) for state in STATES}


def _state(
    rows: dict[tuple[str, str], PublishedAnswer], concept: str, language: str, own: str, approved: set[str]
) -> str:
    row, source = rows.get((concept, language)), rows.get((concept, own))
    if row is None:
        return MISSING
    if row.withdrawn or (source is not None and source.withdrawn):
        return WITHDRAWN
    if source is not None and language != own and row.source_version != source.version_id:
        return STALE
    return APPROVED if row.version_id in approved else DRAFT
