"""Training: start it, see how far it is and what it changed, and go back to the model before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from babel.numbers import format_decimal
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from actions import clock
from actions.answers.models import ProposedQuestion
from actions.operations import served, training
from actions.operations.beats import beats
from actions.operations.models import TrainingRun
from bot.desk import audit
from bot.desk.accounts.roles import role_required
from bot.desk.language import interface_language
from bot.desk.models import Role
from bot.desk.words import word
from locales.names import language_name

ROLES = (Role.MEDIATOR, Role.COORDINATOR, Role.ADMINISTRATOR)
SHOWN = 10
SILENT = timedelta(minutes=2)
"""A server that has said nothing for so long is gone, and its model with it."""


@role_required(*ROLES)
def page(request: HttpRequest) -> HttpResponse:
    """How far the training is, what the last ones led to, and which model answers."""
    return render(request, "desk/training/page.html", _state(request))


@role_required(*ROLES)
def live(request: HttpRequest) -> HttpResponse:
    """The part that changes, for the page that refreshes itself."""
    return render(request, "desk/training/state.html", _state(request))


@role_required(*ROLES)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a training."""
    try:
        run = training.start(request.user.get_username())
    except training.AlreadyRunning:
        messages.error(request, _say(request, "already"), extra_tags="bad")
    else:
        audit.wrote(request, "training.started", "training", run.pk)
        messages.success(request, _say(request, "started"))
    return redirect("training")


@role_required(*ROLES)
@require_POST
def roll_back(request: HttpRequest) -> HttpResponse:
    """Answer with the model before again, when the one on the page is still the one that answers."""
    try:
        if request.POST.get("seen", "") != served.wanted():
            raise served.NothingBefore
        back = served.roll_back(request.user.get_username())
    except served.NothingBefore:
        messages.error(request, _say(request, "nothing_before"), extra_tags="bad")
    else:
        audit.wrote(request, "training.taken_back", "model", request.POST["seen"], back)
        messages.success(request, _say(request, "went_back"))
    return redirect("training")


def _state(request: HttpRequest) -> dict[str, Any]:
    runs = list(TrainingRun.objects.order_by("-pk")[:SHOWN])
    active = next((run for run in runs if run.active), None)
    measured = next((run for run in runs if run.figures and not run.active), None)
    model = served.wanted()
    since = clock.now() - SILENT
    return {
        "active": active,
        "minutes": int((clock.now() - active.asked_at).total_seconds() // 60) if active else 0,
        "said": _progress(request, active) if active else "",
        "runs": [(run, _progress(request, run)) for run in runs if not run.active],
        "measured": measured,
        "figures": _figures(request, measured) if measured else [],
        "model": model,
        "served": served.served() if model else None,
        "waiting": _not_learned(model),
        "servers": [
            (name.removeprefix("rasa:"), row.detail.get("understanding", ""), row.detail.get("broken", ""))
            for name, row in beats("rasa:").items()
            if row.at > since
        ],
    }


def _not_learned(model: str) -> int:
    """How many questions of mediators came after the model that answers now began to be trained."""
    waiting = ProposedQuestion.objects.filter(exported_at=None)
    run = TrainingRun.objects.filter(model=model, started_at__isnull=False).order_by("-pk").first() if model else None
    return int((waiting.filter(at__gt=run.started_at) if run else waiting).count())


def _figures(request: HttpRequest, run: TrainingRun) -> list[tuple[str, ...]]:
    """Language, questions, right before and after, change, as they are read; what fell most comes first."""
    reader = interface_language(request)
    rows = sorted(run.figures.items(), key=lambda item: (item[1]["after"] - item[1]["before"], item[0]))
    return [
        (
            language_name(code, reader),
            str(row["questions"]),
            format_decimal(row["before"], "0.0", reader),
            format_decimal(row["after"], "0.0", reader),
            format_decimal(row["after"] - row["before"], "+0.0;-0.0", reader),
        )
        for code, row in rows
    ]


def _progress(request: HttpRequest, run: TrainingRun) -> str:
    values = dict(run.detail)
    if "languages" in values:
        reader = interface_language(request)
        values["languages"] = ", ".join(language_name(code, reader) for code in values["languages"])
    return _say(request, f"progress.{run.progress}", **values)


def _say(request: HttpRequest, key: str, **values: object) -> str:
    return word(f"training.{key}", interface_language(request), **values)
