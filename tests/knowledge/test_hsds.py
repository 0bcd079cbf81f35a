"""The directory as HSDS 3.0: valid by the published schemas, nothing invented, the same ids every time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest

from actions import clock
from actions.directory.hsds import directory
from actions.directory.hsds_offered import with_offered
from actions.directory.tables import DirectoryFileError
from bot.cli.knowledge import main
from knowledge.packs import packs
from tests.fakes.contract import contract

ROOT = Path(__file__).parents[2] / "knowledge"
SPECS = Path(__file__).resolve().parents[2].parent / "shared" / "specs" / "hsds"
CONTRACT = contract("hsds")["tables"]
TODAY = date(2026, 11, 23)
TABLES = {"organizations": "organization", "services": "service", "locations": "location",
          "service_at_locations": "service_at_location"}  # fmt: skip
HEADER = (
    "id,name,organisation,municipality,locality,district,address,postal_code,phone,email,hours_text,languages,"
    "lat,lon,services,time_zone,holiday_region,confirmed_on,as_of,booking_mode\n"
)
_FORMATS = jsonschema.FormatChecker(formats=["email"])


@_FORMATS.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value


def published(table: str) -> dict[str, Any]:
    """The published schema of a table; the others than the three of the files stand inside them."""
    file, *path = CONTRACT[table]["published"]
    source = SPECS / f"{file}.json"
    if not source.exists():
        pytest.skip(f"the published schema {source.name} is not at hand")
    schema = json.loads(source.read_text(encoding="utf-8"))
    for name in path:
        schema = schema["properties"][name]
        schema = schema.get("items", schema)
    return dict(schema)


def problems(table: str, value: dict[str, Any]) -> Iterator[str]:
    """What in one object breaks the contract."""
    fields = CONTRACT[table]["fields"]
    yield from (f"{table}.{name}: missing" for name in CONTRACT[table]["required"] if name not in value)
    for name, content in value.items():
        field = fields.get(name)
        if field is None:
            yield f"{table}.{name}: not in the contract"
        elif field["type"] == "array":
            assert isinstance(content, list)
            for item in content:
                yield from problems(field["of"], item)
        else:
            schema = {key: field[key] for key in ("type", "format", "enum") if key in field}
            errors = jsonschema.Draft7Validator(schema, format_checker=_FORMATS).iter_errors(content)
            yield from (f"{table}.{name}: {error.message}" for error in errors)


@pytest.fixture(scope="module", params=sorted(packs()))
def exported(request: pytest.FixtureRequest) -> dict[str, list[dict[str, Any]]]:
    pack = packs()[request.param]
    return with_offered(directory(pack, ROOT / request.param), pack, TODAY)


@pytest.fixture
def one(tmp_path: Path) -> Any:
    """The export of a directory of Portugal that has only the given lines."""

    def build(*lines: str) -> dict[str, list[dict[str, Any]]]:
        (tmp_path / "centres.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
        return directory(packs()["pt"], tmp_path)

    return build


BARE = "a,Casa,,,,,,,,,,,,,,Europe/Lisbon,PT,,,unknown"
FULL = (
    "b,Centro,Fundação,Faro,Sé,Faro,Rua A 1,8000-001,+351 1; +351 2,a@b.pt,\"Tu[2,4] 09:30-12:30,14:00-16:00\",pt;kea,"
    "37.01,-7.93,legal_support;migrant_support,Europe/Lisbon,PT,2026-10-01,2026,phone"
)  # fmt: skip


def test_every_object_keeps_the_contract(exported: dict[str, list[dict[str, Any]]]) -> None:
    assert exported.keys() == TABLES.keys()
    assert exported["services"] and exported["locations"]
    found = [p for name, table in TABLES.items() for value in exported[name] for p in problems(table, value)]
    assert found == []


def test_every_object_is_valid_by_the_published_schema(exported: dict[str, list[dict[str, Any]]]) -> None:
    for name, table in TABLES.items():
        validator = jsonschema.Draft7Validator(published(table), format_checker=_FORMATS)
        assert [error.message for value in exported[name] for error in validator.iter_errors(value)] == []


def test_every_id_is_used_once_and_every_reference_leads_somewhere(exported: dict[str, list[dict[str, Any]]]) -> None:
    ids = [value["id"] for values in exported.values() for value in values]
    assert len(ids) == len(set(ids))
    written = json.dumps(exported)
    assert len(re.findall(r'"id": ', written)) == len(set(re.findall(r'"id": "([^"]+)"', written)))
    assert set(re.findall(r'"\w+_id": "([^"]+)"', written)) <= set(ids)


def test_nothing_empty_is_written_and_no_demonstration_desk(exported: dict[str, list[dict[str, Any]]]) -> None:
    written = json.dumps([value for values in exported.values() for value in values], ensure_ascii=False)
    assert not re.search(r'": (""|null|\[\]|\{\})', written)
    assert "Demonstra" not in written


def test_every_centre_of_the_files_and_every_phone_is_in_the_export() -> None:
    for territory, pack in packs().items():
        written = json.dumps(directory(pack, ROOT / territory), ensure_ascii=False)
        text = (ROOT / territory / "centres.csv").read_text(encoding="utf-8")
        names = re.findall(r'^[\w-]+,(?:"([^"]+)"|([^",]+)),', text, re.MULTILINE)
        assert [n for pair in names for n in pair if n and n != "name" and n not in written] == []
        assert [n for n in re.findall(r"\+3\d\d \d[\d ]{6,}\d", text) if n not in written] == []


def test_what_is_offered_stands_with_its_end_and_what_was_only_proposed_does_not() -> None:
    pack = packs()["lu"]
    empty: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    found = {service["name"]: service for service in with_offered(empty, pack, TODAY)["services"]}
    assert found["Chrysalis"]["status"] == "defunct" and found["Racines"]["status"] == "active"
    assert {"link_type": "valid_to", "value": "2029-01-31"}.items() <= found["Racines"]["attributes"][1].items()
    assert "Organisation et exécution de retours forcés" not in found
    clermont = with_offered(empty, packs()["fr-clermont"], TODAY)["services"]
    assert len(clermont) == 39 and all(service["alert"] == "call_first, 2019-06-24" for service in clermont)


def test_the_ids_stay_the_same_when_other_centres_come_and_go(one: Any) -> None:
    alone, beside = one(FULL), one(BARE, FULL)
    assert alone["locations"] == beside["locations"]
    assert [s for s in beside["services"] if s in alone["services"]] == alone["services"]
    assert alone["locations"][0]["id"] == "79a76171-a83e-573c-878e-39136830a293"


def test_of_a_centre_of_which_nothing_is_known_only_its_name_is_written(one: Any) -> None:
    found = one(BARE)
    assert found["locations"] == found["service_at_locations"] == found["organizations"] == []
    service = found["services"][0]
    assert {**service, "id": ""} == {"id": "", "name": "Casa", "status": "active"}


def test_what_is_known_of_a_centre_is_written(one: Any) -> None:
    found = one(FULL)
    (location,) = found["locations"]
    (address,) = location["addresses"]
    assert (address["city"], address["postal_code"], address["country"]) == ("Faro", "8000-001", "PT")
    assert [phone["number"] for phone in location["phones"]] == ["+351 1", "+351 2"]
    assert [(s["freq"], s["byday"], s["opens_at"], s["closes_at"]) for s in location["schedules"]] == [
        ("MONTHLY", "2TU,4TU", "09:30", "12:30"),
        ("MONTHLY", "2TU,4TU", "14:00", "16:00"),
    ]
    assert [language["name"] for language in location["languages"]] == ["Portuguese", "Cape Verdean"]
    known = {a["link_type"]: a["value"] for a in location["attributes"]}
    assert known == {"booking_mode": "phone", "as_of": "2026", "confirmed_on": "2026-10-01"}
    (organisation,) = found["organizations"]
    assert (organisation["name"], organisation["description"]) == ("Fundação", "Centro")
    offered = [s for s in found["services"] if s.get("alternate_name") == "Centro"]
    assert {s["name"] for s in offered} == {"Apoio jurídico", "Atendimento a migrantes"}
    assert {s["assured_date"] for s in offered} == {"2026-10-01"}
    assert {x["service_id"] for x in found["service_at_locations"]} == {s["id"] for s in offered}


def test_an_address_without_postal_code_is_not_completed_but_described(one: Any) -> None:
    (location,) = one(FULL.replace("8000-001", ""))["locations"]
    assert "addresses" not in location
    assert location["description"] == "Rua A 1, Sé, Faro, Faro"


def test_hours_in_words_stay_words(one: Any) -> None:
    hours = '"Tu[2,4] 09:30-12:30,14:00-16:00"'
    (schedule,) = one(FULL.replace(hours, '"Lun-ven dès 8:45"'))["locations"][0]["schedules"]
    assert schedule["description"] == "Lun-ven dès 8:45"
    assert schedule.keys() == {"id", "location_id", "description", "notes"}


def test_a_service_that_does_not_exist_is_refused_with_its_line(one: Any) -> None:
    with pytest.raises(DirectoryFileError, match=r"line 2: 'dentist'.*services\.yml"):
        one(FULL.replace("legal_support", "dentist"))


@pytest.mark.parametrize(
    ("table", "value", "problem"),
    [
        ("phone", {"id": "9d1cd1ae-58f0-4d1f-9d2c-f6b0b4d3c4a1"}, "phone.number: missing"),
        ("phone", {"id": "7", "number": "112"}, "phone.id"),
        ("contact", {"id": "9d1cd1ae-58f0-4d1f-9d2c-f6b0b4d3c4a1", "email": "none"}, "contact.email"),
        ("service", {"id": "9d1cd1ae-58f0-4d1f-9d2c-f6b0b4d3c4a1", "name": "a", "status": "open"}, "service.status"),
        ("location", {"id": "9d1cd1ae-58f0-4d1f-9d2c-f6b0b4d3c4a1", "lat": 1, "location_type": "physical"}, "lat:"),
    ],
)
def test_an_object_that_breaks_the_contract_is_found(table: str, value: dict[str, Any], problem: str) -> None:
    assert any(problem in text for text in problems(table, value))


@pytest.mark.parametrize("table", CONTRACT)
def test_every_table_of_the_contract_is_as_published(table: str) -> None:
    schema, ours = published(table), CONTRACT[table]
    assert set(ours["required"]) == set(schema["required"])
    for name, field in ours["fields"].items():
        theirs = schema["properties"][name]
        mine = {key: field.get(key) for key in ("type", "format", "enum")}
        assert mine == {key: theirs.get(key) for key in mine}, f"{table}.{name}"


def test_the_command_writes_one_territory_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    with clock.frozen(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=timezone.utc)):
        assert main(["hsds", "--territory", "lu"]) == 0
    luxembourg = json.loads(capsys.readouterr().out)
    expected = with_offered(directory(packs()["lu"], ROOT / "lu"), packs()["lu"], TODAY)
    assert luxembourg == {"version": "3.0", **expected}
    assert main(["hsds"]) == 0
    everything = json.loads(capsys.readouterr().out)
    assert len(everything["locations"]) == sum(len(directory(p, ROOT / t)["locations"]) for t, p in packs().items())
