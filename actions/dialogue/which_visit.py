"""Which of several visits a message means: by day, hour, town, matter or order."""

from __future__ import annotations

from actions.appointments.models import Appointment
from actions.appointments.topics import topic_of
from actions.dialogue.turn import Turn
from nlu.cancel_words import names_cancelling
from nlu.choices import LAST, ordinal
from nlu.normalise import latin, normalise
from nlu.places import place

MOST_WORDS = 8  # a longer message asks something of its own
FEWEST_WORDS = 2  # 'cancel it' names nothing
LIKELY = 0.3  # share of the ranking from which a matter is meant
_NAMES_A_VISIT = frozenset({"faq", "unsure", "nlu_fallback", "inform", "book", "change", "cancel", "my_appointments"})


def meant(turn: Turn, found: list[Appointment], matter: str | None) -> list[Appointment]:
    """Those of the visits, soonest first, that the day, the town, the matter or the order in the message leaves; all
    where it leaves none."""
    days, towns = turn.days(), _towns(turn, found)
    nth = _nth(turn, found)
    for fits in (
        lambda a: day_of(a) in days,
        lambda a: a.centre.municipality in towns,
        lambda a: a.topic == matter,
        lambda a: matter is not None and topic_of(a.topic) == topic_of(matter),
        lambda a: a == nth,
    ):
        found = [a for a in found if fits(a)] or found
    return found


def names_another(turn: Turn, found: list[Appointment], verb: str) -> bool:
    """Whether the message names a visit that there is not: the one in a town where none is, the second of one."""
    order = ordinal(turn.understanding.text, turn.understanding.language)
    named = {place(entity.value).municipality for entity in turn.entities("place")}
    elsewhere = bool(named) and named.isdisjoint(a.centre.municipality for a in found)
    return (elsewhere and verb == "cancel") or (order is not None and order > len(found))


def _towns(turn: Turn, found: list[Appointment]) -> set[str]:
    """The towns of the visits that the words name; among those 'porto' needs no capital."""
    said = f" {latin(normalise(turn.understanding.text))} "
    written = {a.centre.municipality for a in found if f" {latin(normalise(a.centre.municipality))} " in said}
    return written | {place(entity.value).municipality for entity in turn.entities("place")}


def _matter(turn: Turn) -> str | None:
    """The matter that the message names, or likely means."""
    heard = turn.understanding
    likely = next((concept for concept, share in heard.ranking if share >= LIKELY), None)
    return heard.topic or heard.concept or likely


def _nth(turn: Turn, found: list[Appointment]) -> Appointment | None:
    order = ordinal(turn.understanding.text, turn.understanding.language)
    if order is None or not found:
        return None
    return found[-1] if order == LAST else found[order - 1] if order <= len(found) else None


def in_words(turn: Turn) -> tuple[str, str] | None:
    """What to do with which visit, where it was asked which one and the words name one: 'the NIF one', 'at 10'."""
    shown = {choice.value: choice.do for choice in turn.memory.choices}
    heard = turn.understanding
    words = len(normalise(heard.text).split())
    if turn.memory.asks != "reference" or heard.intent not in _NAMES_A_VISIT or not words <= MOST_WORDS:
        return None
    found = [a for a in turn.visits_before if a.reference in shown]
    hours = {entity.value for entity in turn.entities("time")}
    at_hour = [a for a in found if hour_of(a) in hours] or found
    named = meant(turn, at_hour, _matter(turn))
    return (shown[named[0].reference], named[0].reference) if len(named) == 1 < len(found) else None


def cancels_one(turn: Turn) -> bool:
    """Whether a short message holds a word for cancelling, and names a visit of the person or nothing at all: 'cancel
    the NIF one', but not 'cancel my phone contract'."""
    text, visits = turn.understanding.text, turn.visits_before
    words = len(normalise(text).split())
    if not visits or words > MOST_WORDS or not names_cancelling(text):
        return False
    matter = _matter(turn)
    about = matter is not None and topic_of(matter) in {topic_of(a.topic) for a in visits}
    towns = _towns(turn, visits) & {a.centre.municipality for a in visits}
    return about or bool(towns) or words <= FEWEST_WORDS


def day_of(a: Appointment) -> str:
    """The day of a visit where it takes place, ISO date."""
    return a.starts.astimezone(a.centre.zone).date().isoformat()


def hour_of(a: Appointment) -> str:
    """The hour at which a visit begins there, HH:MM."""
    return f"{a.starts.astimezone(a.centre.zone):%H:%M}"
