"""The sheet of one visit: what the desk must know, its history, and its urgency changed with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from actions import clock
from actions.appointments import queue, triage
from actions.appointments.errors import BookingError
from actions.appointments.models import Appointment, QueueEntry, QueueTicket
from actions.appointments.urgency import level_of
from actions.dialogue import desk_notes
from bot.desk import audit
from bot.desk.accounts.roles import role_required, visit_or_404
from bot.desk.language import interface_language
from bot.desk.naming import masked, pack_of, topic_name
from bot.desk.today import board
from bot.desk.today.views import ROLES
from bot.desk.words import strings, word
from locales.languages import spoken


@role_required(*ROLES)
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one visit. Reading it is kept in the trace."""
    visit = visit_or_404(request.user, reference)
    audit.read(request, "visit", reference)
    return render(request, "desk/today/sheet.html", sheet_context(visit, interface_language(request)))


@role_required(*ROLES)
@require_POST
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    """The telephone number in full, for who asks for it; asking is kept in the trace."""
    visit = visit_or_404(request.user, reference)
    audit.read(request, "contact", reference)
    shown = visit.contact.address if visit.contact and masked(visit.contact) else ""
    return render(request, "desk/today/contact.html", {"address": shown})


@role_required(*ROLES)
@require_POST
def level(request: HttpRequest, reference: str) -> HttpResponse:
    """Another level, with a reason. What the rules said stays beside it."""
    visit = visit_or_404(request.user, reference)
    wanted, reason = request.POST.get("level", ""), request.POST.get("reason", "").strip()[:200]
    language = interface_language(request)
    if wanted not in board.levels() or not reason:
        messages.error(request, word("sheet.level_needs_reason", language))
        return redirect("sheet", reference)
    try:
        _change_level(visit, wanted, reason, request.user.get_username())
    except BookingError:
        messages.error(request, word("today.changed_meanwhile", language))
        return redirect("sheet", reference)
    audit.wrote(request, "visit.level", "visit", reference, wanted)
    messages.success(request, word("today.kept", language))
    return redirect("sheet", reference)


def sheet_context(visit: Appointment, language: str) -> dict[str, Any]:
    """What the sheet shows; what the person said is in the territory's language."""
    facts = pack_of(visit.centre).facts.get(visit.topic)
    ticket: QueueTicket | None = getattr(visit, "ticket", None)
    return {
        "visit": visit,
        "centre": visit.centre,
        "sheet": triage.sheet(visit),
        "topic": topic_name(visit.topic, visit.centre.territory, language),
        "level": str(level_of(visit, ticket.level if ticket else "").value),
        "levels": board.levels(),
        "contact": masked(visit.contact),
        "phrase": facts.counter_phrase if facts else "",
        "source_language": pack_of(visit.centre).source_language,
        "events": visit.events.all(),
        "entries": QueueEntry.objects.filter(ticket__appointment=visit).select_related("desk"),
        "outbox": visit.messages.order_by("due_at"),
        "open": visit.status in board.EXPECTED and visit.starts > clock.now(),
        "sentences": _sentences(visit),
        "person_language": spoken(visit.language),
        "w": strings(language),
    }


def _sentences(visit: Appointment) -> list[tuple[str, str, str]]:
    """What can be written to the person: its name, in the territory's language, in theirs."""
    own, theirs = pack_of(visit.centre).source_language, spoken(visit.language)
    found = []
    for name in desk_notes.possible(visit):
        values, discreet = desk_notes.values_of(visit, name), visit.contact.safe_phone
        found.append((name, desk_notes.text_of(values, own, discreet), desk_notes.text_of(values, theirs, discreet)))
    return found


def _change_level(visit: Appointment, wanted: str, reason: str, by: str) -> None:
    """On the sheet, and on the stay when the person is here, so that the order of the calls follows."""
    ticket: QueueTicket | None = getattr(visit, "ticket", None)
    with transaction.atomic():
        triage.change_level(visit, wanted, reason, by)
        entry = ticket.entries.filter(ended=None).first() if ticket else None
        if entry is not None:
            queue.prioritise(entry, wanted, reason, by)
