from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone

import pytest

from actions.directory.models import Centre, Closure, MunicipalHoliday, OpeningRange
from actions.directory.opening import open_windows

MakeCentre = Callable[..., Centre]
UTC = timezone.utc


def hours_of(centre: Centre, day: date) -> list[tuple[str, str]]:
    """The stretches of one local day, as the centre's own clock shows them."""
    start = datetime.combine(day, time(), tzinfo=centre.zone).astimezone(UTC)
    windows = open_windows(centre, start, start + timedelta(hours=23, minutes=59))
    return [tuple(f"{moment.astimezone(centre.zone):%H:%M}" for moment in window) for window in windows]  # type: ignore[misc]


def test_weekly_hours_hold_on_their_weekdays_only(centre: Centre) -> None:
    assert hours_of(centre, date(2026, 11, 23)) == [("09:30", "12:30"), ("14:00", "17:00")]
    assert hours_of(centre, date(2026, 11, 22)) == []


@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2026, 12, 8), date(2027, 1, 1), date(2027, 3, 26)])
def test_national_holidays_are_closed(centre: Centre, day: date) -> None:
    assert hours_of(centre, day) == []


def test_regional_holidays_close_their_region_only(make_centre: MakeCentre) -> None:
    mainland = make_centre("a")
    azores = make_centre("b", holiday_region="PT-20", time_zone="Atlantic/Azores")
    madeira = make_centre("c", holiday_region="PT-30", time_zone="Atlantic/Madeira")
    azores_day, madeira_day = date(2027, 5, 17), date(2027, 7, 1)
    assert [bool(hours_of(centre, azores_day)) for centre in (mainland, azores, madeira)] == [True, False, True]
    assert [bool(hours_of(centre, madeira_day)) for centre in (mainland, azores, madeira)] == [True, True, False]


def test_municipal_holidays_fixed_and_movable_close_their_municipality_only(make_centre: MakeCentre) -> None:
    braga, beja = make_centre("a"), make_centre("b", municipality="Beja")
    MunicipalHoliday.objects.create(territory="pt", municipality="Braga", name="x", month_day="06-24")
    MunicipalHoliday.objects.create(territory="pt", municipality="Beja", name="y", days_after_easter=39)
    assert hours_of(braga, date(2027, 6, 24)) == []
    assert hours_of(beja, date(2027, 6, 24)) != []
    assert hours_of(beja, date(2027, 5, 6)) == []  # Easter Sunday is 28 March 2027
    assert hours_of(braga, date(2027, 5, 6)) != []


def test_closures_of_a_centre_and_of_a_territory(make_centre: MakeCentre) -> None:
    here, there = make_centre("a"), make_centre("b")
    abroad = make_centre("c", territory="lu", holiday_region="LU", time_zone="Europe/Luxembourg")
    Closure.objects.create(
        centre=here, territory="pt", first_day=date(2026, 11, 24), last_day=date(2026, 11, 25), reason="obras"
    )
    Closure.objects.create(territory="pt", first_day=date(2026, 11, 26), last_day=date(2026, 11, 26))
    days = [date(2026, 11, number) for number in (23, 24, 25, 26, 27)]
    assert [bool(hours_of(here, day)) for day in days] == [True, False, False, False, True]
    assert [bool(hours_of(there, day)) for day in days] == [True, True, True, False, True]
    assert all(hours_of(abroad, day) for day in days)


def test_exceptional_hours_replace_the_weekly_ones_and_outrank_holidays_but_not_closures(centre: Centre) -> None:
    for day in (date(2026, 11, 23), date(2026, 12, 8), date(2026, 11, 28)):
        OpeningRange.objects.create(centre=centre, start=time(18), end=time(20), valid_from=day, valid_to=day)
    assert hours_of(centre, date(2026, 11, 23)) == [("18:00", "20:00")]
    assert hours_of(centre, date(2026, 12, 8)) == [("18:00", "20:00")]
    assert hours_of(centre, date(2026, 11, 28)) == [("18:00", "20:00")]
    Closure.objects.create(centre=centre, territory="pt", first_day=date(2026, 11, 28), last_day=date(2026, 11, 28))
    assert hours_of(centre, date(2026, 11, 28)) == []


def test_hours_with_a_validity_change_on_their_day(make_centre: MakeCentre) -> None:
    centre = make_centre(hours=False)
    OpeningRange.objects.create(centre=centre, weekday=1, start=time(9), end=time(12), valid_to=date(2026, 11, 23))
    OpeningRange.objects.create(centre=centre, weekday=1, start=time(10), end=time(13), valid_from=date(2026, 11, 24))
    assert hours_of(centre, date(2026, 11, 23)) == [("09:00", "12:00")]
    assert hours_of(centre, date(2026, 11, 30)) == [("10:00", "13:00")]


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Lisbon", 0, 60),
        ("Atlantic/Madeira", 0, 60),
        ("Atlantic/Azores", -60, 0),
        ("Europe/Paris", 60, 120),
        ("Europe/Luxembourg", 60, 120),
        ("Europe/Brussels", 60, 120),
    ],
)
def test_the_hours_on_the_wall_stay_through_both_clock_changes(
    make_centre: MakeCentre, zone: str, before: int, after: int
) -> None:
    centre = make_centre(time_zone=zone)
    # The clocks change on Sunday 28 March 2027 and on Sunday 31 October 2027.
    for day, offset in (
        (date(2027, 3, 25), before),
        (date(2027, 3, 29), after),
        (date(2027, 10, 29), after),
        (date(2027, 11, 2), before),
    ):
        opens = open_windows(centre, datetime(day.year, day.month, day.day, tzinfo=UTC), _end(day))[0][0]
        assert hours_of(centre, day)[0] == ("09:30", "12:30")
        assert opens == datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC) - timedelta(minutes=offset)


def _end(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2028, 3, 26), 5), (date(2028, 10, 29), 7)])
def test_a_night_over_a_clock_change_is_an_hour_shorter_or_longer(
    make_centre: MakeCentre, day: date, hours: int
) -> None:
    centre = make_centre(hours=False)
    OpeningRange.objects.create(centre=centre, weekday=7, start=time(0), end=time(6))
    start = datetime.combine(day, time(), tzinfo=centre.zone).astimezone(UTC)
    opens, closes = open_windows(centre, start, start + timedelta(hours=12))[0]
    assert closes - opens == timedelta(hours=hours)
