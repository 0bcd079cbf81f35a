"""Loading a territory's centres, hours, interpreter lines and holidays from its pack into the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from actions.directory.edits import merge
from actions.directory.models import (
    BookingMode,
    Centre,
    Desk,
    InterpreterLine,
    MunicipalHoliday,
    Network,
    OpeningRange,
    Organisation,
)
from actions.directory.tables import DirectoryFileError, Row, read_holidays, read_table
from locales import plain_yaml

CENTRE_COLUMNS = {"id", "name", "kind", "municipality", "booking_mode", "services", "time_zone", "holiday_region"}
HOURS_COLUMNS = {"centre", "weekdays", "start", "end"}
LINE_COLUMNS = {"id", "name", "phone", "languages", "lead_minutes"}


@dataclass
class LoadReport:
    """What a load did: ids of the centres made, changed and retired (no longer in the files).

    `conflicts`: `<centre>/<field>` of what moved both in the files and at the desk; the desk's word is kept.
    """

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


@transaction.atomic
def load_centres(pack: Path, demo: bool) -> LoadReport:
    """Make the directory of a territory what the files of its pack folder say; loading twice changes nothing.

    The territory is the folder's name. `demo` lays the demonstration desks over it; without it they are retired.
    A centre that left the files is retired, never deleted: its visits keep their place. Hours entered elsewhere
    than in the files stay, and so do a centre's corrections of how it is reached. Raises DirectoryFileError.
    """
    rows = [(row, False) for row in read_table(pack / "centres.csv", CENTRE_COLUMNS)]
    if demo and (pack / "demonstration.csv").exists():
        rows += [(row, True) for row in read_table(pack / "demonstration.csv", CENTRE_COLUMNS)]
    _refuse_doubles([row for row, _ in rows])
    services = set(plain_yaml.parse((pack / "services.yml").read_text(encoding="utf-8")))
    report = LoadReport()
    for row, is_demo in rows:
        _load_centre(row, pack.name, is_demo, services, report)
    _retire(pack.name, {row.required("id") for row, _ in rows}, report)
    if demo and (pack / "demonstration-hours.csv").exists():
        _load_hours(pack / "demonstration-hours.csv", [row.required("id") for row, is_demo in rows if is_demo])
    _load_lines(pack, demo)
    if (pack / "holidays.yml").exists():
        _load_holidays(pack / "holidays.yml", pack.name)
    return report


def _refuse_doubles(rows: list[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        centre_id = row.required("id")
        if centre_id in seen:
            row.fail(f"the id '{centre_id}' is used twice; give each centre its own")
        seen.add(centre_id)


def _load_centre(row: Row, territory: str, demo: bool, services: set[str], report: LoadReport) -> None:
    centre_id = row.required("id")
    values = _values(row, territory, demo, services)
    existing = Centre.objects.filter(pk=centre_id).first()
    if existing is None:
        Centre.objects.create(id=centre_id, **values)
        report.created.append(centre_id)
    else:
        _take(existing, values, report)
    for number in range(1, int(row.text("desks") or 0) + 1):
        Desk.objects.get_or_create(id=f"{centre_id}-{number}", defaults={"centre_id": centre_id, "name": str(number)})


def _take(existing: Centre, from_file: Mapping[str, Any], report: LoadReport) -> None:
    """Write what the files say, but for what coordinators corrected at the desk."""
    values, moved_twice = merge(existing, from_file)
    report.conflicts += [f"{existing.pk}/{name}" for name in moved_twice]
    changed = [name for name, value in values.items() if getattr(existing, name) != value]
    if changed:
        for name in changed:
            setattr(existing, name, values[name])
        existing.save(update_fields=changed)
        report.updated.append(existing.pk)


def _values(row: Row, territory: str, demo: bool, services: set[str]) -> Mapping[str, Any]:
    copied = (
        "name kind municipality locality district address postal_code phone email hours_text note booking_url "
        "source as_of confirmed_by holiday_region"
    )
    return {
        **{name: row.text(name) for name in copied.split()},
        "territory": territory,
        "network_id": _named(Network, row.text("network")),
        "organisation_id": _named(Organisation, row.text("organisation")),
        "languages": row.codes("languages"),
        "lat": row.degrees("lat", 90),
        "lon": row.degrees("lon", 180),
        "precision": row.one_of("precision", ["", *Centre.Precision.values], ""),
        "booking_mode": row.one_of("booking_mode", BookingMode.values, "unknown"),
        "offers": row.all_of("services", services, "use the ids of services.yml"),
        "confirmed_on": row.day("confirmed_on"),
        "time_zone": row.zone("time_zone"),
        "demo": demo,
        "active": True,
    }


def _named(model: type[Network] | type[Organisation], name: str) -> str | None:
    if not name:
        return None
    return str(model.objects.update_or_create(id=slugify(name), defaults={"name": name})[0].pk)


def _retire(territory: str, kept: set[str], report: LoadReport) -> None:
    gone = Centre.objects.filter(territory=territory, active=True).exclude(pk__in=kept)
    report.retired.extend(gone.values_list("pk", flat=True))
    gone.update(active=False)


def _load_hours(path: Path, centre_ids: list[str]) -> None:
    """Replace the hours that came from files, of these centres, by those of the file ('*' is every one of them)."""
    wanted: dict[str, set[tuple[int, time, time]]] = {centre_id: set() for centre_id in centre_ids}
    for row in read_table(path, HOURS_COLUMNS):
        named = row.required("centre")
        if named != "*" and named not in wanted:
            row.fail(f"no centre '{named}' among the demonstration centres; correct the id")
        hours = {(day, row.clock("start"), row.clock("end")) for day in row.weekdays("weekdays")}
        for centre_id in centre_ids if named == "*" else [named]:
            wanted[centre_id] |= hours
    for centre_id, hours in wanted.items():
        present = OpeningRange.objects.filter(centre_id=centre_id, from_file=True)
        have = {(item.weekday, item.start, item.end): item.pk for item in present}
        OpeningRange.objects.filter(pk__in=[pk for key, pk in have.items() if key not in hours]).delete()
        OpeningRange.objects.bulk_create(
            OpeningRange(centre_id=centre_id, weekday=day, start=start, end=end, from_file=True)
            for day, start, end in sorted(hours - have.keys())
        )


def _load_lines(pack: Path, demo: bool) -> None:
    """Make the interpreter lines of the files the active ones; lines entered elsewhere than in the files stay."""
    files = [pack / "interpreters.csv", *([pack / "demonstration-interpreters.csv"] if demo else [])]
    rows = [row for file in files if file.exists() for row in read_table(file, LINE_COLUMNS)]
    for row in rows:
        values = {
            "territory": pack.name,
            "name": row.required("name"),
            "phone": row.text("phone"),
            "languages": row.codes("languages"),
            "lead_minutes": row.minutes("lead_minutes"),
            "active": True,
            "from_file": True,
        }
        InterpreterLine.objects.update_or_create(id=row.required("id"), defaults=values)
    gone = InterpreterLine.objects.filter(territory=pack.name, from_file=True)
    gone.exclude(pk__in=[row.required("id") for row in rows]).update(active=False)


def _load_holidays(path: Path, territory: str) -> None:
    days = read_holidays(path)
    known = set(Centre.objects.filter(territory=territory).values_list("municipality", flat=True))
    for item in days:
        if item.municipality not in known:
            raise DirectoryFileError(f"{path.name}, {item.municipality}: no centre there; correct the name.")
        MunicipalHoliday.objects.update_or_create(
            territory=territory,
            municipality=item.municipality,
            name=item.name,
            defaults={"month_day": item.month_day, "days_after_easter": item.days_after_easter},
        )
    kept = {(item.municipality, item.name) for item in days}
    for holiday in MunicipalHoliday.objects.filter(territory=territory):
        if (holiday.municipality, holiday.name) not in kept:
            holiday.delete()
