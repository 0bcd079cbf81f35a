"""The directory of a territory in the terms of Open Referral's Human Services Data Specification (HSDS) 3.0.

Read from the files of the pack, so it needs no database. Only what is known is written: an unknown field is left out.
Demonstration desks are not part of it: nobody would find them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from actions.directory.tables import Row, read_table
from knowledge.packs import Pack
from locales.languages import languages

VERSION = "3.0"
COLUMNS = {"id", "name", "municipality", "time_zone", "holiday_region"}
# What HSDS has no field for and yet decides whether a centre can be trusted and how it is reached.
ATTRIBUTES = (
    *("kind", "network", "precision", "booking_mode", "booking_url"),
    *("note", "source", "as_of", "confirmed_on", "confirmed_by"),
)
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:farol:directory")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
# Hours as OpenStreetMap writes them: 'Mo-Fr 09:00-13:00,14:00-17:30', 'Mo,Th', 'Tu[2,4] 09:30-12:30'.
_HOURS = re.compile(
    rf"(?P<days>{_DAY}(?:[-,]{_DAY})*)(?:\[(?P<weeks>\d(?:,\d)*)\])?"
    r"(?: (?P<times>\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*))?"
)
_Object = dict[str, Any]


def directory(pack: Pack, folder: Path) -> dict[str, list[_Object]]:
    """Organisations, services, locations and services at locations of `pack`, whose files are in `folder`.

    Each list holds objects of the HSDS table of its name; they refer to each other by id. An id is made from the
    territory and the centre's id or name, so that it stays the same from one export to the next.
    A centre without any known place has no location: its phones and hours stand at its service.
    Raises DirectoryFileError.
    """
    found: dict[str, list[_Object]] = {
        "organizations": [],
        "services": [],
        "locations": [],
        "service_at_locations": [],
    }
    rows = read_table(folder / "centres.csv", COLUMNS)
    found["organizations"] = list(_organisations(pack.territory, rows))
    for row in rows:
        location = _location(pack.territory, row) if _placed(row) else None
        for service in _services(pack, row, location is None):
            found["services"].append(service)
            if location:
                ids = {"service_id": service["id"], "location_id": location["id"]}
                found["service_at_locations"].append({"id": object_id("service_at_location", *ids.values())} | ids)
        found["locations"] += [location] if location else []
    found["services"] += _helpline(pack)
    return found


def object_id(table: str, *names: str) -> str:
    """The id of an object of `table`: the same for the same names, from one export to the next."""
    return str(uuid5(_NAMESPACE, "/".join((table, *names))))


def known(**fields: Any) -> _Object:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _organisation_id(territory: str, row: Row) -> str | None:
    name = row.text("organisation")
    return object_id("organization", territory, name) if name else None


def _organisations(territory: str, rows: list[Row]) -> Iterator[_Object]:
    """Each organisation once; HSDS asks for a description, so the centres that it runs are named there."""
    centres: dict[str, list[str]] = {}
    for row in rows:
        if name := row.text("organisation"):
            centres.setdefault(name, []).append(row.required("name"))
    for name, run in centres.items():
        yield {"id": object_id("organization", territory, name), "name": name, "description": "; ".join(run)}


def _placed(row: Row) -> bool:
    return any(row.text(column) for column in ("municipality", "locality", "address", "lat"))


def _services(pack: Pack, row: Row, without_place: bool) -> Iterator[_Object]:
    """One service for everything the centre offers; under the centre's own name where that is not known."""
    confirmed = row.day("confirmed_on")
    own_name = row.required("name")
    offers = row.all_of("services", pack.services.keys(), "use the ids of services.yml")
    names = {offer: pack.services[offer].names[pack.source_language] for offer in offers}
    for offer, name in (names or {"": own_name}).items():
        service_id = object_id("service", pack.territory, row.required("id"), offer)
        yield known(
            id=service_id,
            organization_id=_organisation_id(pack.territory, row),
            name=name,
            alternate_name=own_name if offer else None,
            status="active",
            assured_date=confirmed.isoformat() if confirmed else None,
            **(_reached("service", service_id, row) if without_place else {}),
        )


def _helpline(pack: Pack) -> list[_Object]:
    if not pack.contact_phones:
        return []
    service_id = object_id("service", pack.territory, "contact")
    phones = [_phone("service", service_id, number) for number in pack.contact_phones]
    return [{"id": service_id, "name": pack.contact_name, "status": "active", "phones": phones}]


def _location(territory: str, row: Row) -> _Object:
    location_id = object_id("location", territory, row.required("id"))
    addresses = _addresses(location_id, row)
    return known(
        id=location_id,
        location_type="physical",
        organization_id=_organisation_id(territory, row),
        name=row.required("name"),
        description=None if addresses else _partial_address(row),
        latitude=row.degrees("lat", 90),
        longitude=row.degrees("lon", 180),
        addresses=addresses,
        **_reached("location", location_id, row),
    )


def _addresses(location_id: str, row: Row) -> list[_Object]:
    """The address when it is known as far as HSDS requires; otherwise its parts go into the description."""
    needed = [row.text(column) for column in ("address", "municipality", "district", "postal_code", "holiday_region")]
    if not all(needed):
        return []
    street, city, district, postal_code, region = needed
    return [
        known(
            id=object_id("address", location_id),
            location_id=location_id,
            address_1=street,
            address_2=row.text("locality"),
            city=city,
            state_province=district,
            postal_code=postal_code,
            country=region[:2],
            address_type="physical",
        )
    ]


def _partial_address(row: Row) -> str:
    town = " ".join(filter(None, (row.text("postal_code"), row.text("municipality"))))
    return ", ".join(filter(None, (row.text("address"), row.text("locality"), town, row.text("district"))))


def _reached(table: str, owner: str, row: Row) -> Mapping[str, Any]:
    """How a centre is reached, when, in which languages, and how sure that is; the same for a place and a service."""
    email = row.text("email")
    link = f"{table}_id"
    return {
        "phones": [_phone(table, owner, number) for number in row.items("phone")],
        "contacts": [{"id": object_id("contact", owner, email), link: owner, "email": email}] if email else [],
        "schedules": list(_schedules(table, owner, row)),
        "languages": [
            {"id": object_id("language", owner, code), link: owner, "code": code, "name": languages()[code].english}
            for code in row.codes("languages")
        ],
        "attributes": list(_attributes(table, owner, row)),
    }


def _phone(table: str, owner: str, number: str) -> _Object:
    return {"id": object_id("phone", owner, number), f"{table}_id": owner, "number": number}


def _attributes(table: str, owner: str, row: Row) -> Iterator[_Object]:
    for name in ATTRIBUTES:
        value = row.text(name)
        if value and value != "unknown":
            yield {
                "id": object_id("attribute", owner, name),
                "link_id": owner,
                "link_entity": table,
                "link_type": name,
                "value": value,
            }


def _schedules(table: str, owner: str, row: Row) -> Iterator[_Object]:
    """The hours as they were written, and day by day where they were written in OpenStreetMap's form.

    HSDS wants an offset from UTC at each time; a place keeps its time when the clocks change, so none would be right
    all year: the times are local and the note names the time zone.
    """
    written = row.text("hours_text")
    if not written:
        return
    hours = _HOURS.fullmatch(written)
    times = hours["times"].split(",") if hours and hours["times"] else [""]
    for number, time in enumerate(times):
        opens, _, closes = time.partition("-")
        yield known(
            id=object_id("schedule", owner, str(number)),
            **{f"{table}_id": owner},
            **({"freq": "MONTHLY" if hours["weeks"] else "WEEKLY", "byday": _by_day(hours)} if hours else {}),
            opens_at=opens,
            closes_at=closes,
            description=written,
            notes=f"Local time, {row.zone('time_zone')}",
        )


def _by_day(hours: re.Match[str]) -> str:
    days: list[str] = []
    for part in hours["days"].upper().split(","):
        first, _, last = part.partition("-")
        days += _DAYS[_DAYS.index(first) : _DAYS.index(last or first) + 1]
    weeks = hours["weeks"].split(",") if hours["weeks"] else [""]
    return ",".join(f"{week}{day}" for week in weeks for day in days)
