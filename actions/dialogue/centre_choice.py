"""Which centres are shown to somebody, and what is said of each."""

from __future__ import annotations

from actions.appointments.slots import Slot
from actions.dialogue.free_times import first_free
from actions.dialogue.turn import Turn
from actions.dialogue.visit_words import kilometres
from actions.directory.nearest import NearCentre
from locales.when import short_moment

SHOWN = 3
NEAR_KM = 150.0  # a centre farther away, or over the sea, is none that somebody can be sent to


def in_reach(found: list[NearCentre]) -> list[NearCentre]:
    """Those that somebody can be sent to."""
    return [near for near in found if near.km <= NEAR_KM]


def with_free_time(turn: Turn, near: list[NearCentre]) -> list[tuple[NearCentre, Slot]]:
    """The nearest centre with a free time, the one with the earliest, and one that speaks the person's language, each
    with its first free time; then the next nearest, up to `SHOWN`."""
    offers = [(n, slot) for n in near if (slot := first_free(turn, n.centre))]
    if not offers:
        return []
    speaks = [o for o in offers if turn.memory.language in o[0].centre.languages]
    wanted = [offers[0], min(offers, key=lambda o: o[1].starts), *speaks[:1], *offers[1:]]
    unique = list({o[0].centre.pk: o for o in wanted}.values())[:SHOWN]
    return sorted(unique, key=lambda o: o[0].km)


def elsewhere(turn: Turn, near: NearCentre) -> str:
    """A centre that Farol does not book, and how it is booked."""
    here = near.centre
    known = here.booking_mode if here.phone or here.booking_mode != "unknown" else "unsaid"
    mode = turn.say(f"centre.booked_{known}", phone=here.phone, url=here.booking_url)
    return turn.say("booking.nearest_elsewhere", centre=near.centre.name, km=kilometres(near.km), how=mode)


def describe(turn: Turn, near: NearCentre, slot: Slot) -> str:
    """One line about a centre: name, distance, languages, first free time."""
    spoken = ", ".join(turn.language_name(code) for code in near.centre.languages) or turn.say("centre.unknown")
    first = short_moment(slot.starts, near.centre.time_zone, turn.language)
    return turn.say(
        "booking.centre_line", centre=near.centre.name, km=kilometres(near.km), languages=spoken, first=first
    )
