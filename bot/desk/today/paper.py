"""On paper and without power: the day, one sheet in both languages, a number, and a copy that needs no server."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from actions import clock
from actions.appointments import queue, triage
from actions.appointments.models import Appointment
from bot.desk import audit
from bot.desk.accounts.roles import centre_or_404, role_required, visit_or_404
from bot.desk.language import interface_language
from bot.desk.naming import pack_of
from bot.desk.today import board
from bot.desk.today.sheet import sheet_context
from bot.desk.today.steps import ticket_or_404
from bot.desk.today.views import ROLES, day_asked
from bot.desk.words import strings
from locales.languages import spoken


@role_required(*ROLES)
def day(request: HttpRequest, centre_id: str) -> HttpResponse:
    """The day's list, for the printer."""
    return render(request, "desk/today/day_paper.html", _day(request, centre_id, "print"))


@role_required(*ROLES)
def copy(request: HttpRequest, centre_id: str) -> HttpResponse:
    """The same as one file that opens without network: for a power cut. It holds no telephone number."""
    context = _day(request, centre_id, "copy")
    text = render_to_string("desk/today/day_copy.html", context, request)
    name = f"farol-{context['centre'].pk}-{context['day']:%Y-%m-%d}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, headers=headers)


@role_required(*ROLES)
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """One sheet, the territory's language beside the person's."""
    visit = visit_or_404(request.user, reference)
    audit.read(request, "visit", reference, "print")
    language = interface_language(request)
    return render(request, "desk/today/sheet_paper.html", {**sheet_context(visit, language), "sides": _sides(visit)})


@role_required(*ROLES)
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """The number of a stay: large on the screen, or printed."""
    ticket = ticket_or_404(request, pk)
    return render(request, "desk/today/number.html", {"ticket": ticket, "wait": queue.minutes_to_wait(ticket.centre)})


def _day(request: HttpRequest, centre_id: str, what: str) -> dict[str, Any]:
    centre = centre_or_404(request.user, centre_id)
    asked = day_asked(request, centre)
    audit.read(request, "day", centre.pk, f"{what} {asked.isoformat()}")
    language = interface_language(request)
    return {
        "centre": centre,
        "day": asked,
        "made_words": f"{clock.now().astimezone(centre.zone):%Y-%m-%d %H:%M}",
        "rows": board.rows(centre, asked, language),
        "w": strings(language),
    }


def _sides(visit: Appointment) -> list[dict[str, Any]]:
    """The same in the territory's language and in the person's; once where they are one."""
    kept = getattr(visit, "triage", None)
    answers = triage.answers_of(kept) if kept else triage.Answers()
    codes = dict.fromkeys((pack_of(visit.centre).source_language, spoken(visit.language)))
    sheet = triage.sheet(visit)
    states = {paper.id: paper.state for paper in sheet.papers}
    return [
        {
            "language": code,
            "summary": triage.summary(visit, answers, code),
            "papers": [(name, states[paper]) for paper, name in triage.paper_names(visit, code).items()],
        }
        for code in codes
    ]
