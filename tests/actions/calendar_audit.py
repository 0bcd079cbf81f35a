"""What is wrong with the calendar, found from the visits themselves, without trusting any constraint."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from actions.appointments.cells import cell_index, cell_span
from actions.appointments.models import Appointment, BookedCell
from actions.appointments.models.visits import CANCELLED


def audit() -> dict[str, Any]:
    """Visits whose cells are not exactly their own time, cells without a visit, visits on top of each other."""
    owned: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for cell in BookedCell.objects.all():
        owned[cell.appointment_id].add((cell.resource, cell_index(cell.cell_start)))
    busy: dict[tuple[str, int], list[int]] = defaultdict(list)
    wrong = []
    for visit in Appointment.objects.select_related("desk", "interpreter_line"):
        wanted: set[tuple[str, int]] = set()
        if visit.status not in CANCELLED:
            resources = [item.resource for item in (visit.desk, visit.interpreter_line) if item]
            wanted = {(name, index) for name in resources for index in cell_span(visit.starts, visit.minutes)}
        if owned.pop(visit.pk, set()) != wanted:
            wrong.append(visit.pk)
        for pair in wanted:
            busy[pair].append(visit.pk)
    return {
        "wrong": wrong,
        "ownerless": len(owned),
        "overlaps": [visits for visits in busy.values() if len(visits) > 1],
        "visits": Appointment.objects.exclude(status__in=CANCELLED).count(),
    }
