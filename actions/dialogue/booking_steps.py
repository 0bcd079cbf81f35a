"""Booking in steps: each takes an answer, then asks for what is still missing and for nothing more.

The questions are in `booking_questions`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

from actions.appointments.topics import TOPICS
from actions.dialogue import booking_questions as questions
from actions.dialogue import own_words, territories
from actions.dialogue.free_times import ANY
from actions.dialogue.memory import Draft
from actions.dialogue.reply import numbered
from actions.dialogue.turn import Turn
from actions.dialogue.visit_words import service_for
from actions.directory.models import Centre
from actions.directory.nearest import distance_km
from knowledge.packs import concepts
from nlu.places import Place, find_places, nearest_place, place

MOST_NAMESAKES = 4  # of so many places of one name it is asked which
KNOWN_WITHIN_KM = 60.0  # a position farther from every place that is known lies in no territory


def start(turn: Turn, concept: str = "") -> None:
    """Begin an appointment, about `concept` or the last question; ask the topic only when neither is known."""
    note(turn, concept)
    if turn.entities("place", "location"):
        at_place(turn)
    else:
        proceed(turn)


def note(turn: Turn, concept: str = "") -> None:
    """Keep what a wish to book says of its topic and time, and ask nothing yet."""
    named = "" if concept else _named_topic(turn)
    topic = concept or named or turn.memory.concept
    own_words.led_to_booking(turn, topic, bool(named))
    turn.memory.draft = Draft(topic=topic, service=service_for(turn, topic) if topic else "")
    turn.memory.booked = ""
    _note_wish(turn, turn.memory.draft)


def _named_topic(turn: Turn) -> str:
    """The matter that the wish names, 'an appointment about the NIF', or the topic it belongs to; '' for none."""
    topic = turn.understanding.topic or ""
    return topic if topic in concepts() or topic in TOPICS else ""


def hold(turn: Turn) -> None:
    """Keep a whole wish to book, with the place it names in this territory, until another question is answered."""
    note(turn)
    named = [place(entity.value) for entity in turn.entities("place")]
    draft = turn.memory.draft
    if draft and len(named) == 1 and named[0].territory == turn.territory:
        draft.lat, draft.lon, draft.place = named[0].lat, named[0].lon, named[0].name


def proceed(turn: Turn) -> None:
    """Ask the next thing that the draft lacks."""
    draft = turn.memory.draft
    if draft is None:
        return
    if draft.purpose in ("book", "find") and not draft.centre and not turn.books:
        _only_find(turn, draft)
    if draft.purpose == "find" and draft.centre:
        _book_there(turn, draft)
    missing: list[tuple[bool, Callable[[Turn], None]]] = [
        (not draft.topic and draft.purpose == "book", questions.ask_topic),
        (draft.lat is None and not draft.centre, questions.ask_place),
        (not draft.centre, questions.show_centres),
        (not draft.starts and not draft.day, questions.wanted_day),
        (not draft.starts, questions.show_times),
    ]
    next((step for lacks, step in missing if lacks), questions.ask_confirmation)(turn)


def _only_find(turn: Turn, draft: Draft) -> None:
    # Where nothing can be booked a wish to book leads to where to go, for the matter or at least for general support.
    draft.purpose, draft.service = "find", draft.service or service_for(turn, draft.topic)


def _book_there(turn: Turn, draft: Draft) -> None:
    # Who chooses one of the centres found wants a visit there, about the last question where the centre helps with it.
    draft.purpose = "book"
    service = service_for(turn, turn.memory.concept)
    if not draft.topic and turn.memory.concept and service in questions.centre_of(turn).offers:
        draft.topic, draft.service = turn.memory.concept, service


def topic(turn: Turn, value: str) -> None:
    """The topic was chosen."""
    draft = turn.memory.draft = turn.memory.draft or Draft()
    draft.topic, draft.service = value, service_for(turn, value)
    own_words.led_to_booking(turn, value, named=False)
    proceed(turn)


def at_place(turn: Turn) -> None:
    """The place was given, in words or as a position."""
    draft = turn.memory.draft = turn.memory.draft or Draft(purpose="find")
    if turn.location:
        _at_position(turn, draft, *turn.location)
        return
    named = turn.entities("place")
    options = [place(e.value) for e in named] or list(find_places(turn.understanding.text, turn.territory, asked=True))
    if not options:
        turn.reply(turn.say("booking.place_unknown"))
        questions.ask_place(turn)
    elif 1 < len(named) <= MOST_NAMESAKES and len({p.municipality for p in options}) > 1:
        choices = numbered([(p.label, "place", p.id) for p in options])
        turn.ask(turn.say("booking.which_place"), "place", choices)
    else:
        _set_place(turn, draft, options[0].lat, options[0].lon, options[0])


def _at_position(turn: Turn, draft: Draft, lat: float, lon: float) -> None:
    found = nearest_place(lat, lon)
    if distance_km(lat, lon, found.lat, found.lon) > KNOWN_WITHIN_KM:
        turn.reply(turn.say("booking.place_unknown"))
        questions.ask_place(turn)
    else:
        _set_place(turn, draft, lat, lon, found)


def chosen_place(turn: Turn, place_id: str) -> None:
    """One of several places of the same name was chosen."""
    found: Place = place(place_id)
    draft = turn.memory.draft = turn.memory.draft or Draft(purpose="find")
    _set_place(turn, draft, found.lat, found.lon, found)


def _set_place(turn: Turn, draft: Draft, lat: float, lon: float, found: Place) -> None:
    draft.lat, draft.lon, draft.place = lat, lon, found.name
    if found.territory != turn.territory:  # a centre of one's own territory is of no use there
        territories.settle(turn, found.territory)
    draft.centre = draft.day = draft.starts = ""
    proceed(turn)


def centre(turn: Turn, centre_id: str) -> None:
    """A centre was chosen."""
    draft = turn.memory.draft = turn.memory.draft or Draft()
    draft.centre, draft.day, draft.starts = centre_id, "", ""
    if turn.understanding.intent != "choose":  # 'the one in Odivelas, tomorrow at 10'; but '1' is no hour
        _note_wish(turn, draft)
    proceed(turn)


def shown_centre(turn: Turn, nearest_said: bool) -> str:
    """The one of the centres on the screen that is meant by 'the nearest' or by its town; '' when none is."""
    shown = [choice.value for choice in turn.memory.choices if choice.do == "centre"]
    if not shown or turn.menu:
        return ""
    if nearest_said:  # they are shown in the order of their distance
        return shown[0]
    towns = {place(entity.value).municipality for entity in turn.entities("place")}
    there = Centre.objects.filter(pk__in=shown, municipality__in=towns).values_list("pk", flat=True)
    return str(there[0]) if len(there) == 1 else ""


def later_days(turn: Turn) -> None:
    """'Another day', while days are shown: those after them."""
    shown = [choice.value for choice in turn.memory.choices if choice.do == "day"]
    questions.ask_day(turn, date.fromisoformat(max(shown)) + timedelta(days=1) if shown else None)


def day(turn: Turn, value: str) -> None:
    """A day was chosen from the list."""
    draft = turn.memory.draft = turn.memory.draft or Draft()
    draft.wish, draft.either = value, []
    _with_new_day(turn, draft)


def when(turn: Turn) -> None:
    """A day, a part of it or a time was written."""
    draft = turn.memory.draft = turn.memory.draft or Draft()
    if bad := turn.entities("bad_date"):
        turn.reply(turn.say("booking.bad_date", date=bad[0].text))
        proceed(turn)
        return
    _note_wish(turn, draft)
    if draft.purpose == "cancel" and draft.wish == draft.was and not draft.at:  # 'yes, the one on Friday'
        questions.ask_confirmation(turn)
        return
    if draft.purpose == "cancel":  # who names another time wants to come then
        draft.purpose, draft.day = "move", ""
    only_hour = bool(draft.part or draft.at or draft.before) and draft.part != ANY
    if only_hour and not (draft.wish or draft.either):  # of the day that was spoken of
        draft.wish = draft.day or draft.was
    _with_new_day(turn, draft)


def _with_new_day(turn: Turn, draft: Draft) -> None:
    if not draft.centre:  # a day said while the centres are shown: the nearest of them
        draft.centre = next((c.value for c in turn.memory.choices if c.do == "centre"), "")
    draft.day = draft.starts = ""
    proceed(turn)


def same_time(turn: Turn, draft: Draft) -> bool:
    """Whether the day and the hour that the message names are those of the summary."""
    if not draft.starts or turn.entities("part_of_day", "any_day", "time_before", "not_on"):
        return False
    starts = datetime.fromisoformat(draft.starts).astimezone(questions.centre_of(turn).zone)
    days, times = turn.days(), {entity.value for entity in turn.entities("time")}
    return (not days or starts.date().isoformat() in days) and times <= {f"{starts:%H:%M}"}


def wish_of(turn: Turn) -> Draft | None:
    """When the message wishes a visit to be, None where it says nothing of it."""
    wished = Draft()
    _note_wish(turn, wished)
    return wished if wished != Draft() else None


def take_wish(turn: Turn, wished: Draft) -> None:
    """Go on with what was wished before the visit was known."""
    draft = turn.memory.draft = turn.memory.draft or Draft()
    draft.wish = "" if wished.wish == draft.was else wished.wish
    draft.part, draft.at, draft.before = wished.part, wished.at, wished.before
    draft.avoid, draft.either = wished.avoid, wished.either
    proceed(turn)


def _note_wish(turn: Turn, draft: Draft) -> None:
    days, either, parts, times = (turn.entities(kind) for kind in ("date", "ambiguous_date", "part_of_day", "time"))
    if days:
        draft.wish, draft.either = days[0].value, []
    elif either:
        draft.wish, draft.either = "", _coming(turn, json.loads(either[0].value))
    draft.part = parts[0].value if parts else ANY if turn.entities("any_day") else draft.part
    named = {str(date.fromisoformat(day).weekday()) for day in turn.days()} | set(turn.days())
    avoided = dict.fromkeys([*draft.avoid, *(entity.value for entity in turn.entities("not_on"))])
    draft.avoid = [day for day in avoided if day not in named]  # who names Monday now does not avoid it any more
    draft.at = times[0].value if times else draft.at
    latest = turn.entities("time_before")
    draft.before = latest[0].value if latest else draft.before


def _coming(turn: Turn, days: list[str]) -> list[str]:
    """Those days, ISO dates, that are not past."""
    return [day for day in days if date.fromisoformat(day) >= turn.now.date()]


def other_day(turn: Turn) -> None:
    """None of these days or times: ask for another."""
    if turn.memory.draft:
        turn.memory.draft.day = turn.memory.draft.starts = ""
        turn.memory.draft.either = []
    proceed(turn)


def slot(turn: Turn, starts: str) -> None:
    """A time was chosen."""
    draft = turn.memory.draft
    if draft is None:
        turn.reply(turn.say("menu.old"))
        return
    draft.starts = starts
    questions.ask_confirmation(turn)


def find_centre(turn: Turn, concept: str = "") -> None:
    """Where the nearest support centres are, for `concept` when given; one can then be chosen for a visit."""
    turn.memory.draft = Draft(purpose="find", topic=concept, service=service_for(turn, concept) if concept else "")
    if turn.entities("place") or turn.location:
        at_place(turn)
    else:
        questions.ask_place(turn)
