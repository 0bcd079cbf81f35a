"""What the desk does before a visit: write a reviewed sentence, move, cancel with other times, tell by telephone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST

from actions import clock
from actions.appointments import booking, shield
from actions.appointments.errors import BookingError
from actions.appointments.models import Appointment
from actions.appointments.slots import Slot, free_slots
from actions.dialogue import desk_notes
from bot.desk import audit
from bot.desk.accounts.roles import role_required, visit_or_404
from bot.desk.coming.views import ROLES
from bot.desk.language import interface_language
from bot.desk.words import word

OFFERED, AHEAD = 60, timedelta(days=21)


@role_required(*ROLES)
@require_POST
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Send one of the sentences that are true of this visit."""
    visit = visit_or_404(request.user, reference)
    sentence = request.POST.get("sentence", "")
    if sentence not in desk_notes.possible(visit):
        raise Http404
    desk_notes.write(visit, sentence)
    audit.wrote(request, f"visit.write.{sentence}", "visit", reference)
    return _back(request, reference, "coming.written")


@role_required(*ROLES)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose another time at the same centre; the person is told in their language."""
    visit = visit_or_404(request.user, reference)
    if request.method == "POST":
        return _move(request, visit)
    return render(request, "desk/coming/move.html", {"visit": visit, "days": _by_day(visit)})


@role_required(*ROLES)
@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel for the centre, with a reason; other times are offered and the person is reached until they know."""
    visit = visit_or_404(request.user, reference)
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        return _back(request, reference, "coming.reason_needed", bad=True)
    try:
        shield.cancel_by_centre(visit, reason, request.user.get_username())
    except BookingError:
        return _back(request, reference, "today.changed_meanwhile", bad=True)
    audit.wrote(request, "visit.cancel", "visit", reference)
    return _back(request, reference, "coming.cancelled")


@role_required(*ROLES)
@require_POST
def told(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody at the desk reached the person about a cancelled visit."""
    visit = visit_or_404(request.user, reference)
    shield.acknowledge(visit, request.user.get_username(), "desk")
    audit.wrote(request, "visit.told", "visit", reference)
    messages.success(request, word("today.kept", interface_language(request)))
    return redirect("coming-centre", visit.centre_id)


def _move(request: HttpRequest, visit: Appointment) -> HttpResponse:
    starts = _moment(request.POST.get("starts", ""))
    if starts is None:
        raise Http404
    by = request.user.get_username()
    try:
        moved = booking.move(visit, starts, f"desk:{visit.pk}:{visit.sequence}:{starts.isoformat()}", by=by)
    except BookingError:
        messages.error(request, word("coming.taken", interface_language(request)))
        return redirect("visit-move", visit.reference)
    told = desk_notes.write(moved, "moved")
    audit.wrote(request, "visit.move", "visit", visit.reference)
    return _back(request, visit.reference, "coming.moved" if told else "coming.moved_tell", bad=told is None)


def _by_day(visit: Appointment) -> dict[str, list[Slot]]:
    now = clock.now()
    interpreter = visit.interpreter_language or None
    days: dict[str, list[Slot]] = {}
    for slot in free_slots(visit.centre, visit.minutes, now, now + AHEAD, OFFERED, interpreter):
        days.setdefault(slot.starts.astimezone(visit.centre.zone).date().isoformat(), []).append(slot)
    return days


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _back(request: HttpRequest, reference: str, key: str, bad: bool = False) -> HttpResponse:
    (messages.error if bad else messages.success)(request, word(key, interface_language(request)))
    return redirect("sheet", reference)
