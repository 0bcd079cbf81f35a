"""How each table may be changed. What the territory's files set again is shown, and changed in the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from actions.directory import edits
from actions.directory.models import (
    Absence,
    Centre,
    Closure,
    Desk,
    InterpreterLine,
    LineAbsence,
    MunicipalHoliday,
    Network,
    OpeningRange,
    Organisation,
)
from bot.desk import audit
from bot.desk.centres.forms import weekdays
from bot.desk.language import interface_language
from bot.desk.tables.forms import AbsenceForm, CentreForm, ClosureForm, HolidayForm, standing_in
from bot.desk.tables.site import site
from bot.desk.words import word
from knowledge.packs import packs
from locales.languages import languages

LIMITS = ("min_notice_minutes", "max_notice_days", "visits_per_contact")
SHORT = 90  # characters that a row of the trace keeps of an id


class Rows(ModelAdmin):
    """A table: rights come from the site alone, and every write is kept in the desk's trace, as names of fields."""

    ordering = ("pk",)
    fixed: Sequence[str] = ()  # set once: what other rows already rest on
    from_files = False  # whether the next load may undo what is written here

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As the site."""
        return site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the site."""
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As the site."""
        return site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the site, but for a row that came from a file: the next load would bring it back."""
        return site.has_permission(request) and not getattr(obj, "from_file", False)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for a change."""
        return self.has_change_permission(request, obj)

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        """Marks that only the load sets."""
        return [field.name for field in self.model._meta.fields if field.name in ("from_file", "edited")]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        """What is set once stays."""
        return self.fixed if obj else ()

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Territories, languages and days of the week are chosen, not typed."""
        language = interface_language(request)
        if db_field.name == "territory":
            return forms.ChoiceField(choices=[(code, code) for code in packs()])
        if db_field.name == "languages":
            return forms.MultipleChoiceField(choices=[(code, item.name) for code, item in languages().items()])
        if db_field.name == "weekday":
            choices = [("", word("centre.exceptional", language)), *weekdays(language)]
            return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        """Write, and say so where a load will set the row again."""
        super().save_model(request, obj, form, change)
        if self.from_files:
            self.message_user(request, word("tables.files", interface_language(request)), messages.WARNING)

    def construct_change_message(self, request: HttpRequest, form: forms.ModelForm, *_: Any, **__: Any) -> str:
        """The names of the fields: their values may be words about a person."""
        return ", ".join(form.changed_data)

    def log_addition(self, request: HttpRequest, obj: Model, message: str) -> None:
        """Into the desk's trace."""
        self._trace(request, "added", obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: str) -> None:
        """Into the desk's trace."""
        self._trace(request, "changed", obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Into the desk's trace, each row by itself."""
        for obj in queryset:
            self._trace(request, "removed", obj, "")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What happened to a row is read in the desk's trace."""
        return redirect(f"{reverse('audit')}?{urlencode({'object': object_id[:SHORT], 'action': 'tables.'})}")

    def _trace(self, request: HttpRequest, what: str, obj: Model, detail: str) -> None:
        audit.wrote(request, f"tables.{what}", str(obj._meta.model_name), str(obj.pk)[:SHORT], detail)


class Kept(Rows):
    """Rows that visits rest on: switched off, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


class Named(Rows):
    """Networks and organisations."""

    from_files = True
    fixed = ("id",)
    list_display = ("id", "name")
    search_fields = ("id", "name")


class Centres(Kept):
    """How a centre is reached and booked, as on its page. It comes and goes, and is named, with the files."""

    form = CentreForm
    list_display = ("id", "name", "territory", "municipality", "booking_mode", "active")
    list_filter = ("territory", "booking_mode", "active", "demo")
    search_fields = ("id", "name", "municipality")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: the next load would retire what is not in the files."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        """Everything that the files set at each load."""
        written = {*edits.EDITABLE, *LIMITS, "edited"}
        return [field.name for field in Centre._meta.fields if field.name not in written]

    def save_model(self, request: HttpRequest, obj: Centre, form: forms.ModelForm, change: bool) -> None:
        """Corrections are noted as the centre's page notes them, so that the next load keeps them."""
        obj.save(update_fields=LIMITS)
        edits.edit(Centre.objects.get(pk=obj.pk), {name: getattr(obj, name) for name in edits.EDITABLE})


class Desks(Kept):
    """Places at a counter."""

    fixed = ("id", "centre")
    list_display = ("id", "centre", "name", "active")
    list_filter = ("active",)
    search_fields = ("id",)
    autocomplete_fields = ("centre",)


class Lines(Kept):
    """Telephone interpreters."""

    fixed = ("id",)
    list_display = ("id", "name", "territory", "lead_minutes", "active", "from_file")
    list_filter = ("territory", "active")
    search_fields = ("id", "name")


class Openings(Rows):
    """Hours. Visits outside new hours stay: they were promised."""

    list_display = ("centre", "weekday", "start", "end", "valid_from", "valid_to", "from_file")
    list_filter = ("from_file",)
    search_fields = ("centre__id",)
    autocomplete_fields = ("centre",)


class Closures(Rows):
    """Days without visits: where visits stand, the centre's own page closes it and tells the people."""

    form = ClosureForm
    list_display = ("territory", "centre", "first_day", "last_day", "reason")
    list_filter = ("territory",)
    autocomplete_fields = ("centre",)


class Absences(Rows):
    """Times without anybody at a desk or on a line; visits that stand in them are said."""

    form = AbsenceForm

    def save_model(self, request: HttpRequest, obj: Absence | LineAbsence, form: forms.ModelForm, change: bool) -> None:
        """Write, and say how many visits must be moved."""
        super().save_model(request, obj, form, change)
        if count := standing_in(obj):
            said = word("centre.absence_stands", interface_language(request), count=count)
            self.message_user(request, said, messages.WARNING)


class DeskAbsences(Absences):
    """Desks."""

    list_display = ("desk", "starts", "ends", "reason")
    autocomplete_fields = ("desk",)


class LineAbsences(Absences):
    """Interpreter lines."""

    list_display = ("line", "starts", "ends", "reason")
    autocomplete_fields = ("line",)


class Holidays(Rows):
    """Holidays of one municipality; those of the nation are known without a table."""

    form = HolidayForm
    from_files = True
    list_display = ("territory", "municipality", "name", "month_day", "days_after_easter")
    list_filter = ("territory",)
    search_fields = ("municipality", "name")


site.register([Network, Organisation], Named)
site.register(Centre, Centres)
site.register(Desk, Desks)
site.register(InterpreterLine, Lines)
site.register(OpeningRange, Openings)
site.register(Closure, Closures)
site.register(Absence, DeskAbsences)
site.register(LineAbsence, LineAbsences)
site.register(MunicipalHoliday, Holidays)
