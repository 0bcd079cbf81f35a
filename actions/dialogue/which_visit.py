"""Which of several visits a message means: by day, hour, town or matter."""

from __future__ import annotations

from actions.appointments.models import Appointment
from actions.appointments.topics import topic_of
from actions.dialogue.turn import Turn
from nlu.normalise import normalise
from nlu.places import place

MOST_WORDS = 8  # a longer message asks something of its own
_NAMES_A_VISIT = frozenset({"faq", "unsure", "nlu_fallback", "inform", "book", "change", "cancel", "my_appointments"})


def meant(turn: Turn, found: list[Appointment], matter: str | None) -> list[Appointment]:
    """Those of the visits that the day, the town or the matter in the message leaves; all where it leaves none."""
    days = turn.days()
    towns = {place(entity.value).municipality for entity in turn.entities("place")}
    for fits in (
        lambda a: day_of(a) in days,
        lambda a: a.centre.municipality in towns,
        lambda a: a.topic == matter,
        lambda a: matter is not None and topic_of(a.topic) == topic_of(matter),
    ):
        found = [a for a in found if fits(a)] or found
    return found


def in_words(turn: Turn) -> tuple[str, str] | None:
    """What to do with which visit, where it was asked which one and the words name one: 'the NIF one', 'at 10'."""
    shown = {choice.value: choice.do for choice in turn.memory.choices}
    heard = turn.understanding
    words = len(normalise(heard.text).split())
    if turn.memory.asks != "reference" or heard.intent not in _NAMES_A_VISIT or not words <= MOST_WORDS:
        return None
    found = [a for a in turn.visits_before if a.reference in shown]
    hours = {entity.value for entity in turn.entities("time")}
    likeliest = next((concept for concept, _ in heard.ranking), None)
    at_hour = [a for a in found if hour_of(a) in hours] or found
    named = meant(turn, at_hour, heard.topic or heard.concept or likeliest)
    return (shown[named[0].reference], named[0].reference) if len(named) == 1 < len(found) else None


def day_of(a: Appointment) -> str:
    """The day of a visit where it takes place, ISO date."""
    return a.starts.astimezone(a.centre.zone).date().isoformat()


def hour_of(a: Appointment) -> str:
    """The hour at which a visit begins there, HH:MM."""
    return f"{a.starts.astimezone(a.centre.zone):%H:%M}"
