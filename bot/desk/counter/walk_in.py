"""The triage questions at the counter, in both languages, and a number at their end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from actions import clock
from actions.appointments import queue, triage
from actions.appointments.urgency import judge
from bot.desk import audit
from bot.desk.accounts.roles import role_required
from bot.desk.counter.views import here, language_or_404
from bot.desk.language import interface_language
from bot.desk.models import Role
from bot.desk.today.steps import ticket_or_404
from bot.desk.today.views import topics
from knowledge.packs import Pack, documents, packs
from locales.catalogue import say

ROLES = (Role.FRONT_DESK, Role.COORDINATOR)
NO_PAPER = "none"  # what the box 'none of them' sends
Both = list[tuple[str, str]]  # (language, text), the territory's first


@role_required(*ROLES)
def questions(request: HttpRequest, language: str) -> HttpResponse:
    """The questions of the chat, asked at the counter: the person points, staff tick."""
    centre = here(request)
    language_or_404(language)
    pack = packs()[centre.territory]
    codes = (pack.source_language, language)
    topic = request.GET.get("topic", "")
    facts = pack.facts.get(topic)
    context = {
        "centre": centre,
        "language": language,
        "topic": topic if facts else "",
        "topics": topics(centre, interface_language(request)),
        "facts": [(fact, _both(f"triage.fact_{fact}", codes)) for fact in triage.FACTS],
        "ask_urgent": _both("triage.ask_urgent", codes),
        "ask_papers": _both("counter.papers", codes),
        "papers": [(paper, _paper(paper, codes)) for paper in facts.documents] if facts else [],
        "none": _both("triage.none", codes),
    }
    return render(request, "desk/counter/triage.html", context)


@role_required(*ROLES)
@require_POST
def walk_in(request: HttpRequest, language: str) -> HttpResponse:
    """Judge the answers by the reviewed rules and give a number."""
    centre = here(request)
    language_or_404(language)
    pack = packs()[centre.territory]
    topic = request.POST.get("topic", "")
    if topic not in pack.facts and topic not in dict(topics(centre, interface_language(request))):
        return redirect("counter-triage", language)
    said = [fact for fact in request.POST.getlist("fact") if fact in triage.FACTS]
    rule = judge(said, _day(request.POST.get("deadline", "")), clock.now().astimezone(centre.zone).date())
    level, reason = (str(rule.level.value), rule.reasons[pack.source_language]) if rule else ("", "")
    ticked, missing = _papers_of(request, pack, topic)
    entry = queue.walk_in(centre, topic, language, request.user.get_username(), level, reason, ticked, missing)
    audit.wrote(request, "queue.walk_in", "ticket", entry.ticket_id, f"number {entry.number}")
    return redirect("counter-number", language, entry.ticket_id)


@role_required(*ROLES)
def number(request: HttpRequest, language: str, pk: int) -> HttpResponse:
    """The number, large, in both languages."""
    ticket = ticket_or_404(request, pk)
    language_or_404(language)
    codes = (packs()[ticket.centre.territory].source_language, language)
    context = {"ticket": ticket, "language": language, "wait": queue.minutes_to_wait(ticket.centre),
               "said": [(code, say("counter.number", code, number=ticket.number)) for code in codes]}  # fmt: skip
    return render(request, "desk/counter/number.html", context)


def _papers_of(request: HttpRequest, pack: Pack, topic: str) -> tuple[list[str], list[str]]:
    """The papers of the topic that are there, and those that are missing; none of either where nothing was ticked."""
    facts = pack.facts.get(topic)
    papers = facts.documents if facts else ()
    said = request.POST.getlist("paper")
    ticked = [paper for paper in papers if paper in said]
    missing = [paper for paper in papers if paper not in said]
    return ticked, missing if ticked or NO_PAPER in said else []


def _both(key: str, codes: Sequence[str]) -> Both:
    return [(code, say(key, code)) for code in dict.fromkeys(codes)]


def _paper(paper: str, codes: Sequence[str]) -> Both:
    """The paper's name in the territory's language and in the person's, or in English where it is not written yet."""
    found = [(code, documents(code)[paper]) for code in codes if paper in documents(code)]
    if len(found) < len(codes) and paper in documents("en"):
        found.append(("en", documents("en")[paper]))
    return list(dict.fromkeys(found))


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
