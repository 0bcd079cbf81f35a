"""The matrix concept × language of a territory as text: how many answers stand in each state, and which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from django.db import connection

from actions import clock
from actions.answers.coverage import STATES, matrix
from actions.answers.models import PublishedAnswer
from actions.answers.serving import DRAFT, MISSING
from bot.desk.mediation.matrix import SIGNS
from knowledge.packs import Concept, Pack, concepts

States = Mapping[tuple[str, str], str]  # (concept, language) → state; what is not in it is missing


def states(pack: Pack) -> tuple[States, bool]:
    """The state of every answer of `pack`, and whether the database said it.

    Before the first load the files say it: what they hold is a draft, since only an account at the desk approves.
    """
    loaded = PublishedAnswer._meta.db_table in connection.introspection.table_names()
    if not loaded or not PublishedAnswer.objects.filter(territory=pack.territory).exists():
        return {key: DRAFT for key in pack.answers if key[0] in pack.facts}, False
    lines = matrix(pack, _columns(pack), clock.now())
    return {(line.concept.id, cell.language): cell.state for line in lines for cell in line.cells}, True


def table(pack: Pack, found: States, each: bool) -> Iterator[str]:
    """The lines of the table: answers by state and language; `each` adds a line for every concept."""
    rows, columns = _concepts(pack), _columns(pack)
    named = f"{len(rows)} of {len(concepts())} concepts have facts, {len(columns)} languages"
    yield f"{pack.territory} ({pack.name}): {named}"
    yield _line("", [*columns, "all"])
    counts = {code: Counter(_counted(rows, found, code)) for code in columns}
    for state in STATES:
        numbers = [counts[code][state] for code in columns]
        yield _line(f"{SIGNS[state]} {state}", [*map(str, numbers), str(sum(numbers))])
    if each:
        yield ""
        yield _line("", columns)
        for concept in rows:
            yield _line(concept.id, [SIGNS[found.get((concept.id, code), MISSING)] for code in columns])


def _counted(rows: list[Concept], found: States, code: str) -> Iterator[str]:
    """The states in one language; what nobody is to write in it is not missing."""
    return (found.get((c.id, code), MISSING) for c in rows if (c.id, code) in found or c.wanted_in(code))


def _concepts(pack: Pack) -> list[Concept]:
    return [concept for concept in concepts().values() if concept.id in pack.facts]


def _columns(pack: Pack) -> list[str]:
    """The languages that the pack lists, then those that have answers without being listed."""
    return list(dict.fromkeys([*pack.languages, *(language for _, language in pack.answers)]))


def _line(name: str, cells: list[str]) -> str:
    return f"{name:<30}" + "".join(f"{cell:>5}" for cell in cells)
