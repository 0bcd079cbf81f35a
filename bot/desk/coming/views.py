"""The list of coming visits: the most pressing first, then who still lacks papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from actions import clock
from actions.appointments import shield
from actions.appointments.models import Appointment, OutboxMessage, Status
from actions.appointments.urgency import Level, level_of
from actions.directory.models import Centre
from bot.desk.accounts.roles import centre_or_404, role_required
from bot.desk.counter.views import here
from bot.desk.language import interface_language
from bot.desk.models import Role
from bot.desk.naming import masked, papers, topic_name
from bot.desk.today.board import delivery
from bot.desk.today.views import CENTRE
from bot.desk.words import strings
from locales.names import language_name

ROLES = (Role.FRONT_DESK, Role.COORDINATOR)
AHEAD = timedelta(days=14)
NOT_REACHED = frozenset({"undelivered", "failed", "uncertain", "for_desk"})


@dataclass(frozen=True)
class Coming:
    """One visit to come, as shown."""

    visit: Appointment
    level: Level
    reason: str
    topic: str
    language: str
    missing: list[str]
    delivery: str
    contact: str

    @property
    def not_reached(self) -> bool:
        """Whether the last message may not have arrived."""
        return self.delivery in NOT_REACHED


@role_required(*ROLES)
def first_centre(request: HttpRequest) -> HttpResponse:
    """The list of the centre last looked at."""
    return redirect("coming-centre", here(request).pk)


@role_required(*ROLES)
def coming(request: HttpRequest, centre_id: str) -> HttpResponse:
    """The next 14 days, and above them whom nobody has reached about a cancelled visit."""
    centre = centre_or_404(request.user, centre_id)
    request.session[CENTRE] = centre.pk
    language = interface_language(request)
    must_call = [(row, masked(row.appointment.contact)) for row in shield.open_for_desk(centre)]
    context = {"centre": centre, "rows": rows(centre, language), "must_call": must_call, "w": strings(language)}
    return render(request, "desk/coming/list.html", context)


def rows(centre: Centre, language: str) -> list[Coming]:
    """Visits of the next 14 days by level, then by how many papers are missing, then by hour."""
    now = clock.now()
    sent = OutboxMessage.objects.order_by("due_at", "pk")
    found = (
        Appointment.objects.filter(centre=centre, starts__gt=now, starts__lte=now + AHEAD)
        .filter(status__in=(Status.BOOKED, Status.CONFIRMED))
        .select_related("contact", "triage", "interpreter_line")
        .prefetch_related(Prefetch("messages", sent, to_attr="sent"))
    )
    return sorted((_row(visit, centre, language) for visit in found),
                  key=lambda row: (row.level.rank, -len(row.missing), row.visit.starts, row.visit.pk))  # fmt: skip


def _row(visit: Appointment, centre: Centre, language: str) -> Coming:
    sheet = getattr(visit, "triage", None)
    reason = (sheet.desk_reason if sheet.desk_level else sheet.reason) if sheet else ""
    return Coming(
        visit=visit,
        level=level_of(visit),
        reason=reason,
        topic=topic_name(visit.topic, centre.territory, language),
        language=language_name(visit.language, language),
        missing=papers(sheet.papers_missing, centre.territory, language) if sheet else [],
        delivery=delivery(visit.sent),
        contact=masked(visit.contact),
    )
