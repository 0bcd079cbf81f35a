"""What the front desk does with one click or key: each is a step of the queue or of the visit."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from actions.appointments import lifecycle, queue
from actions.appointments.errors import BookingError
from actions.appointments.models import Appointment, QueueEntry, QueueTicket
from actions.directory.models import Centre, Desk
from bot.desk import audit
from bot.desk.accounts.roles import centre_or_404, centres_of, role_required, visit_or_404
from bot.desk.language import interface_language
from bot.desk.today import board
from bot.desk.today.views import DESK, ROLES, board_context
from bot.desk.words import word
from locales.languages import languages

Step = Callable[[QueueEntry, str], QueueEntry]

QUEUE_STEPS: dict[str, Step] = {
    "recall": queue.recall,
    "serve": queue.serve,
    "park": queue.park,
    "resume": queue.resume,
    "missed": queue.missed,
    "left": lambda entry, by: queue.finish(entry, queue.Outcome.LEFT, by),
}


@role_required(*ROLES)
@require_POST
def call_next(request: HttpRequest, centre_id: str) -> HttpResponse:
    """Call who is next to the chosen desk."""
    centre = centre_or_404(request.user, centre_id)
    desk = _own_desk(request, centre)
    if desk is None:
        return _answer(request, centre, _say(request, "today.choose_desk"), bad=True)
    entry = queue.call_next(centre, desk, request.user.get_username())
    if entry is None:
        return _answer(request, centre, _say(request, "today.nobody_waits"))
    audit.wrote(request, "queue.call_next", "ticket", entry.ticket_id, f"number {entry.number}")
    return _answer(request, centre, _called(request, entry))


@role_required(*ROLES)
@require_POST
def walk_in(request: HttpRequest, centre_id: str) -> HttpResponse:
    """Somebody without appointment: topic, language, perhaps a level with its reason. They get a number."""
    centre = centre_or_404(request.user, centre_id)
    given = {name: request.POST.get(name, "").strip() for name in ("topic", "language", "level", "reason")}
    wrong_level = given["level"] not in ("", *board.levels()) or (given["level"] and not given["reason"])
    if given["language"] not in languages() or not given["topic"] or len(given["topic"]) > 80 or wrong_level:
        return _answer(request, centre, _say(request, "today.walk_in_incomplete"), bad=True)
    entry = queue.walk_in(
        centre, given["topic"], given["language"], request.user.get_username(), given["level"], given["reason"][:200]
    )
    audit.wrote(request, "queue.walk_in", "ticket", entry.ticket_id, f"number {entry.number}")
    return redirect("number", entry.ticket_id)


@role_required(*ROLES)
@require_POST
def visit_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """`arrive`, `no_show`, or `close-<outcome>` for a visit of a past day that nobody closed."""
    visit = visit_or_404(request.user, reference)
    by = request.user.get_username()

    def act() -> str:
        if step == "arrive":
            return _say(request, "today.arrived_number", number=queue.arrive(visit, by).number)
        if step == "no_show":
            queue.no_show(visit, by)
        else:
            _close(visit, step.partition("-")[2], by)
        return _say(request, "today.kept")

    if step not in ("arrive", "no_show") and step.removeprefix("close-") not in queue.Outcome.values:
        raise Http404
    return _carry_out(request, visit.centre, act, f"visit.{step}", "visit", reference)


@role_required(*ROLES)
@require_POST
def queue_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One of `QUEUE_STEPS`, or `call`: this very person, to the chosen desk."""
    ticket = ticket_or_404(request, pk)
    by = request.user.get_username()

    def act() -> str:
        if step != "call":
            entry = QUEUE_STEPS[step](_open_entry(ticket), by)
            return _called(request, entry) if step == "recall" else _say(request, "today.kept")
        desk = _own_desk(request, ticket.centre)
        if desk is None:
            return _say(request, "today.choose_desk")
        return _called(request, queue.call(_open_entry(ticket), desk, by))

    if step not in (*QUEUE_STEPS, "call"):
        raise Http404
    return _carry_out(request, ticket.centre, act, f"queue.{step}", "ticket", pk)


@role_required(*ROLES)
@require_POST
def finish(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """The stay is over, with its outcome."""
    ticket = ticket_or_404(request, pk)
    if outcome not in queue.Outcome.values:
        raise Http404

    def act() -> str:
        queue.finish(_open_entry(ticket), outcome, request.user.get_username())
        return _say(request, "today.kept")

    return _carry_out(request, ticket.centre, act, f"queue.finish.{outcome}", "ticket", pk)


@role_required(*ROLES)
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """To another desk of the centre (`to`), or to whichever calls next."""
    ticket = ticket_or_404(request, pk)
    wanted = request.GET.get("to", "")
    desk = get_object_or_404(Desk, pk=wanted, centre=ticket.centre, active=True) if wanted else None

    def act() -> str:
        queue.hand_over(_open_entry(ticket), request.user.get_username(), desk)
        return _say(request, "today.kept")

    return _carry_out(request, ticket.centre, act, "queue.hand_over", "ticket", pk)


def ticket_or_404(request: HttpRequest, pk: int) -> QueueTicket:
    """The ticket, when it is of one of the account's centres."""
    return get_object_or_404(
        QueueTicket.objects.select_related("centre", "appointment__centre"),
        pk=pk,
        centre__in=centres_of(request.user),
    )


def _open_entry(ticket: QueueTicket) -> QueueEntry:
    last = ticket.entries.order_by("-pk").select_related("ticket__appointment", "desk").first()
    if last is None:
        raise Http404
    return last


def _close(visit: Appointment, outcome: str, by: str) -> None:
    with transaction.atomic():
        ticket = QueueTicket.objects.filter(appointment=visit, entries__ended=None).first()
        if ticket is not None:
            queue.finish(_open_entry(ticket), outcome, by)
        else:
            lifecycle.finish(lifecycle.arrive(visit, by), by, outcome)


def _own_desk(request: HttpRequest, centre: Centre) -> Desk | None:
    """The desk chosen in the form, remembered for the session."""
    wanted = request.POST.get("desk", "") or request.session.get(DESK, "")
    desk = Desk.objects.filter(pk=wanted, centre=centre, active=True).first()
    if desk is not None:
        request.session[DESK] = desk.pk
    return desk


def _carry_out(
    request: HttpRequest, centre: Centre, act: Callable[[], str], action: str, kind: str, object_id: object
) -> HttpResponse:
    """Do it, keep the trace, show the day. What somebody else changed meanwhile is said, not raised."""
    try:
        text = act()
    except BookingError:
        return _answer(request, centre, _say(request, "today.changed_meanwhile"), bad=True)
    audit.wrote(request, action, kind, object_id)
    return _answer(request, centre, text)


def _answer(request: HttpRequest, centre: Centre, text: str, bad: bool = False) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        (messages.error if bad else messages.success)(request, text)
        back = request.POST.get("back", "")
        own_page = back.startswith(reverse("day", args=[centre.pk])) or back.startswith("/desk/visits/")
        return redirect(back if own_page else reverse("day", args=[centre.pk]))
    context = board_context(request, centre, queue.today(centre))
    return render(request, "desk/today/rows.html", {**context, "said": text, "bad": bad})


def _called(request: HttpRequest, entry: QueueEntry) -> str:
    desk = (entry.desk.name or entry.desk.pk) if entry.desk else ""
    return _say(request, "today.called", number=entry.number, desk=desk)


def _say(request: HttpRequest, key: str, **values: object) -> str:
    return word(key, interface_language(request), **values)
