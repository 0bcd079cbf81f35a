"""When a centre is open, as stretches of UTC time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.easter import easter
from django.db.models import Q

from actions.directory.models import Centre, Closure, MunicipalHoliday, OpeningRange

Window = tuple[datetime, datetime]


def open_windows(centre: Centre, start: datetime, end: datetime) -> list[Window]:
    """The stretches in which `centre` is open between two aware moments, in UTC, in order, cut to them.

    A closure outranks everything; exceptional hours replace the weekly ones of their days and hold on holidays too;
    otherwise national, regional and municipal holidays are closed. The hours on the wall are kept through both
    clock changes, so a stretch over a change is an hour longer or shorter.
    """
    zone = centre.zone
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    ranges = list(centre.openings.filter(_valid_between(first, last)))
    closures = list(_closures(centre, first, last))
    municipal = list(MunicipalHoliday.objects.filter(territory=centre.territory, municipality=centre.municipality))
    windows = []
    for day in _days(first, last):
        if any(closure.first_day <= day <= closure.last_day for closure in closures):
            continue
        for opening in _ranges_of(day, ranges, centre.holiday_region, municipal):
            opens = max(_utc(day, opening.start, zone, fold=0), start)
            closes = min(_utc(day, opening.end, zone, fold=1), end)
            if opens < closes:
                windows.append((opens, closes))
    return sorted(windows)


def is_holiday(day: date, region: str, municipal: list[MunicipalHoliday]) -> bool:
    """Whether `day` is a holiday of the region ('PT', 'PT-20') or among the municipal ones given."""
    return day in _public_holidays(region, day.year) or any(_falls_on(holiday, day) for holiday in municipal)


def _valid_between(first: date, last: date) -> Q:
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=last)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=first))


def _closures(centre: Centre, first: date, last: date) -> Iterator[Closure]:
    here = Q(centre=centre) | Q(centre__isnull=True, territory=centre.territory)
    return iter(Closure.objects.filter(here, first_day__lte=last, last_day__gte=first))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))


def _ranges_of(
    day: date, ranges: list[OpeningRange], region: str, municipal: list[MunicipalHoliday]
) -> list[OpeningRange]:
    valid = [
        item
        for item in ranges
        if (item.valid_from is None or item.valid_from <= day) and (item.valid_to is None or day <= item.valid_to)
    ]
    exceptional = [item for item in valid if item.weekday is None]
    if exceptional:
        return exceptional
    if is_holiday(day, region, municipal):
        return []
    return [item for item in valid if item.weekday == day.isoweekday()]


@cache
def _public_holidays(region: str, year: int) -> frozenset[date]:
    country, _, subdivision = region.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def _falls_on(holiday: MunicipalHoliday, day: date) -> bool:
    if holiday.days_after_easter is not None:
        return bool(day == easter(day.year) + timedelta(days=holiday.days_after_easter))
    return bool(day.strftime("%m-%d") == holiday.month_day)


def _utc(day: date, clock_time: time, zone: ZoneInfo, fold: int) -> datetime:
    return datetime.combine(day, clock_time.replace(fold=fold), tzinfo=zone).astimezone(timezone.utc)
