"""One answer: everything a mediator needs to judge it, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from actions import clock
from actions.answers import editing
from actions.answers.differences import differences
from actions.answers.editing import Refused
from actions.answers.findings import budget, findings, size
from actions.answers.models import AnswerVersion, Proposal, PublishedAnswer
from actions.answers.reading import reading
from actions.answers.serving import APPROVED, DRAFT, STALE, serve
from actions.answers.texts import Key, Text, text_of, tidy
from bot.desk import audit
from bot.desk.accounts.roles import languages_of, role_required
from bot.desk.language import interface_language
from bot.desk.mediation.common import ROLES, key_or_404, refusal, say, sentence, step
from bot.desk.mediation.matrix import why_stale
from bot.desk.naming import papers, topic_name
from bot.desk.terms import said_terms
from knowledge.packs import packs

PARTS = ("title", "text", "sms")
EMPTY = Text("", "", "")


@role_required(*ROLES)
def answer(request: HttpRequest, territory: str, concept: str, language: str) -> HttpResponse:
    """The page."""
    key = key_or_404(request, territory, concept, language)
    row = editing.row_of(key)
    return page(request, key, text_of(row.version) if row else EMPTY)


def page(request: HttpRequest, key: Key, typed: Text, status: int = 200) -> HttpResponse:
    """The page of an answer with `typed` in its form."""
    territory, concept, language = key
    pack, row, source = packs()[territory], editing.row_of(key), editing.source_of(key)
    own = language == pack.source_language
    facts = pack.facts[concept]
    proposal = Proposal.objects.filter(
        territory=territory, concept=concept, language=language, state=Proposal.State.OPEN
    ).select_related("author").first()  # fmt: skip
    state = _state(row, source, key)
    context: dict[str, Any] = {
        "territory": territory,
        "concept": concept,
        "own": own,
        "name": topic_name(concept, territory, interface_language(request)),
        "facts": facts,
        "papers": papers(list(facts.documents), territory, interface_language(request)),
        "row": row,
        "source": source if source is not None else None,
        "state": state,
        "served": serve(concept, territory, language),
        "stale": why_stale(pack, concept, language, interface_language(request)) if state == STALE else None,
        "approvals": list(row.version.approvals.select_related("account").order_by("-at")) if row else [],
        "previous": _previous(row),
        "proposal": proposal,
        "proposed": _against(row, proposal) if proposal else {},
        "mine": proposal is not None and proposal.author_id == request.user.pk,
        "typed": typed,
        "today": clock.now().date().isoformat(),
        "other_languages": [c for c in pack.languages if c in languages_of(request.user) and c != language],
        **live_context(request, key, typed),
    }
    return render(request, "desk/mediation/answer.html", context, status=status)


def live_context(request: HttpRequest, key: Key, typed: Text) -> dict[str, Any]:
    """What the check says of a text: findings, segments, how hard it is to read, the agreed words of its terms."""
    source, (territory, _, language) = editing.source_of(key), key
    pack = packs()[territory]
    found = findings(typed, language, text_of(source.version) if source else None)
    counted = size(typed, language)
    return {
        "findings": [(finding.blocks, sentence(request, finding)) for finding in found],
        "size": counted,
        "budget": budget(counted),
        "words": len(typed.text.split()),
        "reading": reading(typed.text),
        "pack": pack,
        "language": language,
        "terms": said_terms(_read(source.version), _read(typed), territory, language) if source else [],
    }


@role_required(*ROLES)
@require_POST
def check(request: HttpRequest, territory: str, concept: str, language: str) -> HttpResponse:
    """The check of what is being typed, as a fragment."""
    key = key_or_404(request, territory, concept, language)
    return render(request, "desk/mediation/check.html", live_context(request, key, _typed(request)))


@role_required(*ROLES)
@require_POST
def approve(request: HttpRequest, territory: str, concept: str, language: str) -> HttpResponse:
    """'I have checked this text', or with `kind=still_right`: 'it is still right'."""
    key = key_or_404(request, territory, concept, language)
    kind = editing.STILL_RIGHT if request.POST.get("kind") == editing.STILL_RIGHT else editing.APPROVE
    seen = request.POST.get("seen", "")

    def do() -> None:
        editing.approve(key, seen, request.user, kind)
        audit.wrote(request, f"answer.{kind}", "answer", "/".join(key), seen[:12])

    return step(request, "done.approved", _back(request, key), do)


@role_required(*ROLES)
@require_POST
def save(request: HttpRequest, territory: str, concept: str, language: str) -> HttpResponse:
    """A suggestion, or with `how=minor` a minor edit. What is refused stays in the form."""
    key = key_or_404(request, territory, concept, language)
    typed, minor = _typed(request), request.POST.get("how") == "minor"
    try:
        if minor:
            editing.minor_edit(key, request.POST.get("seen", ""), typed)
        else:
            editing.propose(key, typed, request.POST.get("note", ""), request.user)
    except Refused as refused:
        messages.error(request, refusal(request, refused), extra_tags="bad")
        return page(request, key, typed, status=409)
    audit.wrote(request, "answer.minor" if minor else "answer.proposed", "answer", "/".join(key))
    messages.success(request, say(request, "done.minor" if minor else "done.proposed"))
    return redirect("answer", *key)


@role_required(*ROLES)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Accept or reject a suggestion."""
    proposal = get_object_or_404(Proposal, pk=number, language__in=languages_of(request.user))
    key = (proposal.territory, proposal.concept, proposal.language)
    accepts = request.POST.get("decision") == "accept"

    def do() -> None:
        if accepts:
            editing.accept(proposal, request.user)
        else:
            editing.reject(proposal, request.user, request.POST.get("reason", ""))
        audit.wrote(request, "answer.accepted" if accepts else "answer.rejected", "answer", "/".join(key))

    return step(request, "done.accepted" if accepts else "done.rejected", reverse("answer", args=key), do)


@role_required(*ROLES)
@require_POST
def withdraw(request: HttpRequest, territory: str, concept: str, language: str) -> HttpResponse:
    """Off every server, with a reason; or back again."""
    key = key_or_404(request, territory, concept, language)
    again = request.POST.get("how") == "restore"

    def do() -> None:
        if again:
            editing.restore(key)
        else:
            editing.withdraw(key, request.POST.get("reason", ""), request.user)
        audit.wrote(request, "answer.restored" if again else "answer.withdrawn", "answer", "/".join(key))

    return step(request, "done.restored" if again else "done.withdrawn", reverse("answer", args=key), do)


def _read(text: Text | AnswerVersion) -> str:
    return f"{text.title}\n{text.text}"


def _typed(request: HttpRequest) -> Text:
    return tidy(*(request.POST.get(part, "")[:5000] for part in PARTS))


def _back(request: HttpRequest, key: Key) -> str:
    return reverse("answers-calendar") if request.POST.get("from") == "calendar" else reverse("answer", args=key)


def _state(row: PublishedAnswer | None, source: PublishedAnswer | None, key: Key) -> str:
    if row is None:
        return "missing"
    if row.withdrawn or (source is not None and source.withdrawn):
        return "withdrawn"
    if source is not None and row.source_version != source.version_id:
        return STALE
    return APPROVED if row.version.approvals.exists() else DRAFT


def _previous(row: PublishedAnswer | None) -> dict[str, Any]:
    before = AnswerVersion.objects.filter(pk=row.previous).first() if row and row.previous else None
    if row is None or before is None:
        return {}
    pieces = {part: differences(getattr(before, part), getattr(row.version, part)) for part in PARTS}
    return {"version": before, "pieces": pieces}


def _against(row: PublishedAnswer | None, proposal: Proposal) -> dict[str, Any]:
    served = row.version if row else None
    return {part: differences(getattr(served, part, ""), getattr(proposal, part)) for part in PARTS}
