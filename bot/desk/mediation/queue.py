"""The queue of questions that no answer fitted."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from actions.answers import unanswered
from actions.answers.models import ProposedQuestion, Unanswered, WantedConcept
from bot.desk import audit
from bot.desk.accounts.roles import languages_of, role_required
from bot.desk.language import interface_language
from bot.desk.mediation.common import ROLES, say
from bot.desk.naming import topic_name
from knowledge.packs import concepts
from locales.languages import languages

PAGE = 25
SHOWN = 20


@role_required(*ROLES)
def queue(request: HttpRequest) -> HttpResponse:
    """Groups of alike questions, the most asked first, and what the last ones became."""
    allowed, reader = languages_of(request.user), interface_language(request)
    found = Paginator(unanswered.groups(allowed), PAGE).get_page(request.GET.get("page"))
    names = {concept: topic_name(concept, settings.FAROL_TERRITORY, reader) for concept in concepts()}
    waiting = ProposedQuestion.objects.filter(exported_at=None, language__in=allowed).order_by("-at")
    return render(request, "desk/mediation/queue.html", {
        "groups": found,
        "rows": [(group, [(c, names[c]) for c in group.guesses]) for group in found],
        "concepts": sorted(names.items(), key=lambda item: item[1].casefold()),
        "topics": dict.fromkeys(concept.topic for concept in concepts().values()),
        "languages": [languages()[code] for code in languages() if code in allowed],
        "questions": [(row, names.get(row.concept, row.concept)) for row in waiting[:SHOWN]],
        "waiting": waiting.count(),
        "wanted": WantedConcept.objects.order_by("-at")[:SHOWN],
    })  # fmt: skip


@role_required(*ROLES)
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Make a group a training question, a new need, or nothing, with a reason."""
    rows = _rows(request)
    what = request.POST.get("what", "")
    try:
        detail = {"train": _train, "want": _want, "dismiss": _dismiss}[what](request, rows)
    except KeyError as error:
        raise Http404 from error
    except ValueError:
        messages.error(request, say(request, f"queue.needs_{what}"), extra_tags="bad")
        return redirect("unanswered")
    audit.wrote(request, f"unanswered.{what}", "unanswered", rows[0].pk, detail)
    messages.success(request, say(request, f"queue.done_{what}"))
    return redirect("unanswered")


def _rows(request: HttpRequest) -> list[Unanswered]:
    numbers = [int(n) for n in request.POST.get("rows", "").split(",") if n.isdigit()][: unanswered.READ]
    mine = Q(language__in={*languages_of(request.user), unanswered.UNKNOWN})
    rows = list(Unanswered.objects.filter(mine, pk__in=numbers, state=Unanswered.State.OPEN))
    if not rows or len(rows) != len(numbers):
        raise Http404
    return rows


def _train(request: HttpRequest, rows: list[Unanswered]) -> str:
    concept, language = request.POST.get("concept", ""), request.POST.get("language", "")
    wordings = [line.strip() for line in request.POST.get("wordings", "").splitlines() if line.strip()]
    if not concept or not wordings:
        raise ValueError("a concept and a wording are needed")
    if language not in languages_of(request.user):
        raise Http404
    unanswered.to_training(rows, concept, wordings, language, request.user)
    return concept


def _want(request: HttpRequest, rows: list[Unanswered]) -> str:
    question, topic = request.POST.get("question", "").strip(), request.POST.get("topic", "")
    if not question or topic not in {concept.topic for concept in concepts().values()}:
        raise ValueError("a question and its topic are needed")
    unanswered.to_wanted(rows, question, topic, request.user)
    return topic


def _dismiss(request: HttpRequest, rows: list[Unanswered]) -> str:
    unanswered.dismiss(rows, request.POST.get("reason", ""), request.user)
    return ""
