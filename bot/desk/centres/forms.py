"""Forms of a centre: what a coordinator may write, checked before it reaches the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions import clock
from actions.directory.models import BookingMode, Centre
from bot.desk.words import word
from locales.when import long_date

LONGEST_CLOSURE_DAYS = 60


class CentreForm(forms.Form):
    """A form that knows its centre, and says its labels in the language of the interface."""

    def __init__(self, *args: Any, centre: Centre, interface: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centre, self.interface = centre, interface
        for name, field in self.fields.items():
            field.label = word(f"centre.{name}", interface)

    def wrong(self, key: str) -> ValidationError:
        """An error in the language of the interface."""
        return ValidationError(word(f"centre.{key}", self.interface))


class NoticeForm(CentreForm):
    """How early and how late a visit can be booked."""

    min_notice_minutes = forms.IntegerField(min_value=0, max_value=7 * 24 * 60)
    max_notice_days = forms.IntegerField(min_value=1, max_value=365)


class ContactForm(CentreForm):
    """How the centre is reached and booked, and who confirmed that, on which day."""

    address = forms.CharField(max_length=250, required=False)
    phone = forms.CharField(max_length=80, required=False)
    booking_mode = forms.ChoiceField()
    booking_url = forms.URLField(max_length=250, required=False, assume_scheme="https")
    confirmed_by = forms.CharField(max_length=120, required=False)
    confirmed_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["booking_mode"].choices = [
            (mode, word(f"booked.{mode}", self.interface)) for mode in BookingMode.values
        ]

    def clean(self) -> dict[str, Any]:
        """Who confirmed and when go together, and nobody confirms in days to come."""
        given = dict(super().clean())
        by, on = given.get("confirmed_by"), given.get("confirmed_on")
        if bool(by) != bool(on):
            raise self.wrong("confirmed_both")
        if on and on > clock.now().astimezone(self.centre.zone).date():
            raise self.wrong("confirmed_later")
        return given


class HoursForm(CentreForm):
    """One opening range: weekly, or exceptional when no weekday is chosen."""

    weekday = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    start = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}))
    end = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}))
    valid_from = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekday"].choices = [("", word("centre.exceptional", self.interface)), *weekdays(self.interface)]

    def clean(self) -> dict[str, Any]:
        """The end follows the start; exceptional hours name their days."""
        given = dict(super().clean())
        start, end = given.get("start"), given.get("end")
        first, last = given.get("valid_from"), given.get("valid_to")
        if start and end and end <= start:
            raise self.wrong("end_before_start")
        if given.get("weekday") is None and not (first and last):
            raise self.wrong("needs_days")
        if first and last and last < first:
            raise self.wrong("end_before_start")
        return given


class ClosureForm(CentreForm):
    """Whole days on which nobody is received."""

    first_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(max_length=200)

    def clean(self) -> dict[str, Any]:
        """In order, and not so long that a slip of the keyboard cancels a year."""
        given = dict(super().clean())
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            raise self.wrong("end_before_start")
        if first and last and (last - first).days >= LONGEST_CLOSURE_DAYS:
            raise self.wrong("closure_too_long")
        return given


class DeskForm(CentreForm):
    """A new desk."""

    name = forms.CharField(max_length=80)


class AbsenceForm(CentreForm):
    """A time, on the centre's wall clock, during which a desk is not staffed."""

    desk = forms.ModelChoiceField(queryset=None)
    starts = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    reason = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = self.centre.desks.all()
        self.fields["desk"].label_from_instance = lambda desk: desk.name or str(desk.pk)

    def clean_starts(self) -> datetime:
        """In the centre's time zone."""
        return self._local("starts")

    def clean_ends(self) -> datetime:
        """In the centre's time zone, after the start."""
        ends = self._local("ends")
        starts = self.cleaned_data.get("starts")
        if starts is not None and ends <= starts:
            raise self.wrong("end_before_start")
        return ends

    def _local(self, name: str) -> datetime:
        return self.cleaned_data[name].replace(tzinfo=self.centre.zone)  # type: ignore[no-any-return]


def weekdays(interface: str) -> list[tuple[int, str]]:
    """(ISO weekday, its name), Monday first."""
    # The first of June 2026 is a Monday.
    return [(day, long_date(datetime(2026, 6, day).date(), interface).split(",")[0].split()[0]) for day in range(1, 8)]  # noqa: DTZ001
