"""Services that organisations offer, added to a territory's export in the terms of HSDS 3.0.

What was only proposed, has not begun, or is not for people is no service and is not written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from actions.directory.hsds import known, object_id
from knowledge.offered import CALL_FIRST, ENDED, NOT_YET, PROPOSED, Offered, offered
from knowledge.packs import Pack
from knowledge.taxonomy import name

_OLDEST = 130
_Object = dict[str, Any]
_Tables = dict[str, list[_Object]]


def with_offered(tables: _Tables, pack: Pack, today: date) -> _Tables:
    """`tables` (of `hsds.directory`) with the services that are offered in the territory of `pack` on `today`."""
    rows = [row for row in offered(pack.territory) if row.for_people and row.standing(today) not in (PROPOSED, NOT_YET)]
    there = {organization["id"] for organization in tables["organizations"]}
    new = [o for o in _organizations(pack.territory, rows) if o["id"] not in there]
    services = [_service(row, pack.source_language, today) for row in rows]
    return {
        **tables,
        "organizations": [*tables["organizations"], *new],
        "services": [*tables["services"], *services],
    }


def _organizations(territory: str, rows: list[Offered]) -> Iterator[_Object]:
    """Each organization once; HSDS asks for a description, so what it offers is named there."""
    offers: dict[str, list[str]] = {}
    for row in rows:
        offers.setdefault(row.organization, []).append(row.name)
    for organization, names in offers.items():
        identity = object_id("organization", territory, organization)
        yield {"id": identity, "name": organization, "description": "; ".join(names)}


def _service(row: Offered, language: str, today: date) -> _Object:
    standing = row.standing(today)
    low, high = row.ages or (0, _OLDEST)
    return known(
        id=_service_id(row),
        organization_id=object_id("organization", row.territory, row.organization),
        name=row.name,
        description=row.descriptions[language],
        status="defunct" if standing == ENDED else "active",
        eligibility_description=", ".join(name(term, language) for term in row.eligibility),
        minimum_age=low or None,
        maximum_age=high if high < _OLDEST else None,
        application_process=None if row.access == "unknown" else row.access,
        alert=f"{CALL_FIRST}, {row.as_of}" if standing == CALL_FIRST else None,
        attributes=list(_attributes(row)),
    )


def _service_id(row: Offered) -> str:
    return object_id("service", row.territory, "offered", row.id)


def _attributes(row: Offered) -> Iterator[_Object]:
    """What HSDS has no plain field for: themes and audiences by their terms, dates, places, and where it was read."""
    ends = {"valid_from": row.valid_from, "valid_to": row.valid_to}
    said = [(kind, day.isoformat()) for kind, day in ends.items() if day]
    said += [("theme", term) for term in row.themes] + [("audience", term) for term in row.eligibility]
    said += [("place", place) for place in row.places]
    said += [("offer_status", row.status), ("source", row.source), ("as_of", row.as_of)]
    owner = _service_id(row)
    for kind, value in said:
        identity = object_id("attribute", owner, kind, value)
        link = {"link_id": owner, "link_entity": "service", "link_type": kind}
        yield {"id": identity, **link, "value": value}
