"""The search for services. What is typed is understood and forgotten, as at the counter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from actions import clock
from actions.dialogue.services_words import Telling, here
from actions.directory.asked import asked
from actions.directory.search import Query, search
from bot.desk.accounts.roles import role_required
from bot.desk.counter.views import here as centre_of
from bot.desk.language import interface_language
from bot.desk.models import Role
from knowledge.offered import Offered, offered
from knowledge.packs import packs
from knowledge.taxonomy import name, terms
from locales.languages import languages
from nlu.places import find_places

ROLES = (Role.FRONT_DESK, Role.MEDIATOR, Role.COORDINATOR)
LONGEST = 400
SHOWN = 12
OTHERS_SHOWN = 8


@dataclass(frozen=True)
class Shown:
    """One service: for the staff, and for the person in his or her language."""

    title: str
    staff: list[str]
    person: list[str]
    notes: str


@role_required(*ROLES)
def services(request: HttpRequest) -> HttpResponse:
    """Search by words, theme, audience, age, access and territory; below, what is over or was only planned."""
    own, reader = centre_of(request).territory, interface_language(request)
    query = _query(request.GET, own, reader)
    language = request.GET.get("language", "")
    context = {
        "territories": [(t, name(t, reader)) for t in packs() if offered(t)],
        "themes": [(t, name(t, reader)) for t in terms().themes],
        "audiences": [(a, name(a, reader)) for a in terms().audiences],
        "access": terms().access,
        "languages": [x for x in languages().values() if x.speak],
        "given": request.GET,
        "territory": query.territory,
        "language": language if language in languages() and language != reader else "",
    }
    if request.GET:
        context |= _found(query, reader, str(context["language"]))
    return render(request, "desk/services/services.html", context)


def _query(given: QueryDict, own: str, reader: str) -> Query:
    """The words, and over them what was chosen outright."""
    text = given.get("text", "").strip()[:LONGEST]
    chosen = given.get("territory", "")
    start = chosen if chosen in packs() else own
    query = asked(text, reader, find_places(text, start), start)
    if chosen in packs() and chosen != query.territory:
        query = replace(query, territory=chosen, places=())
    known = terms()
    age = given.get("age", "")
    return replace(
        query,
        themes=_chosen(given, "theme", known.themes) or query.themes,
        audiences=_chosen(given, "audience", known.audiences) or query.audiences,
        access=given["access"] if given.get("access") in known.access else query.access,
        age=int(age) if age.isdecimal() and len(age) < 4 else query.age,
    )


def _chosen(given: QueryDict, field: str, allowed: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in given.getlist(field) if value in allowed)


def _found(query: Query, reader: str, language: str) -> dict[str, object]:
    now = clock.now()
    found = search(offered(query.territory), query, here(now, query.territory))
    staff = Telling(query, reader, now)
    person = Telling(query, language, now) if language else None
    return {
        "heading": staff.heading(),
        "first": [side.local_first() for side in (staff, person) if side],
        "rows": [_shown(row, staff, person) for row in found.shown[:SHOWN]],
        "close": bool(found.close and not found.exact),
        "ended": [_shown(row, staff, None) for row in found.ended[:OTHERS_SHOWN]],
        "planned": [_shown(row, staff, None) for row in found.planned[:OTHERS_SHOWN]],
        "searched": True,
    }


def _shown(row: Offered, staff: Telling, person: Telling | None) -> Shown:
    lines = [*staff.about(row), *staff.contact(row), staff.source(row.source, row.as_of)]
    theirs = [*person.about(row), person.standing(row), *person.contact(row)] if person else []
    if row.standing(staff.today) in ("open", "call_first"):
        lines.insert(0, staff.standing(row))
    elif row.valid_to:
        lines.insert(0, f"{row.valid_from or ''} – {row.valid_to}")
    return Shown(f"{row.name} ({row.organization})", lines, theirs, row.notes)
