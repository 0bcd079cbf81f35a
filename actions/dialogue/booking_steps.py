"""Booking in steps: topic, place, centre, day, time, yes. Each step asks for what is missing and for nothing more."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from actions.answers import contact_words
from actions.appointments.slots import Slot
from actions.appointments.topics import OTHER, TOPICS
from actions.dialogue import free_times, own_words, territories
from actions.dialogue.centre_choice import describe, elsewhere, in_reach, with_free_time
from actions.dialogue.memory import Draft
from actions.dialogue.reply import Choice, numbered
from actions.dialogue.turn import Turn
from actions.dialogue.visit_words import centre_data, service_for, slot_data, summary
from actions.directory.models import Centre
from actions.directory.nearest import distance_km, nearest
from knowledge.packs import concepts
from locales.when import clock_time, long_date, short_date, short_moment
from nlu.places import Place, find_places, nearest_place, place

DAYS_SHOWN, TIMES_SHOWN = 3, 4
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
        (not draft.topic and draft.purpose == "book", ask_topic),
        (draft.lat is None and not draft.centre, ask_place),
        (not draft.centre, show_centres),
        (not draft.starts and not draft.day, _wanted_day),
        (not draft.starts, show_times),
    ]
    next((step for lacks, step in missing if lacks), ask_confirmation)(turn)


def _only_find(turn: Turn, draft: Draft) -> None:
    # Where nothing can be booked a wish to book leads to where to go, for the matter or at least for general support.
    draft.purpose, draft.service = "find", draft.service or service_for(turn, draft.topic)


def _book_there(turn: Turn, draft: Draft) -> None:
    # Who chooses one of the centres found wants a visit there, about the last question where the centre helps with it.
    draft.purpose = "book"
    service = service_for(turn, turn.memory.concept)
    if not draft.topic and turn.memory.concept and service in _centre(turn).offers:
        draft.topic, draft.service = turn.memory.concept, service


def ask_topic(turn: Turn) -> None:
    """What the visit is about, in a short list."""
    choices = numbered([(turn.say(f"topic.{t}"), "topic", t) for t in TOPICS])
    choices.append(Choice("0", turn.say("menu.something_else"), "topic", OTHER))
    turn.ask(turn.say("booking.ask_topic"), "topic", choices)


def topic(turn: Turn, value: str) -> None:
    """The topic was chosen."""
    draft = turn.memory.draft = turn.memory.draft or Draft()
    draft.topic, draft.service = value, service_for(turn, value)
    own_words.led_to_booking(turn, value, named=False)
    proceed(turn)


def ask_place(turn: Turn) -> None:
    """Where the person is: position, town or postcode."""
    turn.ask(turn.say("booking.ask_place"), "place", attachments=[{"type": "request_location"}])


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
        ask_place(turn)
    elif 1 < len(named) <= MOST_NAMESAKES and len({p.municipality for p in options}) > 1:
        choices = numbered([(p.label, "place", p.id) for p in options])
        turn.ask(turn.say("booking.which_place"), "place", choices)
    else:
        _set_place(turn, draft, options[0].lat, options[0].lon, options[0])


def _at_position(turn: Turn, draft: Draft, lat: float, lon: float) -> None:
    found = nearest_place(lat, lon)
    if distance_km(lat, lon, found.lat, found.lon) > KNOWN_WITHIN_KM:
        turn.reply(turn.say("booking.place_unknown"))
        ask_place(turn)
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


def show_centres(turn: Turn) -> None:
    """The nearest centre and how it is booked; then those that can be booked here: nearest, earliest, own language."""
    draft = turn.memory.draft
    if draft is None or draft.lat is None or draft.lon is None:
        return
    service = draft.service or None
    anywhere = in_reach(nearest(turn.territory, draft.lat, draft.lon, service=service, limit=1, bookable=False))
    here = in_reach(nearest(turn.territory, draft.lat, draft.lon, service=service, bookable=True, limit=8))
    options = with_free_time(turn, here)
    if not anywhere and not turn.books:  # no centre is known for the matter: the nearest one for general support
        anywhere = nearest(turn.territory, draft.lat, draft.lon, service=service_for(turn, ""), limit=1, bookable=False)
    lines = [elsewhere(turn, anywhere[0])] if anywhere else []
    if not options:
        turn.memory.draft = None
        lines += [near.centre.address for near in anywhere if near.centre.address]
        if turn.books or not lines:  # else it has just been said
            lines.append(turn.say("booking.no_centre"))
        lines.append(contact_words.where_to_go(turn.pack, turn.language))
        turn.ask("\n".join(lines), None, [Choice("1", turn.say("menu.human_long"), "human")],
                 centres=[centre_data(n) for n in anywhere])  # fmt: skip
        return
    lines.append(turn.say("booking.centres", place=draft.place))
    choices = numbered([(near.centre.name, "centre", near.centre.pk) for near, _ in options])
    lines += [
        f"{choice.key} {describe(turn, near, slot)}" for choice, (near, slot) in zip(choices, options, strict=True)
    ]
    choices.append(Choice("0", turn.say("booking.other_place"), "other_place"))
    lines.append(f"0 {choices[-1].label}")
    turn.ask("\n".join(lines), "slot", choices, listed=True,
             centres=[centre_data(n) for n in (*anywhere, *(near for near, _ in options))],
             slots=[slot_data(near.centre, slot) for near, slot in options])  # fmt: skip


def other_place(turn: Turn) -> None:
    """Look elsewhere."""
    if turn.memory.draft:
        turn.memory.draft.lat = None
        turn.memory.draft.centre = ""
    ask_place(turn)


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


def ask_day(turn: Turn, wished: date | None = None) -> None:
    """Which day: the first ones with a free time, from the day that was wished on if there are such, or any other."""
    here = _centre(turn)
    days = free_times.free_days(turn, here)
    days = [free for free in days if wished is None or free >= wished] or days
    if turn.memory.draft:
        turn.memory.draft.around = wished.isoformat() if wished else ""
    if not days:
        turn.reply(turn.say("booking.no_time", centre=here.name))
        other_place(turn)
        return
    choices = numbered([(short_date(day, turn.language), "day", day.isoformat()) for day in days[:DAYS_SHOWN]])
    choices.append(Choice("0", turn.say("booking.other_place"), "other_place"))
    turn.ask(turn.say("booking.ask_day", centre=here.name), "date", choices)


def later_days(turn: Turn) -> None:
    """'Another day', while days are shown: those after them."""
    shown = [choice.value for choice in turn.memory.choices if choice.do == "day"]
    ask_day(turn, date.fromisoformat(max(shown)) + timedelta(days=1) if shown else None)


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
        ask_confirmation(turn)
        return
    if draft.purpose == "cancel":  # who names another time wants to come then
        draft.purpose, draft.day = "move", ""
    if not (draft.wish or draft.either or draft.part == free_times.ANY):  # only the hour: of the day that was spoken of
        draft.wish = draft.day or draft.was
    _with_new_day(turn, draft)


def _with_new_day(turn: Turn, draft: Draft) -> None:
    if not draft.centre:  # a day said while the centres are shown: the nearest of them
        draft.centre = next((c.value for c in turn.memory.choices if c.do == "centre"), "")
    draft.day = draft.starts = ""
    proceed(turn)


def same_time(turn: Turn, draft: Draft) -> bool:
    """Whether the day and the hour that the message names are those of the summary."""
    if not draft.starts or turn.entities("part_of_day", "any_day"):
        return False
    starts = datetime.fromisoformat(draft.starts).astimezone(_centre(turn).zone)
    days, times = turn.days(), {entity.value for entity in turn.entities("time")}
    return (not days or starts.date().isoformat() in days) and times <= {f"{starts:%H:%M}"}


def _note_wish(turn: Turn, draft: Draft) -> None:
    days, either, parts, times = (turn.entities(kind) for kind in ("date", "ambiguous_date", "part_of_day", "time"))
    if days:
        draft.wish, draft.either = days[0].value, []
    elif either:
        draft.wish, draft.either = "", _coming(turn, json.loads(either[0].value))
    draft.part = parts[0].value if parts else draft.part
    draft.part = free_times.ANY if turn.entities("any_day") else draft.part
    draft.at = times[0].value if times else draft.at


def _coming(turn: Turn, days: list[str]) -> list[str]:
    """Those days, ISO dates, that are not past."""
    return [day for day in days if date.fromisoformat(day) >= turn.now.date()]


def _wanted_day(turn: Turn) -> None:
    """The day that was asked for, tried once; else which day."""
    draft = turn.memory.draft
    if draft is not None and len(draft.either) > 1:
        _ask_which_day(turn, draft)
        return
    if draft is not None and draft.either:
        draft.wish = draft.either.pop()
    if draft is None or not (draft.wish or draft.part or draft.at):
        ask_day(turn)
        return
    wish, part, at = draft.wish, draft.part or None, time.fromisoformat(draft.at) if draft.at else None
    draft.wish = draft.part = draft.at = ""
    if wish:
        _on_day(turn, date.fromisoformat(wish), part, at)
    else:
        _first_days_with(turn, part, at)


def _ask_which_day(turn: Turn, draft: Draft) -> None:
    """Which of the days that the words may mean; the part of the day and the hour are kept for the answer."""
    days = [date.fromisoformat(day) for day in draft.either]
    choices = numbered([(long_date(day, turn.language), "day", day.isoformat()) for day in days])
    choices.append(Choice("0", turn.say("booking.other_day"), "other_day"))
    turn.ask(turn.say("booking.which_day"), "date", choices)


def _on_day(turn: Turn, chosen: date, part: str | None, at: time | None) -> None:
    draft, here = turn.memory.draft, _centre(turn)
    if draft is None:
        return
    found = free_times.times_of(turn, here, chosen, part, at)
    if at is not None and found and found[0].starts.astimezone(here.zone).time() == at:
        draft.day, draft.starts = chosen.isoformat(), found[0].starts.isoformat()
        ask_confirmation(turn)
        return
    if not found:
        turn.reply(turn.say("booking.day_full", date=short_date(chosen, turn.language)))
        draft.day = ""
        ask_day(turn, chosen)
        return
    if at is not None and found[0].starts.astimezone(here.zone).time() < at:
        turn.reply(turn.say("booking.not_then"))
    draft.day = chosen.isoformat()
    _offer_times(turn, here, found)


def _first_days_with(turn: Turn, part: str | None, at: time | None) -> None:
    here, around = _centre(turn), turn.memory.draft.around if turn.memory.draft else ""
    for candidate in free_times.free_days(turn, here):
        if candidate.isoformat() < around:
            continue
        if free_times.times_of(turn, here, candidate, part, at):
            _on_day(turn, candidate, part, at)
            return
    turn.reply(turn.say("booking.not_then"))
    ask_day(turn)


def show_times(turn: Turn) -> None:
    """The free times of the chosen day."""
    if turn.memory.draft and turn.memory.draft.day:
        _on_day(turn, date.fromisoformat(turn.memory.draft.day), None, None)


def offer_slots(turn: Turn, slots: list[Slot]) -> None:
    """Other times, with their day, when the wanted one was taken meanwhile."""
    here = _centre(turn)

    def label(slot: Slot) -> str:
        return short_moment(slot.starts, here.time_zone, turn.language)

    _times_menu(turn, here, slots[:TIMES_SHOWN], label, turn.say("booking.ask_other_time"))


def _offer_times(turn: Turn, here: Centre, slots: list[Slot]) -> None:
    chosen = slots[0].starts.astimezone(here.zone).date()
    spread = slots[:: max(1, len(slots) // TIMES_SHOWN)][:TIMES_SHOWN]
    title = turn.say("booking.ask_time", date=long_date(chosen, turn.language), centre=here.name)
    _times_menu(turn, here, spread, lambda s: clock_time(s.starts, here.time_zone, turn.language), title)


def _times_menu(turn: Turn, here: Centre, slots: list[Slot], label: Callable[[Slot], str], title: str) -> None:
    choices = numbered([(label(s), "slot", s.starts.isoformat()) for s in slots])
    choices.append(Choice("0", turn.say("booking.other_day"), "other_day"))
    turn.ask(title, "slot", choices, slots=[slot_data(here, s) for s in slots])


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
    ask_confirmation(turn)


def ask_confirmation(turn: Turn) -> None:
    """The summary, and one yes."""
    draft = turn.memory.draft
    if draft is None:
        return
    message = {"move": "booking.confirm_move", "cancel": "booking.confirm_cancel"}.get(draft.purpose, "booking.confirm")
    turn.memory.aside = False
    text = turn.say(message, summary=summary(turn, draft))
    yes = turn.say({"cancel": "booking.yes_cancel", "move": "booking.yes_move"}.get(draft.purpose, "booking.yes_book"))
    turn.ask(text, "confirm", [Choice("1", yes, "confirm"), Choice("2", turn.say("booking.no"), "reject")])


def _centre(turn: Turn) -> Centre:
    draft = turn.memory.draft
    return Centre.objects.get(pk=draft.centre if draft else "")


def find_centre(turn: Turn, concept: str = "") -> None:
    """Where the nearest support centres are, for `concept` when given; one can then be chosen for a visit."""
    turn.memory.draft = Draft(purpose="find", topic=concept, service=service_for(turn, concept) if concept else "")
    if turn.entities("place") or turn.location:
        at_place(turn)
    else:
        ask_place(turn)
