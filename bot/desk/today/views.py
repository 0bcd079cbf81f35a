"""The day of one centre on the screen, and its live part."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date

from actions.appointments import queue
from actions.directory.models import Centre
from bot.desk.accounts.roles import centre_or_404, centres_of, role_required
from bot.desk.language import interface_language
from bot.desk.models import Role
from bot.desk.naming import pack_of
from bot.desk.today import board
from bot.desk.words import strings
from locales.languages import languages

ROLES = (Role.FRONT_DESK, Role.COORDINATOR)
CENTRE, DESK = "centre", "desk"  # what a session remembers


@role_required(*ROLES)
def today(request: HttpRequest) -> HttpResponse:
    """The day of the centre last looked at, else of the account's first."""
    centres = centres_of(request.user)
    centre = centres.filter(pk=request.session.get(CENTRE, "")).first() or centres.first()
    if centre is None:
        raise PermissionDenied
    return redirect("day", centre.pk)


@role_required(*ROLES)
def day(request: HttpRequest, centre_id: str) -> HttpResponse:
    """The whole page."""
    centre = centre_or_404(request.user, centre_id)
    request.session[CENTRE] = centre.pk
    context = {
        **board_context(request, centre, day_asked(request, centre)),
        "centres": centres_of(request.user),
        "unfinished": board.unfinished(centre),
        "topics": topics(centre, interface_language(request)),
        "languages": languages().values(),
        "levels": board.levels(),
        "wait": queue.minutes_to_wait(centre),
    }
    return render(request, "desk/today/day.html", context)


@role_required(*ROLES)
def live(request: HttpRequest, centre_id: str) -> HttpResponse:
    """The table alone, for a page that refreshes itself; nothing when nothing changed."""
    centre = centre_or_404(request.user, centre_id)
    context = board_context(request, centre, day_asked(request, centre))
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "desk/today/rows.html", context)


@role_required(*ROLES)
def unfinished(request: HttpRequest, centre_id: str) -> HttpResponse:
    """The days on which visits still lack an outcome."""
    centre = centre_or_404(request.user, centre_id)
    return render(request, "desk/today/unfinished.html", {"centre": centre, "days": board.unfinished_days(centre)})


def board_context(request: HttpRequest, centre: Centre, asked: date) -> dict[str, Any]:
    """What the table needs; `seen` changes when anything in it does."""
    language = interface_language(request)
    found = board.rows(centre, asked, language)
    desks = list(centre.desks.filter(active=True).order_by("id"))
    chosen = request.session.get(DESK, "")
    return {
        "centre": centre,
        "day": asked,
        "before": asked - timedelta(days=1),
        "after": asked + timedelta(days=1),
        "is_today": asked == queue.today(centre),
        "rows": found,
        "waiting": sum(row.state == board.State.WAITING for row in found),
        "seen": hashlib.sha256(repr(found).encode()).hexdigest()[:16],
        "desks": desks,
        "desk": chosen if chosen in {desk.pk for desk in desks} else "",
        "outcomes": list(enumerate(queue.Outcome.values, 1)),
        "w": strings(language),
    }


def day_asked(request: HttpRequest, centre: Centre) -> date:
    """The day of `?day=`, today without one. Raises Http404 for what is no day."""
    text = request.GET.get("day", "")
    try:
        asked = parse_date(text) if text else queue.today(centre)
    except ValueError:
        asked = None
    if asked is None:
        raise Http404
    return asked


def topics(centre: Centre, language: str) -> list[tuple[str, str]]:
    """What a walk-in may come for: the services' topics in the pack, each with its name."""
    ids = dict.fromkeys(t for service in pack_of(centre).services.values() for t in service.topics)
    return [(topic, strings(language).get(f"topic.{topic}", topic)) for topic in ids]
