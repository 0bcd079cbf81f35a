"""What a booking asks: topic, place, centre, day, time, and one yes. What is answered goes to `booking_steps`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from actions.answers import contact_words
from actions.appointments.slots import Slot
from actions.appointments.topics import OTHER, TOPICS
from actions.dialogue import free_times
from actions.dialogue.centre_choice import describe, elsewhere, in_reach, with_free_time
from actions.dialogue.free_times import Hours
from actions.dialogue.memory import Draft
from actions.dialogue.reply import Choice, numbered
from actions.dialogue.turn import Turn
from actions.dialogue.visit_words import centre_data, service_for, slot_data, summary
from actions.directory.models import Centre
from actions.directory.nearest import nearest
from locales.when import clock_time, long_date, short_date, short_moment

DAYS_SHOWN, TIMES_SHOWN = 3, 4


def ask_topic(turn: Turn) -> None:
    """What the visit is about, in a short list."""
    choices = numbered([(turn.say(f"topic.{t}"), "topic", t) for t in TOPICS])
    choices.append(Choice("0", turn.say("menu.something_else"), "topic", OTHER))
    turn.ask(turn.say("booking.ask_topic"), "topic", choices)


def ask_place(turn: Turn) -> None:
    """Where the person is: position, town or postcode."""
    turn.ask(turn.say("booking.ask_place"), "place", attachments=[{"type": "request_location"}])


def ask_other_place(turn: Turn) -> None:
    """Look elsewhere."""
    if turn.memory.draft:
        turn.memory.draft.lat = None
        turn.memory.draft.centre = ""
    ask_place(turn)


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
        lines.append(contact_words.where_to_go(turn.pack, turn.language, draft.topic))
        turn.ask("\n".join(filter(None, lines)), None, [Choice("1", turn.say("menu.human_long"), "human")],
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


def ask_day(turn: Turn, wished: date | None = None) -> None:
    """Which day: the first ones with a free time, from the day that was wished on if there are such, or any other."""
    here = centre_of(turn)
    days = free_times.free_days(turn, here)
    days = [free for free in days if wished is None or free >= wished] or days
    if turn.memory.draft:
        turn.memory.draft.around = wished.isoformat() if wished else ""
    if not days:
        turn.reply(turn.say("booking.no_time", centre=here.name))
        ask_other_place(turn)
        return
    choices = numbered([(short_date(day, turn.language), "day", day.isoformat()) for day in days[:DAYS_SHOWN]])
    choices.append(Choice("0", turn.say("booking.other_place"), "other_place"))
    turn.ask(turn.say("booking.ask_day", centre=here.name), "date", choices)


def wanted_day(turn: Turn) -> None:
    """The day that was asked for, tried once; else which day."""
    draft = turn.memory.draft
    if draft is not None and len(draft.either) > 1:
        _ask_which_day(turn, draft)
        return
    if draft is not None and draft.either:
        draft.wish = draft.either.pop()
    if draft is None or not (draft.wish or draft.part or draft.at or draft.before):
        ask_day(turn)
        return
    wish, hours = draft.wish, Hours.of(draft.part, draft.at, draft.before)
    draft.wish = draft.part = draft.at = draft.before = ""
    if wish:
        _on_day(turn, date.fromisoformat(wish), hours)
    else:
        _first_days_with(turn, hours)


def _ask_which_day(turn: Turn, draft: Draft) -> None:
    """Which of the days that the words may mean; the part of the day and the hour are kept for the answer."""
    days = [date.fromisoformat(day) for day in draft.either]
    choices = numbered([(long_date(day, turn.language), "day", day.isoformat()) for day in days])
    choices.append(Choice("0", turn.say("booking.other_day"), "other_day"))
    turn.ask(turn.say("booking.which_day"), "date", choices)


def _on_day(turn: Turn, chosen: date, hours: Hours) -> None:
    draft, here = turn.memory.draft, centre_of(turn)
    if draft is None:
        return
    found = free_times.times_of(turn, here, chosen, hours)
    if not found:
        turn.reply(turn.say("booking.day_full", date=short_date(chosen, turn.language)))
        draft.day = ""
        ask_day(turn, chosen)
        return
    draft.day = chosen.isoformat()
    first = found[0].starts.astimezone(here.zone).time()
    if hours.exact and first == hours.first:
        draft.starts = found[0].starts.isoformat()
        ask_confirmation(turn)
        return
    if not hours.hold(first):
        turn.reply(turn.say("booking.not_then"))
    _offer_times(turn, here, found)


def _first_days_with(turn: Turn, hours: Hours) -> None:
    here, around = centre_of(turn), turn.memory.draft.around if turn.memory.draft else ""
    for candidate in free_times.free_days(turn, here):
        if candidate.isoformat() < around:
            continue
        if free_times.hold_any(turn, here, candidate, hours):
            _on_day(turn, candidate, hours)
            return
    turn.reply(turn.say("booking.not_then"))
    ask_day(turn)


def show_times(turn: Turn) -> None:
    """The free times of the chosen day."""
    if turn.memory.draft and turn.memory.draft.day:
        _on_day(turn, date.fromisoformat(turn.memory.draft.day), Hours())


def offer_slots(turn: Turn, slots: list[Slot]) -> None:
    """Other times, with their day, when the wanted one was taken meanwhile."""
    here = centre_of(turn)

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


def centre_of(turn: Turn) -> Centre:
    """The centre that was chosen. Raises Centre.DoesNotExist where none was."""
    draft = turn.memory.draft
    return Centre.objects.get(pk=draft.centre if draft else "")
