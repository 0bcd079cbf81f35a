"""Pages of counter mode. What is typed is understood and forgotten: it is neither kept nor written to any log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from actions import clock
from actions.directory.models import Centre
from bot import following
from bot.desk import audit
from bot.desk.accounts.roles import centres_of, role_required
from bot.desk.counter.pair import Pair, by_topic, pair, replay, titles
from bot.desk.language import interface_language
from bot.desk.models import Role
from bot.desk.qr import qr
from bot.desk.today.views import CENTRE
from bot.desk.words import word
from knowledge.packs import packs
from knowledge.passport import read
from locales.catalogue import say
from locales.languages import Language, languages
from locales.names import language_name
from nlu import understand
from nlu.model import Context, Understanding

ROLES = (Role.FRONT_DESK, Role.MEDIATOR, Role.COORDINATOR)
OFFERED = 3
LONGEST = 2000
SHOWN_NUMBERS = 3


@role_required(*ROLES)
def start(request: HttpRequest) -> HttpResponse:
    """Choose the person's language by pointing at it, or let it be detected."""
    here(request)
    first = [x for x in languages().values() if x.answers]
    others = [x for x in languages().values() if not x.answers]
    return render(request, "desk/counter/start.html", {"first": first, "others": others})


@role_required(*ROLES)
@require_POST
def detect(request: HttpRequest) -> HttpResponse:
    """Detect the language of what the person wrote; where it is not sure, offer the likeliest."""
    centre = here(request)
    found = _understood(request, centre)
    if found is None:
        return redirect("counter")
    if found.language_source == "unsure" or found.language not in languages():
        candidates = [languages()[code] for code in found.language_candidates if code in languages()]
        first = candidates or [x for x in languages().values() if x.answers]
        others = [x for x in languages().values() if x not in first]
        return render(request, "desk/counter/start.html", {"first": first, "others": others, "unsure": True})
    return render(
        request,
        "desk/counter/counter.html",
        {**page_context(centre, found.language), **_result(request, centre, found.language, found)},
    )


@role_required(*ROLES)
def counter(request: HttpRequest, language: str) -> HttpResponse:
    """The two sides, before anything was asked."""
    centre = here(request)
    language_or_404(language)
    return render(request, "desk/counter/counter.html", page_context(centre, language))


@role_required(*ROLES)
@require_POST
def ask(request: HttpRequest, language: str) -> HttpResponse:
    """A question in any language, or a receipt code: the reviewed answer, or the likeliest to choose from."""
    centre = here(request)
    language_or_404(language)
    code = read(request.POST.get("text", ""))
    said = replay(code) if code else None
    if said is not None:
        audit.wrote(request, "counter.receipt", "answer", code)
        return _show(request, centre, language, {"replayed": said[0], "beside": said[1], "phrase": said[2]})
    found = _understood(request, centre)
    return _show(request, centre, language, _result(request, centre, language, found))


@role_required(*ROLES)
def answer(request: HttpRequest, language: str, concept: str) -> HttpResponse:
    """One standard answer in both languages."""
    centre = here(request)
    language_or_404(language)
    return _show(request, centre, language, {"pair": pair_or_404(concept, centre, language)})


@role_required(*ROLES)
def slip(request: HttpRequest, language: str, concept: str) -> HttpResponse:
    """The same on paper, with counter phrase, receipt code and QR."""
    centre = here(request)
    language_or_404(language)
    found = pair_or_404(concept, centre, language)
    if not found.person.code:
        raise Http404
    address = f"{settings.FAROL_DESK_URL}{reverse('receipts')}?code={found.person.code}"
    # Without a public address the square holds the code alone: it can be sent to the assistant on any channel.
    context = {
        "pair": found,
        "qr": qr(address if settings.FAROL_DESK_URL else found.person.code),
        "centre": centre,
        "language": language,
        "day": clock.now().astimezone(centre.zone).date(),
        "keep": [say("counter.keep", side.language) for side in (found.staff, found.person)],
    }
    return render(request, "desk/counter/slip.html", context)


def here(request: HttpRequest) -> Centre:
    """The centre where the account works now: the one last looked at, else its first."""
    centres = centres_of(request.user)
    centre = centres.filter(pk=request.session.get(CENTRE, "")).first() or centres.first()
    if centre is None:
        raise PermissionDenied
    return centre


def language_or_404(code: str) -> Language:
    """A language of the one list."""
    if code not in languages():
        raise Http404
    return languages()[code]


def pair_or_404(concept: str, centre: Centre, language: str) -> Pair:
    """The answer in both languages, when the centre's territory has it."""
    found = pair(concept, centre.territory, language)
    if found is None:
        raise Http404
    return found


def page_context(centre: Centre, language: str) -> dict[str, Any]:
    """What the two sides need before anything was asked."""
    return {
        "centre": centre,
        "language": language,
        "source_language": packs()[centre.territory].source_language,
        "topics": by_topic(centre.territory, language),
    }


def _understood(request: HttpRequest, centre: Centre) -> Understanding | None:
    text = request.POST.get("text", "").strip()[:LONGEST]
    if not text:
        return None
    following.follow_seldom()
    try:
        return understand(text, Context(now=clock.now(), territory=centre.territory))
    except FileNotFoundError:  # the first training is still running
        return None


def _result(request: HttpRequest, centre: Centre, language: str, found: Understanding | None) -> dict[str, Any]:
    if found is None:
        return {"notice": word("counter.nothing_understood", interface_language(request))}
    heard = found.language if found.language in languages() and found.language != language else ""
    context: dict[str, Any] = {"heard": heard, "heard_name": language_name(heard, interface_language(request))}
    if found.urgent:
        context["urgent"] = _urgent(centre, language, found.urgent)
    if found.concept and found.decision == "answer":
        audit.wrote(request, "counter.answer", "concept", found.concept)
        context["pair"] = pair(found.concept, centre.territory, language)
        rest = [c for c, _ in found.ranking if c != found.concept][:OFFERED]
        context["others"] = titles(rest, centre.territory, language)
        return context
    context["offers"] = titles([c for c, _ in found.ranking[:OFFERED]], centre.territory, language)
    context["which"] = [say("offer.which", code) for code in (packs()[centre.territory].source_language, language)]
    return context


def _urgent(centre: Centre, language: str, kind: str) -> dict[str, Any]:
    pack = packs()[centre.territory]
    sentences = [(code, say(f"urgent.{kind}", code)) for code in (pack.source_language, language)]
    return {"sentences": sentences, "numbers": pack.urgent.get(kind, ())[:SHOWN_NUMBERS]}


def _show(request: HttpRequest, centre: Centre, language: str, result: dict[str, Any]) -> HttpResponse:
    context = {"language": language, "source_language": packs()[centre.territory].source_language, **result}
    if request.headers.get("HX-Request"):
        return render(request, "desk/counter/result.html", context)
    return render(request, "desk/counter/counter.html", {**page_context(centre, language), **context})
