"""What organisations offer in a territory: `<territory>/services-offered.csv`, in the terms of Open Referral (HSDS).

A row says who offers what to whom, how one gets in, from when to when, where that was read and as of which day.
What follows from the dates is computed (`standing`), never written: a row that ended yesterday is not open today.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NoReturn

from knowledge.packs import ROOT, PackError
from knowledge.taxonomy import terms

FILE = "services-offered.csv"
STATUSES = ("existing", "funded_project", "partnership", "network", "proposed", "ended")
OPEN, CALL_FIRST, NOT_YET, ENDED, PROPOSED = "open", "call_first", "not_yet", "ended", "proposed"
FRESH = timedelta(days=365)
"""A row confirmed longer ago than this is 'call first'."""
REQUIRED = (
    *("id", "name", "themes", "eligibility", "minimum_age", "maximum_age", "access", "places", "languages_taught"),
    *("capacity", "status", "valid_from", "valid_to", "for_people", "centre", "source", "as_of", "organization"),
)
_OLDEST = 130


@dataclass(frozen=True)
class Offered:
    """One row. `places`: municipalities whose people it is for, empty for the whole territory.

    `ages`: years from and to, or None where it is not said; `as_of`: YYYY, YYYY-MM or YYYY-MM-DD; `for_people`:
    False for what only staff or authorities use; `centre`: id in centres.csv of where to ask, or ''.
    """

    id: str
    territory: str
    organization: str
    name: str
    descriptions: Mapping[str, str]
    themes: tuple[str, ...]
    eligibility: tuple[str, ...]
    ages: tuple[int, int] | None
    access: str
    places: tuple[str, ...]
    languages_taught: tuple[str, ...]
    capacity: str
    status: str
    valid_from: date | None
    valid_to: date | None
    for_people: bool
    centre: str
    source: str
    as_of: str
    notes: str

    def standing(self, today: date) -> str:
        """open, call_first, not_yet, ended or proposed, on `today`. A row without fresh word is never 'open',
        unless it is a project whose own published period still runs."""
        if self.status == "proposed":
            return PROPOSED
        if self.status == "ended" or (self.valid_to and self.valid_to < today):
            return ENDED
        if self.valid_from and self.valid_from > today:
            return NOT_YET
        if self.status == "funded_project" and self.valid_to:
            return OPEN
        return OPEN if today - _first_day(self.as_of) <= FRESH else CALL_FIRST


@cache
def offered(territory: str, root: Path = ROOT) -> tuple[Offered, ...]:
    """The rows of a territory, in the order of the file; none where it has no file. Raises PackError."""
    file = root / territory / FILE
    return tuple(read(file, territory)) if file.exists() else ()


def read(file: Path, territory: str) -> list[Offered]:
    """The rows of one file. Raises PackError naming file, line and cure."""
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        columns = reader.fieldnames or ()
        if missing := [name for name in REQUIRED if name not in columns]:
            raise PackError(f"{file}, line 1: add the column(s) {', '.join(missing)}")
        rows = []
        for cells in reader:
            where = f"{file}, line {reader.line_num}"
            if None in cells or None in cells.values():
                raise PackError(f"{where}: the number of cells differs from the first line; put quotes around commas")
            rows.append(_Line(where, {k: (v or "").strip() for k, v in cells.items()}).row(territory))
    ids = [row.id for row in rows]
    if twice := {i for i in ids if ids.count(i) > 1}:
        raise PackError(f"{file}: {sorted(twice)} stand twice; every id names one service")
    return rows


class _Line:
    """One line of the file, with where it stands."""

    def __init__(self, where: str, cells: Mapping[str, str]) -> None:
        self.where, self.cells = where, cells

    def row(self, territory: str) -> Offered:
        known = terms()
        start, end = self._day("valid_from"), self._day("valid_to")
        if start and end and end < start:
            self._fail("valid_to lies before valid_from; correct one of the two")
        descriptions = {k.removeprefix("description_"): v for k, v in self.cells.items() if "description_" in k and v}
        if not descriptions:
            self._fail("has no description; write it in the territory's language and in English")
        return Offered(
            id=self._filled("id"),
            territory=territory,
            organization=self._filled("organization"),
            name=self._filled("name"),
            descriptions=descriptions,
            themes=self._all_of("themes", known.themes),
            eligibility=self._all_of("eligibility", known.audiences),
            ages=self._ages(),
            access=self._one_of("access", known.access),
            places=self._items("places"),
            languages_taught=self._items("languages_taught"),
            capacity=self.cells["capacity"],
            status=self._one_of("status", STATUSES),
            valid_from=start,
            valid_to=end,
            for_people=self._one_of("for_people", ("yes", "no")) == "yes",
            centre=self.cells["centre"],
            source=self._filled("source"),
            as_of=self._as_of(),
            notes=self.cells.get("notes", ""),
        )

    def _filled(self, column: str) -> str:
        return self.cells[column] or self._fail(f"'{column}' is empty; fill it in")

    def _items(self, column: str) -> tuple[str, ...]:
        return tuple(item.strip() for item in self.cells[column].split(";") if item.strip())

    def _all_of(self, column: str, allowed: Mapping[str, object]) -> tuple[str, ...]:
        for item in self._items(column):
            if item not in allowed:
                self._fail(f"'{item}' in '{column}' is not known; use the terms of taxonomy/terms.yml")
        return self._items(column)

    def _one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        if self.cells[column] not in allowed:
            self._fail(f"'{self.cells[column]}' in '{column}' is not known; use one of {', '.join(allowed)}")
        return self.cells[column]

    def _day(self, column: str) -> date | None:
        try:
            return date.fromisoformat(self.cells[column]) if self.cells[column] else None
        except ValueError:
            self._fail(f"'{self.cells[column]}' in '{column}' is not a date; write for example 2026-11-30")

    def _as_of(self) -> str:
        try:
            _first_day(self._filled("as_of"))
        except ValueError:
            self._fail(f"'{self.cells['as_of']}' in 'as_of' is not YYYY, YYYY-MM or YYYY-MM-DD; correct it")
        return self.cells["as_of"]

    def _ages(self) -> tuple[int, int] | None:
        low, high = self.cells["minimum_age"], self.cells["maximum_age"]
        if not all(value.isdecimal() or not value for value in (low, high)):
            self._fail("minimum_age and maximum_age are whole years, or empty; correct them")
        return (int(low or 0), int(high or _OLDEST)) if low or high else None

    def _fail(self, what: str) -> NoReturn:
        raise PackError(f"{self.where}: {what}")


def _first_day(as_of: str) -> date:
    """The earliest day that a date of 4, 7 or 10 characters may mean. Raises ValueError."""
    parts = [int(part) for part in as_of.split("-")]
    if len(as_of) not in (4, 7, 10):
        raise ValueError(as_of)
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
