"""The pages of centres. How a centre is reached is corrected here; its name, services and languages are the files'."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from actions import clock
from actions.appointments import shield
from actions.appointments.models import Appointment, Status
from actions.directory import edits
from actions.directory.models import Absence, Centre, Closure, Desk, OpeningRange
from bot.desk import audit
from bot.desk.accounts.roles import centre_or_404, centres_of, role_required
from bot.desk.centres.forms import (
    AbsenceForm,
    CentreForm,
    ClosureForm,
    ContactForm,
    DeskForm,
    HoursForm,
    NoticeForm,
    weekdays,
)
from bot.desk.language import interface_language
from bot.desk.models import Role
from bot.desk.naming import pack_of
from bot.desk.words import word

EXPECTED = (Status.BOOKED, Status.CONFIRMED)


@role_required(Role.COORDINATOR)
def centres(request: HttpRequest) -> HttpResponse:
    """The centres of the account, with how each is booked and when it was confirmed."""
    found = centres_of(request.user).prefetch_related("desks")
    return render(request, "desk/centres/list.html", {"centres": found})


@role_required(Role.COORDINATOR)
def centre(request: HttpRequest, centre_id: str) -> HttpResponse:
    """One centre."""
    return _page(request, centre_or_404(request.user, centre_id))


@role_required(Role.COORDINATOR)
@require_POST
def notice(request: HttpRequest, centre_id: str) -> HttpResponse:
    """How early and how late a visit can be booked."""
    here = centre_or_404(request.user, centre_id)
    form = _form(NoticeForm, request, here)
    if not form.is_valid():
        return _page(request, here, notice_form=form)
    here.min_notice_minutes = form.cleaned_data["min_notice_minutes"]
    here.max_notice_days = form.cleaned_data["max_notice_days"]
    here.save(update_fields=["min_notice_minutes", "max_notice_days"])
    return _done(request, here, "centre.notice", "")


@role_required(Role.COORDINATOR)
@require_POST
def contact(request: HttpRequest, centre_id: str) -> HttpResponse:
    """Address, telephone, how it is booked, who confirmed it and when. The files do not overwrite it silently."""
    here = centre_or_404(request.user, centre_id)
    form = _form(ContactForm, request, here)
    if not form.is_valid():
        return _page(request, here, contact_form=form)
    changed = edits.edit(here, form.cleaned_data)
    return _done(request, here, "centre.contact", ", ".join(changed))


@role_required(Role.COORDINATOR)
@require_POST
def take_files(request: HttpRequest, centre_id: str) -> HttpResponse:
    """Where both moved: what the files say is right after all."""
    here = centre_or_404(request.user, centre_id)
    field = request.POST.get("field", "")
    if field not in dict(edits.conflicts(here)):
        raise Http404
    edits.take_files(here, field)
    return _done(request, here, "centre.contact_files", field)


@role_required(Role.COORDINATOR)
@require_POST
def add_hours(request: HttpRequest, centre_id: str) -> HttpResponse:
    """Weekly or exceptional hours. Visits outside the new hours stay: they were promised."""
    here = centre_or_404(request.user, centre_id)
    form = _form(HoursForm, request, here)
    if not form.is_valid():
        return _page(request, here, hours_form=form)
    made = OpeningRange.objects.create(centre=here, **form.cleaned_data)
    return _done(request, here, "hours.added", made.pk)


@role_required(Role.COORDINATOR)
@require_POST
def remove_hours(request: HttpRequest, centre_id: str, pk: int) -> HttpResponse:
    """Take back hours that were entered here; those of the files come back with the next load and are left alone."""
    here = centre_or_404(request.user, centre_id)
    get_object_or_404(OpeningRange, pk=pk, centre=here, from_file=False).delete()
    return _done(request, here, "hours.removed", pk)


@role_required(Role.COORDINATOR)
@require_POST
def add_closure(request: HttpRequest, centre_id: str) -> HttpResponse:
    """Close for whole days: every visit of them is cancelled with other times offered, until each person knows."""
    here = centre_or_404(request.user, centre_id)
    form = _form(ClosureForm, request, here)
    if not form.is_valid():
        return _page(request, here, closure_form=form)
    given = form.cleaned_data
    told = shield.close(here, given["first_day"], given["last_day"], given["reason"], request.user.get_username())
    audit.wrote(request, "centre.closed", "centre", here.pk, f"{given['first_day']} – {given['last_day']}")
    messages.success(request, word("centre.closed_told", interface_language(request), count=len(told)))
    return redirect("centre", here.pk)


@role_required(Role.COORDINATOR)
@require_POST
def remove_closure(request: HttpRequest, centre_id: str, pk: int) -> HttpResponse:
    """Open again. Cancelled visits stay cancelled: the people were told."""
    here = centre_or_404(request.user, centre_id)
    get_object_or_404(Closure, pk=pk, centre=here).delete()
    return _done(request, here, "closure.removed", pk)


@role_required(Role.COORDINATOR)
@require_POST
def add_desk(request: HttpRequest, centre_id: str) -> HttpResponse:
    """One more desk."""
    here = centre_or_404(request.user, centre_id)
    form = _form(DeskForm, request, here)
    if not form.is_valid():
        return _page(request, here, desk_form=form)
    number = here.desks.count() + 1
    while Desk.objects.filter(pk=f"{here.pk}-{number}").exists():
        number += 1
    made = Desk.objects.create(id=slugify(f"{here.pk}-{number}"), centre=here, name=form.cleaned_data["name"])
    return _done(request, here, "desk.added", made.pk)


@role_required(Role.COORDINATOR)
@require_POST
def switch_desk(request: HttpRequest, centre_id: str, desk_id: str) -> HttpResponse:
    """Use a desk, or no longer; its visits stay."""
    here = centre_or_404(request.user, centre_id)
    desk = get_object_or_404(Desk, pk=desk_id, centre=here)
    desk.active = not desk.active
    desk.save(update_fields=["active"])
    return _done(request, here, "desk.on" if desk.active else "desk.off", desk.pk)


@role_required(Role.COORDINATOR)
@require_POST
def add_absence(request: HttpRequest, centre_id: str) -> HttpResponse:
    """A desk without anybody for a while; how many visits stand in that time is said, to be moved one by one."""
    here = centre_or_404(request.user, centre_id)
    form = _form(AbsenceForm, request, here)
    if not form.is_valid():
        return _page(request, here, absence_form=form)
    given = form.cleaned_data
    made = Absence.objects.create(**given)
    standing = Appointment.objects.filter(
        desk=given["desk"], starts__lt=given["ends"], starts__gte=given["starts"], status__in=EXPECTED
    ).count()
    audit.wrote(request, "absence.added", "centre", here.pk, str(made.pk))
    key = "centre.absence_stands" if standing else "today.kept"
    values = {"count": standing} if standing else {}
    messages.success(request, word(key, interface_language(request), **values))
    return redirect("centre", here.pk)


@role_required(Role.COORDINATOR)
@require_POST
def remove_absence(request: HttpRequest, centre_id: str, pk: int) -> HttpResponse:
    """The desk is staffed after all."""
    here = centre_or_404(request.user, centre_id)
    get_object_or_404(Absence, pk=pk, desk__centre=here).delete()
    return _done(request, here, "absence.removed", pk)


def _form(kind: type[CentreForm], request: HttpRequest, here: Centre) -> CentreForm:
    return kind(request.POST, centre=here, interface=interface_language(request))


def _page(request: HttpRequest, here: Centre, **forms: CentreForm) -> HttpResponse:
    language = interface_language(request)
    initial = {"min_notice_minutes": here.min_notice_minutes, "max_notice_days": here.max_notice_days}
    kept: dict[str, Any] = {"centre": here, "interface": language}
    services = pack_of(here).services
    today = clock.now().astimezone(here.zone).date()
    context = {
        "centre": here,
        "openings": here.openings.order_by("weekday", "valid_from", "start"),
        "weekdays": {str(day): name for day, name in weekdays(language)},
        "closures": here.closures.filter(last_day__gte=today).order_by("first_day"),
        "desks": here.desks.order_by("id"),
        "absences": Absence.objects.filter(desk__centre=here, ends__gt=clock.now()).select_related("desk"),
        "services": [services[s].names.get(language, s) for s in here.offers if s in services],
        "contact_form": ContactForm(initial={name: getattr(here, name) for name in edits.EDITABLE}, **kept),
        "contact_conflicts": [(name, word(f"centre.{name}", language), said) for name, said in edits.conflicts(here)],
        "notice_form": NoticeForm(initial=initial, **kept),
        "hours_form": HoursForm(**kept),
        "closure_form": ClosureForm(**kept),
        "desk_form": DeskForm(**kept),
        "absence_form": AbsenceForm(**kept),
        **forms,
    }
    return render(request, "desk/centres/centre.html", context, status=400 if forms else 200)


def _done(request: HttpRequest, here: Centre, action: str, object_id: object) -> HttpResponse:
    audit.wrote(request, action, "centre", here.pk, str(object_id))
    messages.success(request, word("today.kept", interface_language(request)))
    return redirect("centre", here.pk)
