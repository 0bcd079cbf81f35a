"""Dates and times as people read them, by Babel's CLDR data."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import UnknownLocaleError
from babel.core import Locale
from babel.dates import format_date, format_time

_CLDR = {"pt": "pt_PT", "en": "en_GB"}  # the European forms


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_CLDR.get(language, language))
    except UnknownLocaleError:
        return Locale.parse("en_GB")


def long_date(day: date, language: str) -> str:
    """'quinta-feira, 26 de novembro de 2026' in the language."""
    return format_date(day, format="full", locale=_locale(language))


def short_date(day: date, language: str) -> str:
    """'qui 26/11': weekday and day, short enough for a button."""
    return f"{format_date(day, format='EEE', locale=_locale(language)).rstrip('.')} {day:%d/%m}"


def month_year(value: str, language: str) -> str:
    """An as-of date ('2026', '2026-08' or '2026-08-01') as 'ago. 2026'."""
    parts = value.split("-")
    if len(parts) == 1:
        return parts[0]
    return format_date(date(int(parts[0]), int(parts[1]), 1), format="MMM y", locale=_locale(language))


def clock_time(moment: datetime, zone: str, language: str) -> str:
    """'10:30', local time of `zone`, always 24 hours: the form on papers in every territory served."""
    return format_time(moment.astimezone(ZoneInfo(zone)), format="HH:mm", locale="en_GB")


def short_moment(moment: datetime, zone: str, language: str) -> str:
    """'qui 26/11 10:30', local time of `zone`."""
    return f"{short_date(moment.astimezone(ZoneInfo(zone)).date(), language)} {clock_time(moment, zone, language)}"
