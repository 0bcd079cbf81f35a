"""The question box: type any message and see how it is understood, and why. Nothing typed is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from actions import clock
from actions.answers.serving import nearest_language, serve
from actions.answers.why import nearest
from bot import following
from bot.desk.accounts.roles import role_required
from bot.desk.language import interface_language
from bot.desk.mediation.common import ROLES, pack_or_404, say
from bot.desk.naming import topic_name
from knowledge.packs import Pack, packs
from locales.languages import languages
from nlu import understand
from nlu.gate import thresholds
from nlu.model import Context, Understanding

LONGEST = 2000
RANKED, LOOKED_AT = 5, 3


@role_required(*ROLES)
def question_box(request: HttpRequest) -> HttpResponse:
    """The page; what is posted is answered on it."""
    pack = pack_or_404(request.POST.get("territory") or settings.FAROL_TERRITORY)
    typed = request.POST.get("text", "").strip()[:LONGEST]
    context: dict[str, Any] = {"pack": pack, "territories": packs().values(), "typed": typed}
    if typed:
        context |= _understood(request, pack, typed)
    return render(request, "desk/mediation/box.html", context)


def _understood(request: HttpRequest, pack: Pack, typed: str) -> dict[str, Any]:
    reader = interface_language(request)
    following.follow_seldom()
    try:
        found = understand(typed, Context(now=clock.now(), territory=pack.territory))
        ranked = [concept for concept, _ in found.ranking]
        near = nearest(typed, ranked[:LOOKED_AT])
    except FileNotFoundError:  # the first training is still running
        return {"notice": say(request, "box.no_model")}
    limits = thresholds(found.language)
    return {
        "found": found,
        "decision": say(request, f"box.decision.{found.decision}"),
        "limits": limits,
        "ranking": [
            (c, topic_name(c, pack.territory, reader), round(share * 100)) for c, share in found.ranking[:RANKED]
        ],
        "near": [(n, topic_name(n.example.label.partition("/")[2], pack.territory, reader)) for n in near],
        "answer": _answer(found, pack),
        "entities": [(e.kind, e.value) for e in found.entities],
    }


def _answer(found: Understanding, pack: Pack) -> Any:
    concept = found.concept
    if concept is None or found.decision != "answer":
        return None
    readable = languages()[found.language].readable if found.language in languages() else ()
    code = nearest_language(
        concept, pack, tuple(dict.fromkeys((found.language, *readable, "en", pack.source_language)))
    )
    return serve(concept, pack.territory, code) if code else None
