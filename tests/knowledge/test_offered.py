"""Services offered: what follows from dates and status, and files that say where they are wrong."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.check import check
from knowledge.offered import CALL_FIRST, ENDED, FILE, NOT_YET, OPEN, PROPOSED, STATUSES, Offered, offered, read
from knowledge.packs import ROOT, PackError, packs
from knowledge.taxonomy import FOLDER, TaxonomyError, terms, worded, words
from locales.languages import languages
from nlu.gazetteer import places

TODAY = date(2026, 11, 23)
PROJECT = next(row for row in offered("lu") if row.id == "LU-29")
EXISTING = next(row for row in offered("fr-clermont") if row.id == "CF-E21")
EVERY = [row for territory in packs() for row in offered(territory)]


def test_a_project_is_open_on_its_last_day_and_ended_the_day_after() -> None:
    last = replace(PROJECT, valid_to=TODAY)
    assert (last.standing(TODAY), last.standing(TODAY + timedelta(days=1))) == (OPEN, ENDED)


def test_a_project_that_has_not_begun_is_not_open() -> None:
    assert replace(PROJECT, valid_from=TODAY + timedelta(days=1)).standing(TODAY) == NOT_YET


def test_what_was_written_down_more_than_a_year_ago_is_call_first() -> None:
    assert EXISTING.standing(TODAY) == CALL_FIRST
    assert replace(EXISTING, as_of="2026-11").standing(TODAY) == OPEN


def test_a_project_without_published_dates_is_call_first() -> None:
    assert replace(PROJECT, valid_from=None, valid_to=None).standing(TODAY) == CALL_FIRST


DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))


@given(st.sampled_from(EVERY), st.sampled_from(STATUSES), st.none() | DAYS, st.none() | DAYS, DAYS)
def test_what_has_ended_or_was_only_proposed_is_never_open(
    row: Offered, status: str, start: date | None, end: date | None, today: date
) -> None:
    standing = replace(row, status=status, valid_from=start, valid_to=end).standing(today)
    if status == "proposed":
        assert standing == PROPOSED
    if status == "ended" or (end and end < today):
        assert standing not in (OPEN, CALL_FIRST)


def test_every_row_of_the_sources_is_there() -> None:
    counts = {t: [row.status for row in offered(t)] for t in packs()}
    assert (counts["fr-clermont"].count("existing"), counts["fr-clermont"].count("proposed")) == (39, 34)
    assert (len(counts["lu"]), len(counts["be"])) == (39, 7)
    assert counts["pt"] == ["existing", "existing"]


def test_forced_return_and_the_tools_of_offices_are_for_nobody_here() -> None:
    closed = {row.id for row in offered("lu") if not row.for_people}
    assert {"LU-39", "LU-12", "LU-13", "LU-35"} <= closed


def test_every_municipality_of_a_row_is_a_place_that_messages_may_name() -> None:
    known = {one.name for one in places().values()} | {one.municipality for one in places().values()}
    assert {place for row in EVERY for place in row.places} <= known


def test_every_language_that_is_understood_has_words_for_every_theme_and_audience() -> None:
    understood = {language.code for language in languages().values() if language.understand}
    assert {
        "pt",
        "en",
        "fr",
        "es",
        "uk",
        "ru",
        "ro",
        "ar",
        "hi",
        "bn",
        "ne",
        "ur",
        "pa",
        "zh",
        "fa",
        "tr",
        "de",
    } <= set(worded())
    assert understood - set(worded()) <= understood - {"pt"}
    for language in worded():
        there = words(language)
        assert there is not None
        assert there.themes.keys() == terms().themes.keys() and all(there.themes.values())
        assert there.audiences.keys() == terms().audiences.keys() and all(there.audiences.values())


@pytest.mark.parametrize(("column", "value", "says"), [
    ("valid_to", "31/12/2026", "not a date"),
    ("themes", "knitting", "terms of taxonomy/terms.yml"),
    ("access", "maybe", "use one of referral"),
    ("as_of", "2019-6", "YYYY"),
    ("minimum_age", "young", "whole years"),
    ("source", "", "'source' is empty"),
    ("status", "open", "use one of existing"),
])  # fmt: skip
def test_a_wrong_cell_is_named_with_file_line_and_cure(tmp_path: Path, column: str, value: str, says: str) -> None:
    with pytest.raises(PackError, match=rf"{FILE}, line 2: .*{says}"):
        read(changed(tmp_path, {column: value}), "lu")


def test_an_end_before_the_beginning_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="valid_to lies before valid_from"):
        read(changed(tmp_path, {"valid_from": "2026-01-02", "valid_to": "2026-01-01"}), "lu")


@pytest.fixture
def luxembourg(tmp_path: Path) -> Path:
    """The pack of Luxembourg without its answers."""
    folder = tmp_path / "lu"
    folder.mkdir()
    for name in ("pack.yml", "services.yml", "urgent.yml", "centres.csv", FILE):
        shutil.copy(ROOT / "lu" / name, folder)
    return folder


def test_a_centre_that_does_not_exist_and_a_missing_description_are_found(luxembourg: Path) -> None:
    changed(luxembourg, {"centre": "nowhere", "description_en": ""})
    found = [str(finding) for finding in check(luxembourg.parent, TODAY)]
    assert f"knowledge/lu/{FILE}: LU-01: centre 'nowhere' is not in centres.csv" in found
    assert f"knowledge/lu/{FILE}: LU-01: fill in description_en" in found


def test_descriptions_with_other_figures_are_found(luxembourg: Path) -> None:
    changed(luxembourg, {"description_en": "Workshops for 12 pregnant women, mothers and babies."})
    found = [str(finding) for finding in check(luxembourg.parent, TODAY)]
    assert f"knowledge/lu/{FILE}: LU-01: its descriptions have different figures" in found


def test_descriptions_in_the_wrong_column_are_found(luxembourg: Path) -> None:
    file = luxembourg / FILE
    header, _, rest = file.read_text(encoding="utf-8").partition("\n")
    swapped = header.replace("tion_fr", "tion_#").replace("tion_en", "tion_fr").replace("#", "en")
    file.write_text(f"{swapped}\n{rest}", encoding="utf-8")
    found = [str(finding) for finding in check(luxembourg.parent, TODAY)]
    assert any(f"{FILE}: description_en: the texts are in another language" in text for text in found)


def test_a_theme_that_a_language_lacks_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "taxonomy"
    shutil.copytree(FOLDER, folder)
    file = folder / "en.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("  sport:", "  sports:", 1), encoding="utf-8")
    with pytest.raises(TaxonomyError, match="en.yml: themes: .*sport"):
        words("en", folder)


def changed(folder: Path, cells: dict[str, str]) -> Path:
    """The services of Luxembourg in `folder`, with other cells in the first row."""
    with (ROOT / "lu" / FILE).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows[0] |= cells
    file = folder / FILE
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return file
