from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from dateutil.easter import easter

from actions.directory.load import load_centres
from actions.directory.models import Centre, Desk, InterpreterLine, MunicipalHoliday, OpeningRange
from actions.directory.tables import DirectoryFileError

PACK = Path(__file__).parents[2] / "knowledge" / "pt"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the Portuguese pack's directory files that a test may spoil."""
    folder = tmp_path / "pt"
    folder.mkdir()
    files = "centres.csv demonstration.csv demonstration-hours.csv demonstration-interpreters.csv"
    for name in (*files.split(), "holidays.yml", "services.yml"):
        shutil.copy(PACK / name, folder / name)
    return folder


def test_loading_twice_changes_nothing(database: Path) -> None:
    first = load_centres(PACK, demo=True)
    counts = [model.objects.count() for model in (Centre, Desk, OpeningRange, MunicipalHoliday)]
    second = load_centres(PACK, demo=True)
    assert len(first.created) == Centre.objects.count() > 100
    assert not (second.created or second.updated or second.retired)
    assert counts == [model.objects.count() for model in (Centre, Desk, OpeningRange, MunicipalHoliday)]


def test_demonstration_desks_have_no_address_or_phone_and_say_what_they_are(database: Path) -> None:
    load_centres(PACK, demo=True)
    demos = Centre.objects.filter(demo=True)
    assert demos.count() == 12
    for centre in demos:
        assert centre.name == f"Demonstração – {centre.municipality}"
        assert (centre.address, centre.phone, centre.email, centre.postal_code) == ("", "", "", "")
        assert centre.bookable and centre.desks.count() == 2 and centre.openings.count() == 10
        assert centre.lat and centre.lon and "pt" in centre.languages


def test_without_the_demonstration_nothing_pretends_to_be_bookable(database: Path) -> None:
    load_centres(PACK, demo=True)
    report = load_centres(PACK, demo=False)
    assert len(report.retired) == 12
    assert not Centre.objects.filter(active=True, demo=True).exists()
    assert not Centre.objects.filter(active=True, booking_mode="own").exists()


def test_every_real_centre_says_where_it_was_read_and_is_not_marked_confirmed(database: Path) -> None:
    load_centres(PACK, demo=False)
    for centre in Centre.objects.filter(active=True):
        assert centre.source, centre.id
        assert centre.confirmed_by == "" and centre.confirmed_on is None
        assert (
            centre.time_zone
            == {"PT": "Europe/Lisbon", "PT-20": "Atlantic/Azores", "PT-30": "Atlantic/Madeira"}[centre.holiday_region]
        )
        if centre.kind == "aima_shop":
            assert centre.offers == []


def test_every_centre_with_a_municipality_has_coordinates(database: Path) -> None:
    load_centres(PACK, demo=True)
    assert not Centre.objects.exclude(municipality="").filter(lat__isnull=True).exists()


def test_a_centre_that_leaves_the_file_is_retired_and_comes_back(database: Path, pack: Path) -> None:
    load_centres(pack, demo=False)
    whole = (pack / "centres.csv").read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    (pack / "centres.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    report = load_centres(pack, demo=False)
    assert len(report.retired) == 1
    (pack / "centres.csv").write_text(whole, encoding="utf-8")
    assert load_centres(pack, demo=False).updated == report.retired


def test_hours_entered_at_the_desk_survive_a_load(database: Path) -> None:
    load_centres(PACK, demo=True)
    own = OpeningRange.objects.filter(centre_id="demo-braga").first()
    own.pk, own.from_file, own.weekday = None, False, 6
    own.save()
    load_centres(PACK, demo=True)
    assert OpeningRange.objects.filter(pk=own.pk).exists()


def test_interpreter_lines_of_the_demonstration_come_and_go_with_it(database: Path) -> None:
    load_centres(PACK, demo=True)
    own = InterpreterLine.objects.create(id="own", territory="pt", name="own", languages=["ka"])
    lines = InterpreterLine.objects.filter(active=True).exclude(pk=own.pk)
    assert lines and all(line.lead_minutes and line.languages and not line.phone for line in lines)
    load_centres(PACK, demo=False)
    assert list(InterpreterLine.objects.filter(active=True)) == [own]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("demonstration-interpreters.csv", "ar;fa", "Arabic", r"interpreters.csv, line 3: 'Arabic' .* languages.yml"),
        ("demonstration-interpreters.csv", "fa;tr,240", "fa;tr,4h", r"line 3: '4h' .* not a number of minutes"),
        ("centres.csv", "Europe/Lisbon", "Europe/Lisboa", r"centres.csv, line 2: 'Europe/Lisboa' .* Europe/Lisbon"),
        ("centres.csv", ",phone,,,Europe", ",fax,,,Europe", r"centres.csv, line 2: 'fax' .* use one of own"),
        ("centres.csv", "booking_mode", "mode", r"centres.csv, line 1: add the column\(s\) booking_mode"),
        ("demonstration.csv", "pt;en;bn;ne", "Bengali", r"demonstration.csv, line 2: 'Bengali' .* languages.yml"),
        ("demonstration.csv", "legal_support", "law", r"demonstration.csv, line 2: 'law' .* services.yml"),
        ("demonstration.csv", "demo-odivelas", "demo-lisboa", r"line 3: the id 'demo-lisboa' is used twice"),
        ("demonstration-hours.csv", "1-5", "mon", r"line 2: 'mon' .* write 1-5"),
        ("demonstration-hours.csv", "*,1-5,09", "x,1-5,09", r"line 2: no centre 'x'"),
        ("demonstration-hours.csv", "09:30", "9h30", r"line 2: '9h30' .* 09:30"),
        ("holidays.yml", "Braga:", "Brraga:", r"holidays.yml, Brraga: no centre there"),
        ("holidays.yml", "easter+39", "ascension", r"holidays.yml, Beja: write day as"),
    ],
)
def test_a_spoilt_file_is_named_with_line_and_cure(
    database: Path, pack: Path, file: str, old: str, new: str, message: str
) -> None:
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DirectoryFileError, match=message):
        load_centres(pack, demo=True)
    assert not Centre.objects.exists()


# The municipalities whose holiday the library knows, in the order of its district codes 01 to 18.
CAPITALS = (
    *("Aveiro", "Beja", "Braga", "Bragança", "Castelo Branco", "Coimbra", "Évora", "Faro", "Guarda", "Leiria"),
    *("Lisboa", "Portalegre", "Porto", "Santarém", "Setúbal", "Viana do Castelo", "Vila Real", "Viseu"),
)


def test_the_holidays_of_the_district_capitals_agree_with_the_holidays_library(database: Path) -> None:
    load_centres(PACK, demo=True)
    for number, name in enumerate(CAPITALS, start=1):
        ours = MunicipalHoliday.objects.get(territory="pt", municipality=name)
        for year in (2026, 2027, 2028):
            day = (
                easter(year) + timedelta(days=ours.days_after_easter)
                if ours.days_after_easter is not None
                else date.fromisoformat(f"{year}-{ours.month_day}")
            )
            assert day in holidays.country_holidays("PT", subdiv=f"{number:02}", years=year), (name, year)
