"""Cells: the five-minute pieces of a resource's time that a visit fills."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from django.db import IntegrityError
from django.db.models import Q

from actions.appointments.models import Appointment, BookedCell, Status

CELL = timedelta(minutes=5)
CELL_SECONDS = 300


def cell_index(moment: datetime) -> int:
    """The number of the cell that `moment` (aware) falls in, counted from the epoch."""
    return int(moment.timestamp()) // CELL_SECONDS


def cell_span(starts: datetime, minutes: int) -> range:
    """The numbers of the cells that a visit of `minutes` fills."""
    first = cell_index(starts)
    return range(first, first + -(-minutes * 60 // CELL_SECONDS))


def on_grid(starts: datetime) -> bool:
    """Whether a moment is the beginning of a cell."""
    return starts.timestamp() % CELL_SECONDS == 0


def taken_cells(
    resources: Iterable[str], start: datetime, end: datetime, now: datetime, but_not: int | None = None
) -> dict[str, set[int]]:
    """The numbers of the taken cells of each resource between two moments, in one query.

    Expired holds are free; `but_not` is the primary key of a visit whose own cells do not count.
    """
    taken: dict[str, set[int]] = {resource: set() for resource in resources}
    rows = (
        BookedCell.objects.filter(resource__in=taken, cell_start__gte=start, cell_start__lt=end)
        .exclude(expired_hold(now, "appointment__"))
        .exclude(appointment=but_not)
        .values_list("resource", "cell_start")
    )
    for resource, cell_start in rows.iterator():
        taken[resource].add(cell_index(cell_start))
    return taken


def expired_hold(now: datetime, prefix: str = "") -> Q:
    """The condition of a hold whose time is over; `prefix` is the path to the appointment."""
    return Q(**{f"{prefix}status": Status.HELD, f"{prefix}hold_expires__lte": now})


def fill(appointment: Appointment, wanted: set[tuple[str, int]]) -> None:
    """Make exactly these (resource, cell number) pairs the cells of `appointment`, inside the caller's transaction.

    New cells are inserted before old ones are let go, in one order for everybody: two visits that change places
    get a violation at once instead of waiting for each other. Raises IntegrityError when one is taken.
    """
    owned = {(cell.resource, cell_index(cell.cell_start)): cell.pk for cell in appointment.cells.all()}
    BookedCell.objects.bulk_create(
        BookedCell(
            resource=resource,
            cell_start=datetime.fromtimestamp(index * CELL_SECONDS, timezone.utc),
            appointment=appointment,
        )
        for resource, index in sorted(wanted - owned.keys())
    )
    let_go = [pk for pair, pk in owned.items() if pair not in wanted]
    if let_go:
        BookedCell.objects.filter(pk__in=let_go).delete()


def drop_expired_holds(resources: Iterable[str], span: range, now: datetime) -> None:
    """Delete the expired holds that stand in the way, inside the caller's transaction."""
    in_the_way = Q(
        cells__resource__in=list(resources),
        cells__cell_start__gte=datetime.fromtimestamp(span.start * CELL_SECONDS, timezone.utc),
        cells__cell_start__lt=datetime.fromtimestamp(span.stop * CELL_SECONDS, timezone.utc),
    )
    delete_expired_holds(now, in_the_way)


def delete_expired_holds(now: datetime, which: Q | None = None) -> int:
    """Delete the visits that were held and not booked in time, inside the caller's transaction; returns how many."""
    expired = Appointment.objects.filter(expired_hold(now)).filter(which or Q())
    # Locked first: a hold that is being booked at this moment no longer fits the condition and is left alone.
    locked = set(expired.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Appointment.objects.filter(pk__in=locked).delete()
    return len(locked)


def is_taken(error: IntegrityError) -> bool:
    """Whether an error is the violation of the cells' UNIQUE constraint, in the words of either database."""
    text = str(error)
    # PostgreSQL names the constraint; SQLite names the columns.
    return "one_booking_per_cell" in text or f"{BookedCell._meta.db_table}.resource" in text
