"""What the mediators' pages share: who may open them, and which answers are theirs."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from actions.answers.editing import Refused
from actions.answers.findings import Finding
from actions.answers.texts import Key
from bot.desk.accounts.roles import languages_of
from bot.desk.language import interface_language
from bot.desk.models import Role
from bot.desk.words import word
from knowledge.packs import Pack, packs

ROLES = (Role.MEDIATOR, Role.ADMINISTRATOR)


def pack_or_404(territory: str) -> Pack:
    """The knowledge of a territory."""
    if territory not in packs():
        raise Http404
    return packs()[territory]


def key_or_404(request: HttpRequest, territory: str, concept: str, language: str) -> Key:
    """An answer the account may work on: a concept with facts, in one of its languages."""
    pack = pack_or_404(territory)
    if concept not in pack.facts or language not in languages_of(request.user):
        raise Http404
    return territory, concept, language


def say(request: HttpRequest, key: str, **values: object) -> str:
    """A text of the interface for this request."""
    return word(f"mediation.{key}", interface_language(request), **values)


def sentence(request: HttpRequest, finding: Finding) -> str:
    """A finding in words."""
    return say(request, f"finding.{finding.name}", **finding.values)


def step(request: HttpRequest, done: str, back: str, do: Callable[[], object]) -> HttpResponse:
    """Do one step and go back to `back`, saying `done` or why it was refused."""
    try:
        do()
    except Refused as refused:
        messages.error(request, refusal(request, refused), extra_tags="bad")
    else:
        messages.success(request, say(request, done))
    return redirect(back)


def refusal(request: HttpRequest, refused: Refused) -> str:
    """Why a step was refused, with what was found."""
    rules = [say(request, f"minor.{name}") for name in refused.details]
    return " ".join([say(request, f"refused.{refused.why}"), *rules, *(sentence(request, f) for f in refused.findings)])
