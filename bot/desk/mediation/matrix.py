"""The matrix of answers, the list of what waits for a decision, and the calendar of reviews."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from actions import clock
from actions.answers import editing
from actions.answers.coverage import STATES, Line, counts, matrix
from actions.answers.demand import demand
from actions.answers.differences import Piece, differences
from actions.answers.models import AnswerVersion, Conflict, Proposal, PublishedAnswer
from actions.answers.reviews import reviews
from actions.answers.serving import MISSING, STALE
from bot.desk import audit
from bot.desk.accounts.roles import languages_of, role_required
from bot.desk.language import interface_language
from bot.desk.mediation.common import ROLES, pack_or_404, say, step
from bot.desk.naming import topic_name
from knowledge.packs import Pack, concepts, packs
from knowledge.parity import figures
from locales.languages import languages
from locales.names import language_name

SHOWN = 50  # stale answers told with their reason; the rest come as these are settled
SIGNS = {"missing": "–", "draft": "○", "approved": "●", "stale": "!", "withdrawn": "×"}


@dataclass(frozen=True)
class Square:
    """One cell as it is printed: two thousand of them leave no time for the template to think."""

    look: str
    address: str
    label: str
    shown: str


@dataclass(frozen=True)
class Named:
    """One line of the matrix with the name of its concept."""

    name: str
    asked: int
    squares: list[Square]


@role_required(*ROLES)
def answers(request: HttpRequest) -> HttpResponse:
    """The matrix of one territory, limited to a topic, a state or what is asked for most."""
    pack = pack_or_404(request.GET.get("territory") or settings.FAROL_TERRITORY)
    shown = columns(request, pack)
    lines = matrix(pack, shown, clock.now())
    asked = {name: request.GET.get(name, "") for name in ("topic", "state", "order")}
    found = [line for line in lines if _wanted(line, asked)]
    if asked["order"] == "demand":
        found.sort(key=lambda line: -line.asked)
    return render(request, "desk/mediation/answers.html", {
        "pack": pack,
        "territories": packs().values(),
        "columns": shown,
        "lines": _printed(request, pack, found, shown),
        "counts": [(state, SIGNS[state], count) for state, count in counts(lines).items()],
        "topics": dict.fromkeys(concept.topic for concept in concepts().values()),
        "states": STATES,
        "asked": asked,
        "waiting": len(_proposals(request)) + len(_conflicts(request)),
    })  # fmt: skip


def _printed(request: HttpRequest, pack: Pack, lines: list[Line], codes: list[str]) -> list[Named]:
    reader = interface_language(request)
    states = {state: say(request, f"state.{state}") for state in STATES}
    names = {code: language_name(code, reader) for code in codes}
    found = []
    for line in lines:
        name = topic_name(line.concept.id, pack.territory, reader)
        start = reverse("answer", args=[pack.territory, line.concept.id, "-"]).removesuffix("-")
        squares = [
            Square(
                cell.state,
                f"{start}{cell.language}",
                ", ".join(filter(None, (name, names[cell.language], states[cell.state], str(cell.asked or "")))),
                f"{SIGNS[cell.state]} {cell.asked or ''}".rstrip(),
            )
            for cell in line.cells
        ]
        found.append(Named(name, line.asked, squares))
    return found


def columns(request: HttpRequest, pack: Pack) -> list[str]:
    """The account's languages in which the territory answers, or in which it was asked."""
    allowed = languages_of(request.user)
    used = {
        *pack.languages,
        *(code for _, code in pack.answers),
        *(code for _, code in demand(pack.territory, clock.now())),
    }
    return [code for code in languages() if code in allowed and code in used] or [
        c for c in languages() if c in allowed
    ]


def _wanted(line: Line, asked: dict[str, str]) -> bool:
    in_topic = not asked["topic"] or line.concept.topic == asked["topic"]
    wanted = [c.state for c in line.cells if c.state != MISSING or line.concept.wanted_in(c.language)]
    return in_topic and (not asked["state"] or asked["state"] in wanted)


@role_required(*ROLES)
def work(request: HttpRequest) -> HttpResponse:
    """Suggestions of others, conflicts with a release, and stale answers with the reason."""
    reader = interface_language(request)
    stale = [(pack, concept, code) for pack in packs().values() for concept, code in _stale(request, pack)]
    return render(request, "desk/mediation/work.html", {
        "proposals": [(p, topic_name(p.concept, p.territory, reader)) for p in _proposals(request)],
        "conflicts": [_conflict(c, reader) for c in _conflicts(request)],
        "stale": [why_stale(*found, reader) for found in stale[:SHOWN]],
        "stale_count": len(stale),
    })  # fmt: skip


@role_required(*ROLES)
@require_POST
def resolve(request: HttpRequest, number: int) -> HttpResponse:
    """End a conflict by choosing one of its texts."""
    conflict = get_object_or_404(Conflict, pk=number, language__in=languages_of(request.user))
    take_file = request.POST.get("take") == "file"

    def do() -> None:
        audit.wrote(request, "answer.conflict", "answer", _name(conflict), "release" if take_file else "desk")
        editing.resolve(conflict, take_file)

    return step(request, "resolved", reverse("answers-work"), do)


@role_required(*ROLES)
def calendar(request: HttpRequest) -> HttpResponse:
    """The answers of a territory by the day their sources must be read again."""
    pack = pack_or_404(request.GET.get("territory") or settings.FAROL_TERRITORY)
    reader = interface_language(request)
    own = pack.source_language in languages_of(request.user)
    rows = [(review, topic_name(review.facts.concept, pack.territory, reader))
            for review in reviews(pack, clock.now().date())]  # fmt: skip
    context = {"pack": pack, "territories": packs().values(), "rows": rows, "own": own}
    return render(request, "desk/mediation/calendar.html", context)


def _proposals(request: HttpRequest) -> list[Proposal]:
    rows = Proposal.objects.filter(state=Proposal.State.OPEN, language__in=languages_of(request.user))
    return list(rows.select_related("author").order_by("at"))


def _conflicts(request: HttpRequest) -> list[Conflict]:
    return list(Conflict.objects.filter(language__in=languages_of(request.user)).order_by("at"))


@dataclass(frozen=True)
class _Disagreement:
    conflict: Conflict
    name: str
    served: AnswerVersion | None
    pieces: dict[str, list[Piece]]


def _conflict(conflict: Conflict, reader: str) -> _Disagreement:
    row = editing.row_of((conflict.territory, conflict.concept, conflict.language))
    served = row.version if row else None
    parts = {part: differences(getattr(served, part, ""), getattr(conflict, part)) for part in ("title", "text", "sms")}
    return _Disagreement(conflict, topic_name(conflict.concept, conflict.territory, reader), served, parts)


@dataclass(frozen=True)
class Stale:
    """A translation older than its source: what changed in the source, and whether it is still served."""

    territory: str
    concept: str
    language: str
    name: str
    pieces: list[Piece]
    served: bool


def _stale(request: HttpRequest, pack: Pack) -> list[tuple[str, str]]:
    lines = matrix(pack, columns(request, pack), clock.now())
    return [(line.concept.id, cell.language) for line in lines for cell in line.cells if cell.state == STALE]


def why_stale(pack: Pack, concept: str, language: str, reader: str) -> Stale:
    """What changed in the source since a translation was checked against it."""
    row = PublishedAnswer.objects.select_related("version").get(
        territory=pack.territory, concept=concept, language=language
    )
    source = PublishedAnswer.objects.select_related("version").get(
        territory=pack.territory, concept=concept, language=pack.source_language
    )
    before = AnswerVersion.objects.filter(pk=row.source_version).first()
    pieces = differences(before.text, source.version.text) if before else []
    served = figures(row.version.text) == figures(source.version.text)
    return Stale(pack.territory, concept, language, topic_name(concept, pack.territory, reader), pieces, served)


def _name(conflict: Conflict) -> str:
    return f"{conflict.territory}/{conflict.concept}/{conflict.language}"
