"""Postcodes: which place of the table a code belongs to, roughly (`nlu/places/postcodes-<territory>.tsv`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("places")
_WIDTH = {"pt": 4}
"""How many digits of a code the table holds, where it holds fewer than the code has."""


@cache
def _ranges(territory: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    file = FOLDER / f"postcodes-{territory}.tsv"
    if not file.exists():
        return [], []
    rows: list[tuple[str, str, str]] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith(("#", "first\t")):
            continue
        cells = line.split("\t")
        if len(cells) != 3 or not (cells[0].isdigit() and cells[0] <= cells[1]):
            raise ValueError(f"{file.name}, line {number}: write first, last and place, separated by tabs")
        rows.append((cells[0], cells[1], cells[2]))
    rows.sort()
    return [row[0] for row in rows], rows


def place_id_of(code: str, territory: str) -> str | None:
    """Return the id of the place that a postcode belongs to, or None when the code is not known.

    `code` as `nlu.references.find_postcodes` gives it ("4700-123", "4700", "63000", "L-1140"). The place is
    right to about the town: good for 'nearest centre', not for an address. Source: GeoNames (see the tables).
    """
    digits = re.sub(r"\D", "", code)[: _WIDTH.get(territory)]
    starts, rows = _ranges(territory)
    at = bisect_right(starts, digits) - 1
    if at < 0 or len(rows[at][0]) != len(digits) or digits > rows[at][1]:
        return None
    return rows[at][2]
