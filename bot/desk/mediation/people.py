"""People who asked for a person: the list, and one conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from actions import clock
from actions.answers import handover
from actions.answers.handover import NotYours, pack_of
from actions.answers.handover_words import SENTENCES, answer_for, said, sentence
from actions.answers.models import Handover, HandoverLine
from actions.appointments.reminders import REACHABLE
from bot.desk import audit
from bot.desk.accounts.roles import languages_of, role_required
from bot.desk.language import interface_language
from bot.desk.mediation.common import ROLES, say
from bot.desk.naming import topic_name
from knowledge.packs import concepts, packs
from locales.languages import languages, spoken
from locales.when import clock_time, short_moment

LONGEST = 1000


@role_required(*ROLES)
def people(request: HttpRequest) -> HttpResponse:
    """Who waits, who is being answered, and by whom."""
    context = _list(request)
    audit.read(request, "handover", "list", f"{len(context['rows'])} rows")
    return render(request, "desk/mediation/people.html", context)


@role_required(*ROLES)
def people_live(request: HttpRequest) -> HttpResponse:
    """The table alone, for the page that refreshes itself."""
    return render(request, "desk/mediation/people_rows.html", _list(request))


def _list(request: HttpRequest) -> dict[str, Any]:
    now = clock.now()
    rows = [(row, topic_of(row), int((now - row.at).total_seconds() // 60))
            for row in handover.listed(languages_of(request.user), now)]  # fmt: skip
    pack, opens = packs()[settings.FAROL_TERRITORY], handover.next_opening(settings.FAROL_TERRITORY, now)
    when = short_moment(opens, pack.time_zone, interface_language(request)) if opens else ""
    return {"rows": rows, "next": when}


@role_required(*ROLES)
def conversation(request: HttpRequest, number: int) -> HttpResponse:
    """One conversation: what was said since it was taken, and the ways to answer."""
    row = _mine(request, number)
    audit.read(request, "handover", row.pk)
    language, contact = spoken(row.language), row.contact
    source = pack_of(contact).source_language
    reader = interface_language(request)
    return render(request, "desk/mediation/conversation.html", {
        **_lines(request, row),
        "sentences": [(key, sentence(key, contact, reader), sentence(key, contact, language)) for key in SENTENCES],
        "concepts": sorted(
            ((c, topic_name(c, contact.territory or settings.FAROL_TERRITORY, reader)) for c in concepts()),
            key=lambda item: item[1].casefold(),
        ),
        "speaks": language,
        "source_language": source,
        "topic": topic_of(row),
        "languages": [x for x in languages().values() if x.code in languages_of(request.user)],
        "in_turn": contact.channel not in REACHABLE,
    })  # fmt: skip


@role_required(*ROLES)
def conversation_live(request: HttpRequest, number: int) -> HttpResponse:
    """The lines alone."""
    return render(request, "desk/mediation/conversation_lines.html", _lines(request, _mine(request, number)))


def _lines(request: HttpRequest, row: Handover) -> dict[str, Any]:
    zone = pack_of(row.contact).time_zone
    lines = [(line, _shown(line, row), clock_time(line.at, zone, "")) for line in row.lines.select_related("message")]
    return {"row": row, "lines": lines, "has_it": row.state == "taken" and row.taken_by_id == request.user.pk}


def _shown(line: HandoverLine, row: Handover) -> str:
    """What was written, as the person reads it."""
    if line.message is None or not line.message.variables:
        return str(line.words)
    return said(line.message.template, line.message.variables, row.contact, spoken(row.language))


@role_required(*ROLES)
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take it over."""
    row = _mine(request, number)
    return _step(request, row, "handover.taken", lambda: handover.take(row, request.user))


@role_required(*ROLES)
@require_POST
def give_back(request: HttpRequest, number: int) -> HttpResponse:
    """Give it back to the assistant."""
    row = _mine(request, number)
    return _step(request, row, "handover.given_back", lambda: handover.give_back(row, request.user), "people")


@role_required(*ROLES)
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Take it off the list without writing."""
    row = _mine(request, number)
    return _step(request, row, "handover.closed", lambda: handover.close(row), "people")


@role_required(*ROLES)
@require_POST
def write(request: HttpRequest, number: int) -> HttpResponse:
    """A reviewed sentence, a standard answer, or own words in a language that is named."""
    row = _mine(request, number)
    given = _written(request, row)
    if given is None:
        messages.error(request, say(request, "people.nothing_to_send"), extra_tags="bad")
        return redirect("conversation", number)
    template, values, words = given
    return _step(request, row, "handover.wrote", lambda: handover.write(row, request.user, template, values, words))


def _written(request: HttpRequest, row: Handover) -> tuple[str, dict[str, Any], str] | None:
    what = request.POST.get("what", "")
    if what == "sentence" and request.POST.get("sentence") in SENTENCES:
        key = request.POST["sentence"]
        return "handover_sentence", {"sentence": key}, sentence(key, row.contact, interface_language(request))
    if what == "answer":
        version = answer_for(row.contact, request.POST.get("concept", ""), spoken(row.language))
        return ("handover_answer", {"code": version.code}, version.title) if version else None
    words, language = request.POST.get("words", "").strip()[:LONGEST], request.POST.get("language", "")
    if what == "words" and words and language in languages_of(request.user):
        return "handover_words", {"words": words, "language": language}, words
    return None


def topic_of(row: Handover) -> str:
    """The recognised concept in the territory's language, '' where none was."""
    if not row.concept or row.contact is None:
        return ""
    pack = pack_of(row.contact)
    return topic_name(row.concept, pack.territory, pack.source_language)


def _mine(request: HttpRequest, number: int) -> Handover:
    rows = Handover.objects.filter(language__in=languages_of(request.user), contact__isnull=False)
    row = get_object_or_404(rows.select_related("contact", "taken_by"), pk=number)
    if row.state in ("given_back", "closed") and not row.unanswered:
        raise Http404
    return row


def _step(
    request: HttpRequest, row: Handover, action: str, do: Callable[[], object], then: str = "conversation"
) -> HttpResponse:
    try:
        do()
    except NotYours:
        messages.error(request, say(request, "people.not_yours"), extra_tags="bad")
        return redirect("people")
    audit.wrote(request, action, "handover", row.pk)
    messages.success(request, say(request, f"people.done.{action.partition('.')[2]}"))
    return redirect(then, row.pk) if then == "conversation" else redirect(then)
