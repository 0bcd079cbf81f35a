"""The rows of a day at a centre, ready to be shown. The number of queries does not grow with the number of visits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch

from actions import clock
from actions.appointments import queue
from actions.appointments.models import Appointment, OutboxMessage, QueueEntry, QueueTicket, Status, TriageSheet
from actions.appointments.outbox import DELIVERY_RANKS, REMINDERS
from actions.appointments.urgency import Level, level_of
from actions.directory.models import Centre
from bot.desk.naming import at_the_centre, language_in, masked, papers, topic_name
from bot.desk.today.cells import cells
from bot.desk.words import strings

EXPECTED = (Status.BOOKED, Status.CONFIRMED)
HERE = (Status.ARRIVED, Status.IN_SERVICE)
UNFINISHED = (*EXPECTED, *HERE)
LOOK_BACK = timedelta(days=30)
State = QueueEntry.State
# Moments and texts that no row shows: reading them for hundreds of visits is most of the page's time.
UNREAD = (
    "created",
    "hold_expires",
    "contact__created",
    "contact__last_seen",
    "contact__notice_shown_at",
    "contact__unreachable_since",
    "triage__access_consent",
    "triage__deadline",
    "triage__facts",
    "triage__languages",
    "triage__papers_unsure",
    "triage__desk_at",
    "triage__confirmed",
    "triage__words",
)


@dataclass(frozen=True)
class Action:
    """One button of a row: its step, its key, whether it is the usual next one, and its words."""

    step: str
    key: str
    first: bool = False
    words: str = ""

    @property
    def look(self) -> str:
        """Its class on the page."""
        return "first" if self.first else ""


@dataclass
class Row:
    """One visit or walk-in, as shown. `state` is the status of who is expected, or where in the queue who came is."""

    id: str
    visit: Appointment | None
    ticket: QueueTicket | None
    state: str
    time: str
    number: str
    contact: str
    topic: str
    language: str
    level: str
    reason: str
    interpreter: str = ""  # '' not asked for, 'arranged', 'missing'
    line: str = ""
    in_hand: str = ""
    missing: str = ""
    arrived: str = ""
    minutes: int = 0
    desk: str = ""
    outcome: str = ""
    reminder: str = ""
    language_words: str = ""
    cells: str = ""
    state_words: str = ""
    reminder_words: str = ""
    over: bool = False  # its time is past, nobody is waiting for it, and nobody has said how it ended
    actions: list[Action] = field(default_factory=list)
    finishes: bool = False
    hands_over: bool = False

    @property
    def reference(self) -> str:
        """The visit's; a walk-in has none."""
        return self.visit.reference if self.visit else ""

    @property
    def address(self) -> str:
        """Where its steps are sent."""
        return f"/desk/queue/{self.ticket.pk}" if self.ticket else f"/desk/visits/{self.reference}"


_STEPS: dict[str, tuple[Action, ...]] = {
    State.WAITING: (Action("call", "c", True), Action("left", "x")),
    State.CALLED: (Action("serve", "s", True), Action("recall", "r"), Action("missed", "m"), Action("park", "p")),
    State.IN_SERVICE: (Action("park", "p"),),
    State.PARKED: (Action("recall", "r", True), Action("resume", "w"), Action("left", "x")),
    State.MISSED: (Action("recall", "r", True), Action("resume", "w"), Action("left", "x")),
}
FINISHED_FROM = frozenset({State.CALLED, State.IN_SERVICE, State.PARKED})
HANDED_OVER_FROM = frozenset({State.WAITING, State.CALLED, State.IN_SERVICE, State.PARKED})


def rows(centre: Centre, day: date, language: str) -> list[Row]:
    """Every visit and walk-in of a day: who waits or is at a desk first, in the order of the calls, then by hour."""
    now = clock.now()
    turn = {entry.ticket_id: place for place, entry in enumerate(queue.open_entries(centre, day))}
    visits = [_visit_row(visit, language, now) for visit in _visits(centre, day)]
    walk_ins = [_walk_in_row(ticket, centre, language, now) for ticket in _walk_ins(centre, day)]
    return sorted((_said(row, language) for row in [*visits, *walk_ins]), key=lambda row: _place(row, turn))


def unfinished(centre: Centre) -> int:
    """How many visits of the last 30 days nobody has closed; who is here now does not count."""
    return sum(count for _, count in unfinished_days(centre))


def unfinished_days(centre: Centre) -> list[tuple[date, int]]:
    """The days of these visits, the latest first, and how many each has."""
    now = clock.now()
    today = now.astimezone(centre.zone).date()
    past = Appointment.objects.filter(centre=centre, starts__gte=now - LOOK_BACK, starts__lt=now, status__in=UNFINISHED)
    past = past.exclude(status__in=HERE, starts__gte=day_bounds(centre, today)[0])
    counts: dict[date, int] = {}
    for starts, minutes in past.values_list("starts", "minutes"):
        if starts + timedelta(minutes=minutes) <= now:
            day = starts.astimezone(centre.zone).date()
            counts[day] = counts.get(day, 0) + 1
    return sorted(counts.items(), reverse=True)


def day_bounds(centre: Centre, day: date) -> tuple[datetime, datetime]:
    """The first moment of a day on the centre's calendar, and of the next."""
    return (
        datetime.combine(day, time(), tzinfo=centre.zone),
        datetime.combine(day + timedelta(days=1), time(), tzinfo=centre.zone),
    )


def _visits(centre: Centre, day: date) -> list[Appointment]:
    start, end = day_bounds(centre, day)
    entries = QueueEntry.objects.select_related("desk").order_by("pk")
    reminders = OutboxMessage.objects.filter(event__in=REMINDERS).order_by("due_at", "pk")
    reminders = reminders.only("appointment", "state", "delivery")
    found = list(
        Appointment.objects.filter(centre=centre, starts__gte=start, starts__lt=end)
        .exclude(status=Status.HELD)
        .select_related("contact", "interpreter_line", "triage", "ticket")
        .defer(*UNREAD)
        .prefetch_related(Prefetch("ticket__entries", entries), Prefetch("messages", reminders, to_attr="reminders"))
        .order_by("starts", "pk")
    )
    for visit in found:
        visit.centre = centre  # one object for all: the same centre five hundred times costs a fifth of the page
    return found


def _walk_ins(centre: Centre, day: date) -> list[QueueTicket]:
    entries = QueueEntry.objects.select_related("desk").order_by("pk")
    rows = QueueTicket.objects.filter(centre=centre, day=day, appointment__isnull=True)
    return list(rows.prefetch_related(Prefetch("entries", entries)).order_by("number"))


def _visit_row(visit: Appointment, language: str, now: datetime) -> Row:
    sheet: TriageSheet | None = getattr(visit, "triage", None)
    ticket: QueueTicket | None = getattr(visit, "ticket", None)
    centre = visit.centre
    row = Row(
        id=f"v-{visit.reference}",
        visit=visit,
        ticket=ticket,
        state=str(visit.status),
        time=at_the_centre(visit.starts, centre),
        number=str(ticket.number) if ticket else "",
        contact=masked(visit.contact) or (visit.contact.channel if visit.contact else ""),
        topic=topic_name(visit.topic, centre.territory, language),
        language=visit.language,
        level=str(level_of(visit, ticket.level if ticket else "").value),
        reason=_reason(sheet, ticket),
        reminder=delivery(visit.reminders),
        over=visit.status in UNFINISHED and visit.starts + timedelta(minutes=visit.minutes) <= now,
    )
    if sheet is not None:
        row.in_hand = ", ".join(papers(sheet.papers_ticked, centre.territory, language))
        row.missing = ", ".join(papers(sheet.papers_missing, centre.territory, language))
    if visit.interpreter_language or (sheet is not None and sheet.interpreter):
        row.interpreter = "arranged" if visit.interpreter_line_id else "missing"
        row.line = visit.interpreter_line.name if visit.interpreter_line else ""
    if ticket is not None:
        _queue_part(row, ticket, centre, now)
    else:
        row.actions = _expected_actions(visit, now)
    return row


def _expected_actions(visit: Appointment, now: datetime) -> list[Action]:
    zone = visit.centre.zone
    expected = visit.status in EXPECTED
    actions = []
    if (expected or visit.status == Status.NO_SHOW) and visit.starts.astimezone(zone).date() == now.astimezone(
        zone
    ).date():
        actions.append(Action("arrive", "a", expected))
    if expected and visit.starts <= now:
        actions.append(Action("no_show", "n"))
    return actions


def _walk_in_row(ticket: QueueTicket, centre: Centre, language: str, now: datetime) -> Row:
    row = Row(
        id=f"t-{ticket.pk}",
        visit=None,
        ticket=ticket,
        state="",
        time="",
        number=str(ticket.number),
        contact="",
        topic=topic_name(ticket.topic, centre.territory, language),
        language=ticket.language,
        level=str(level_of(None, ticket.level).value),
        reason=ticket.level_reason,
        in_hand=", ".join(papers(ticket.papers_ticked, centre.territory, language)),
        missing=", ".join(papers(ticket.papers_missing, centre.territory, language)),
    )
    _queue_part(row, ticket, centre, now)
    return row


def _queue_part(row: Row, ticket: QueueTicket, centre: Centre, now: datetime) -> None:
    last = list(ticket.entries.all())[-1]
    row.state = str(last.state)
    row.arrived = at_the_centre(ticket.created, centre)
    row.minutes = int(((last.ended or now) - ticket.created).total_seconds() // 60)
    row.desk = (last.desk.name or str(last.desk.pk)) if last.desk else ""
    row.outcome = last.outcome
    row.over = row.over and ticket.day < now.astimezone(centre.zone).date()
    row.actions = list(_STEPS.get(last.state, ()))
    row.finishes = last.state in FINISHED_FROM
    row.hands_over = last.state in HANDED_OVER_FROM


def _said(row: Row, language: str) -> Row:
    """The row with its words, so that the table of hundreds of rows only prints."""
    words = strings(language)
    row.language_words = language_in(row.language, language)
    row.state_words = words[f"outcome.{row.outcome}"] if row.outcome else words[f"status.{row.state}"]
    row.reminder_words = words[f"delivery.{row.reminder}"] if row.reminder else ""
    row.cells = cells(row, words)
    row.actions = [replace(action, words=words[f"step.{action.step}"]) for action in row.actions]
    return row


def _reason(sheet: TriageSheet | None, ticket: QueueTicket | None) -> str:
    if ticket is not None and ticket.level:
        return str(ticket.level_reason)
    if sheet is None:
        return ""
    return str(sheet.desk_reason if sheet.desk_level else sheet.reason)


def delivery(reminders: list[OutboxMessage]) -> str:
    """What became of the last reminder: '' when none was due, delivered, sent, undelivered, uncertain, for_desk…"""
    if not reminders:
        return ""
    last = reminders[-1]
    if last.state != OutboxMessage.State.SENT:
        return str(last.state)
    if last.delivery >= DELIVERY_RANKS["delivered"]:
        return "delivered"
    return "undelivered" if last.delivery == DELIVERY_RANKS["undelivered"] else "sent"


def _place(row: Row, turn: dict[int, int]) -> tuple[int, int, str, str]:
    if row.ticket is not None and row.ticket.pk in turn:
        return 0, turn[row.ticket.pk], "", row.id
    open_row = row.state in (*EXPECTED, Status.NO_SHOW)
    return (1 if open_row else 2), 0, row.time or row.arrived, row.id


def levels() -> list[str]:
    """The levels, the most pressing first."""
    return [str(level.value) for level in sorted(Level, key=lambda level: level.rank)]
