"""What is said of a visit and of a centre: subject, moment, summary, and the same for machines."""

from __future__ import annotations

from datetime import datetime

from actions.appointments import topics
from actions.appointments.calendar_file import calendar_file
from actions.appointments.models import Appointment
from actions.appointments.slots import Slot
from actions.dialogue.memory import Draft
from actions.dialogue.turn import Turn
from actions.directory.models import Centre
from actions.directory.nearest import NearCentre
from locales.when import clock_time, long_date


def service_for(turn: Turn, topic: str) -> str:
    """The service that a concept or topic leads to, in the person's territory."""
    facts = turn.pack.facts.get(topic)
    if facts:
        return facts.service
    return next((s.id for s in turn.pack.services.values() if topic in s.topics), next(iter(turn.pack.services), ""))


def kilometres(km: float) -> str:
    """A distance from the middle of a municipality is rough: whole kilometres, at least one."""
    return str(max(1, round(km)))


def centre_data(near: NearCentre) -> dict[str, object]:
    """A centre for machines."""
    c = near.centre
    return {"id": c.pk, "name": c.name, "territory": c.territory, "lat": c.lat, "lon": c.lon,
            "distance_km": round(near.km, 1), "bookable": c.bookable}  # fmt: skip


def slot_data(centre: Centre, slot: Slot) -> dict[str, str]:
    """A free time for machines."""
    return {"starts": slot.starts.isoformat(), "centre": str(centre.pk)}


def summary(turn: Turn, draft: Draft) -> str:
    """Topic, day and time, centre: three lines that people copy on paper."""
    here = Centre.objects.get(pk=draft.centre)
    starts = datetime.fromisoformat(draft.starts)
    lines = [subject(turn, draft.topic), moment(turn, here, starts), here.name]
    return "\n".join(line for line in lines if line)


def subject(turn: Turn, value: str) -> str:
    """What a visit is about, in the person's language."""
    return topics.subject(turn.territory, value, turn.language)


def moment(turn: Turn, here: Centre, starts: datetime) -> str:
    """'quinta-feira, 26 de novembro de 2026, 10:30', local time of the centre."""
    local = starts.astimezone(here.zone)
    return f"{long_date(local.date(), turn.language)}, {clock_time(starts, here.time_zone, turn.language)}"


def calendar(turn: Turn, appointment: Appointment) -> dict[str, object]:
    """The visit as a file for a calendar, discreet."""
    content = calendar_file(appointment, turn.say("booking.discreet"))
    return {"type": "ics", "name": f"{appointment.reference}.ics", "content": content.decode("utf-8")}


def minutes(turn: Turn, draft: Draft) -> int:
    """How long the visit takes."""
    service = turn.pack.services.get(draft.service)
    return service.minutes if service else 30
