"""What a row must be beyond its columns: checked here as the desk's own pages check it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from actions import clock
from actions.appointments.models import Appointment, Status
from actions.directory.models import Absence, Centre, LineAbsence
from bot.desk.words import DEFAULT, word

STANDING = (Status.HELD, Status.BOOKED, Status.CONFIRMED)
LEAP_YEAR = 2024  # in which every day of a calendar exists


class CentreForm(forms.ModelForm):
    """How a centre is reached and booked."""

    booking_url = forms.URLField(max_length=250, required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        """Who confirmed and when go together, and nobody confirms in days to come."""
        given = dict(super().clean() or self.cleaned_data)
        by, on = given.get("confirmed_by"), given.get("confirmed_on")
        if bool(by) != bool(on):
            raise _wrong("centre.confirmed_both")
        if on and on > clock.now().astimezone(self.instance.zone).date():
            raise _wrong("centre.confirmed_later")
        return given


class ClosureForm(forms.ModelForm):
    """Days on which a centre, or every centre of a territory, is closed."""

    def clean(self) -> dict[str, Any]:
        """In order; the territory is the centre's; and no visit stands: those are cancelled on the centre's page."""
        given = dict(super().clean() or self.cleaned_data)
        first, last, centre = given.get("first_day"), given.get("last_day"), given.get("centre")
        if centre is not None:
            given["territory"] = centre.territory
        if not (first and last and given.get("territory")):
            return given
        if last < first:
            raise _wrong("centre.end_before_start")
        if count := _standing_on(first, last, given["territory"], centre):
            raise _wrong("tables.visits_stand", count=count)
        return given


class AbsenceForm(forms.ModelForm):
    """A time without a desk or a line, in UTC."""

    def clean(self) -> dict[str, Any]:
        """The end follows the start."""
        given = dict(super().clean() or self.cleaned_data)
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends <= starts:
            raise _wrong("centre.end_before_start")
        return given


class HolidayForm(forms.ModelForm):
    """A day of a municipality in which there is a centre."""

    def clean(self) -> dict[str, Any]:
        """A day of the calendar, or one counted from Easter."""
        given = dict(super().clean() or self.cleaned_data)
        if bool(given.get("month_day")) == (given.get("days_after_easter") is not None):
            raise _wrong("tables.month_day")
        if given.get("month_day") and not _is_day(given["month_day"]):
            raise _wrong("tables.month_day")
        place = {name: given.get(name) for name in ("territory", "municipality")}
        if all(place.values()) and not Centre.objects.filter(**place).exists():
            raise _wrong("tables.municipality")
        return given


def standing_in(absence: Absence | LineAbsence) -> int:
    """How many visits begin at the desk, or with the line, during its absence."""
    whose = {"desk": absence.desk} if isinstance(absence, Absence) else {"interpreter_line": absence.line}
    visits = Appointment.objects.filter(status__in=STANDING, starts__gte=absence.starts, starts__lt=absence.ends)
    return visits.filter(**whose).count()


def _standing_on(first: date, last: date, territory: str, centre: Centre | None) -> int:
    """How many visits stand on whole days of the calendars of one centre, or of a territory's."""
    widest = timedelta(days=1)  # no time zone is further from UTC
    visits = Appointment.objects.filter(
        status__in=STANDING,
        starts__gte=datetime.combine(first, time.min, timezone.utc) - widest,
        starts__lt=datetime.combine(last, time.max, timezone.utc) + widest,
        **({"centre": centre} if centre else {"centre__territory": territory}),
    )
    days = (visit.starts.astimezone(visit.centre.zone).date() for visit in visits.select_related("centre"))
    return sum(first <= day <= last for day in days)


def _is_day(month_day: str) -> bool:
    try:
        return f"{date.fromisoformat(f'{LEAP_YEAR}-{month_day}'):%m-%d}" == month_day
    except ValueError:
        return False


def _wrong(key: str, **values: object) -> ValidationError:
    return ValidationError(word(key, get_language() or DEFAULT, **values))
