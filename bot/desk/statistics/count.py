"""What is counted, as the CLAIM platform asks: attendances, outcomes, no-shows, waits, questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from actions.answers.models import Handover, Helped, Tally, Unanswered
from actions.appointments.models import Appointment, QueueEntry, QueueTicket, Status
from actions.directory.models import Centre
from bot.desk.statistics.small import FLOOR
from knowledge.packs import concepts

ATTENDED = (Status.ARRIVED, Status.IN_SERVICE, Status.DONE)
Counts = dict[str, int]


class Period:
    """Whole months, from the first day of one to the last of another, on the clocks of a zone."""

    def __init__(self, first: date, last: date, zone: ZoneInfo) -> None:
        self.first, self.last, self.zone = first.replace(day=1), _month_after(last) - timedelta(days=1), zone

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), tzinfo=self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=self.zone)


def attendances(centres: Sequence[Centre], period: Period) -> dict[str, Counts]:
    """Who came, by centre, topic, language, channel and month. A walk-in's channel is 'walk_in'."""
    visits = _visits(centres, period).filter(status__in=ATTENDED)
    walk_ins = _tickets(centres, period).filter(appointment__isnull=True)
    return {
        "centre": _merged(_by(visits, "centre__name"), _by(walk_ins, "centre__name")),
        "topic": _topics(_merged(_by(visits, "topic"), _by(walk_ins, "topic"))),
        "language": _merged(_by(visits, "language"), _by(walk_ins, "language")),
        "channel": _merged(_by(visits, "contact__channel"), {"walk_in": walk_ins.count()}),
        "month": _merged(_by_month(visits, "starts", period), _by_month(walk_ins, "created", period)),
    }


def outcomes(centres: Sequence[Centre], period: Period) -> Counts:
    """How stays ended, no-shows and cancellations among them."""
    ended = QueueEntry.objects.filter(ticket__in=_tickets(centres, period)).exclude(outcome="")
    visits = _visits(centres, period)
    rest = (Status.NO_SHOW, Status.CANCELLED_BY_PERSON, Status.CANCELLED_BY_CENTRE)
    return _merged(_by(ended, "outcome"), {str(s): visits.filter(status=s).count() for s in rest})


def waits(centres: Sequence[Centre], period: Period) -> dict[str, tuple[int, int | None]]:
    """By language: how many were called, and the middle wait in minutes (None for small groups)."""
    called = Min("entries__started", filter=Q(entries__state=QueueEntry.State.CALLED))
    rows = _tickets(centres, period).annotate(called=called).filter(called__isnull=False)
    minutes: dict[str, list[float]] = {}
    for language, came, call, due in rows.values_list("language", "created", "called", "appointment__starts"):
        # Who comes early waits for the hour that was agreed, not for the desk.
        since = max(came, due) if due else came
        minutes.setdefault(language, []).append(max(0.0, (call - since).total_seconds() / 60))
    return {
        language: (len(found), round(median(found)) if len(found) >= FLOOR else None)
        for language, found in minutes.items()
    }


def questions(territories: Sequence[str], period: Period) -> dict[str, Counts]:
    """By language: questions without an answer, and wishes for a person."""
    between = {"at__gte": period.start, "at__lt": period.end}
    return {
        "unanswered": _by(Unanswered.objects.filter(territory__in=territories, **between), "language"),
        "handed_over": _by(Handover.objects.filter(contact__territory__in=territories, **between), "language"),
    }


def ends_of_questions(territories: Sequence[str], period: Period) -> dict[str, dict[tuple[str, str], int]]:
    """Questions by language, channel and month, each as (group, answered | offered | unanswered | handed_over)."""
    rows = Tally.objects.filter(territory__in=territories, day__gte=period.first, day__lte=period.last)
    return {name: _pairs(rows, name, "kind") for name in ("language", "channel", "month")}


def helped(territories: Sequence[str], period: Period) -> dict[str, dict[tuple[str, str], int]]:
    """What readers said of the answers, by language, topic and month, each as (group, yes | no)."""
    rows = Helped.objects.filter(territory__in=territories, day__gte=period.first, day__lte=period.last)
    return {name: _pairs(rows, name, "helped") for name in ("language", "topic", "month")}


def _pairs(rows: QuerySet, name: str, end: str) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    column = {"month": "day", "topic": "concept"}.get(name, name)
    for group, ended, total in rows.order_by().values_list(column, end).annotate(total=Sum("count")):
        found[_group(name, group), {True: "yes", False: "no"}.get(ended, ended)] += total
    return dict(found)


def _group(name: str, value: str | date) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    known = concepts().get(value) if name == "topic" else None
    return known.topic if known else value


def _visits(centres: Sequence[Centre], period: Period) -> QuerySet[Appointment]:
    found = Appointment.objects.filter(centre__in=centres, starts__gte=period.start, starts__lt=period.end)
    return found.exclude(status=Status.HELD)


def _tickets(centres: Sequence[Centre], period: Period) -> QuerySet[QueueTicket]:
    return QueueTicket.objects.filter(centre__in=centres, day__gte=period.first, day__lte=period.last)


def _by(rows: QuerySet, name: str) -> Counts:
    counted = rows.order_by().values(group=F(name)).annotate(count=Count("pk"))
    found: Counter[str] = Counter()
    for row in counted:
        found[row["group"] or ""] += row["count"]
    return dict(found)


def _by_month(rows: QuerySet, name: str, period: Period) -> Counts:
    counted = rows.order_by().annotate(month=TruncMonth(name, tzinfo=period.zone)).values("month")
    return {f"{row['month']:%Y-%m}": row["count"] for row in counted.annotate(count=Count("pk"))}


def _topics(found: Counts) -> Counts:
    merged: Counter[str] = Counter()
    for topic, count in found.items():
        known = concepts().get(topic)
        merged[known.topic if known else topic] += count
    return dict(merged)


def _merged(*found: Counts) -> Counts:
    total: Counter[str] = Counter()
    for counts in found:
        total.update(counts)
    return {name: count for name, count in total.items() if count}


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
