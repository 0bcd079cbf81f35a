"""What a coordinator corrected of a centre stands through every load, and what moved twice is told."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from actions.directory import edits
from actions.directory.load import LoadReport, load_centres
from actions.directory.models import Centre

PACK = Path(__file__).parents[2] / "knowledge" / "pt"


@pytest.fixture
def pack(tmp_path: Path, database: Path) -> Path:
    """A pack of three centres, loaded."""
    folder = tmp_path / "pt"
    folder.mkdir()
    shutil.copy(PACK / "services.yml", folder)
    with (PACK / "centres.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))[:4]
    write(folder, rows)
    load_centres(folder, demo=False)
    return folder


def write(folder: Path, rows: list[list[str]]) -> None:
    """The file of centres."""
    with (folder / "centres.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)


def file_says(folder: Path, **values: str) -> LoadReport:
    """A release changes the first centre's line, and is loaded."""
    with (folder / "centres.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    for name, value in values.items():
        rows[1][rows[0].index(name)] = value
    write(folder, rows)
    return load_centres(folder, demo=False)


def first() -> Centre:
    """The first centre of the file."""
    with (PACK / "centres.csv").open(encoding="utf-8", newline="") as handle:
        return Centre.objects.get(pk=next(csv.DictReader(handle))["id"])


def test_a_correction_survives_a_load_and_is_no_conflict_while_the_file_stands_still(pack: Path) -> None:
    here = first()
    confirmed = {"confirmed_by": "Ana", "confirmed_on": date(2026, 11, 20)}
    assert edits.edit(here, {"phone": "253 000 000", "address": here.address, **confirmed}) == ["phone", *confirmed]
    for _ in range(2):
        report = load_centres(pack, demo=False)
        assert not report.conflicts and not report.updated
        assert (first().phone, first().confirmed_by, first().confirmed_on) == ("253 000 000", "Ana", date(2026, 11, 20))


def test_what_was_not_corrected_still_follows_the_file(pack: Path) -> None:
    edits.edit(first(), {"phone": "253 000 000"})
    report = file_says(pack, address="Rua Nova 1", name="Outro nome")
    assert (first().address, first().name, first().phone) == ("Rua Nova 1", "Outro nome", "253 000 000")
    assert not report.conflicts


def test_what_moved_in_both_is_kept_and_told_at_each_load_until_somebody_decides(pack: Path) -> None:
    edits.edit(first(), {"phone": "253 000 000"})
    for _ in range(2):
        report = file_says(pack, phone="253 111 111")
        assert report.conflicts == [f"{first().pk}/phone"]
        assert first().phone == "253 000 000" and edits.conflicts(first()) == [("phone", "253 111 111")]
    assert not report.updated
    edits.take_files(first(), "phone")
    assert first().phone == "253 111 111" and first().edited == {}
    assert not load_centres(pack, demo=False).conflicts


def test_a_correction_that_came_into_the_files_is_settled(pack: Path) -> None:
    edits.edit(first(), {"phone": "253 000 000"})
    assert not file_says(pack, phone="253 000 000").conflicts
    assert first().edited == {}
    file_says(pack, phone="253 222 222")
    assert first().phone == "253 222 222"


def test_a_correction_that_is_taken_back_follows_the_file_again(pack: Path) -> None:
    before = first().phone
    edits.edit(first(), {"phone": "253 000 000"})
    edits.edit(first(), {"phone": before})
    assert first().edited == {}


def test_the_files_word_cannot_be_taken_where_it_says_nothing_new(pack: Path) -> None:
    edits.edit(first(), {"phone": "253 000 000"})
    with pytest.raises(KeyError):
        edits.take_files(first(), "phone")
