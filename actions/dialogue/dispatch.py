"""From an intent, or the choice made in a menu, to what is done."""

from __future__ import annotations

from collections.abc import Callable

from actions.dialogue import answering, appointments_talk, booking_steps, rights, small_talk, urgent
from actions.dialogue.reply import Choice
from actions.dialogue.turn import Turn
from locales.languages import languages, spoken

Verb = Callable[[Turn, str], None]


def _plain(function: Callable[[Turn], None]) -> Verb:
    return lambda turn, value: function(turn)


VERBS: dict[str, Verb] = {
    "answer": answering.answer,
    "offer": _plain(answering.offer),
    "none_of_these": _plain(answering.none_of_these),
    "fallback": _plain(answering.fallback),
    "out_of_scope": _plain(answering.out_of_scope),
    "more": _plain(answering.more),
    "receipt": answering.receipt,
    "book": booking_steps.start,
    "topic": booking_steps.topic,
    "place": booking_steps.chosen_place,
    "at_place": _plain(booking_steps.at_place),
    "other_place": _plain(booking_steps.other_place),
    "centre": booking_steps.centre,
    "day": booking_steps.day,
    "when": _plain(booking_steps.when),
    "other_day": _plain(booking_steps.other_day),
    "slot": booking_steps.slot,
    "resume": _plain(booking_steps.proceed),
    "find_centre": _plain(booking_steps.find_centre),
    "confirm": _plain(appointments_talk.confirm),
    "reject": _plain(appointments_talk.reject),
    "again": appointments_talk.again,
    "change": appointments_talk.change,
    "cancel": appointments_talk.cancel,
    "appointments": _plain(appointments_talk.appointments),
    "come": appointments_talk.come,
    "another_day": appointments_talk.another_day,
    "greet": _plain(small_talk.greet),
    "thanks": _plain(small_talk.thanks),
    "goodbye": _plain(small_talk.goodbye),
    "help": _plain(small_talk.help_),
    "about": _plain(small_talk.about),
    "insult": _plain(small_talk.insult),
    "all_right": _plain(small_talk.deny),
    "media": _plain(small_talk.media),
    "human": _plain(small_talk.human),
    "ask_language": _plain(small_talk.ask_language),
    "change_language": _plain(small_talk.change_language),
    "language": small_talk.language,
    "latin": _plain(small_talk.latin),
    "start_again": _plain(small_talk.start_again),
    "repeat": _plain(small_talk.repeat),
    "privacy_see": _plain(rights.see),
    "privacy_copy": _plain(rights.copy),
    "privacy_erase": _plain(rights.ask_erase),
    "erase": _plain(rights.erase),
    "keep": _plain(rights.keep),
    "stop": _plain(rights.stop),
    "start": _plain(rights.start),
    "urgent": _plain(urgent.urgent),
}

# What a person may say in the middle of a booking without giving it up: afterwards the booking asks again.
INTERRUPTIONS = frozenset({
    "answer", "more", "receipt", "greet", "thanks", "help", "about", "insult", "out_of_scope", "fallback", "media",
    "human", "language", "change_language", "latin", "repeat", "privacy_see", "keep", "all_right", "stop", "start",
})  # fmt: skip

# Verbs that mean nothing without a value: an intent of that name without one was not understood.
_WITH_VALUE = frozenset({"answer", "receipt", "topic", "place", "centre", "day", "slot", "language"})

_BY_INTENT = {
    "unsure": "offer",
    "nlu_fallback": "fallback",
    "my_appointments": "appointments",
    "deny": "all_right",
}


def take(turn: Turn) -> None:
    """Do what the message asks, and add the replies to the turn."""
    _settle_language(turn)
    if _must_ask_language(turn):
        _hold(turn)
        small_talk.ask_language(turn)
        return
    verb, value = _verb(turn)
    heard = turn.understanding
    extra = heard.concept if heard.intent == "choose" and heard.decision == "answer" else None
    VERBS[verb](turn, value)
    if extra and verb != "answer":
        _answer_beside(turn, extra)
    elif verb in INTERRUPTIONS and turn.memory.draft is not None and turn.memory.asks != "language":
        _go_on(turn)


def _answer_beside(turn: Turn, concept: str) -> None:
    # '1, but what does it cost?': the choice is taken, the question answered, and the booking's question comes last.
    asked = turn.replies.pop() if turn.replies and turn.memory.draft is not None else None
    answering.answer(turn, concept)
    if asked is not None:
        turn.replies.append(asked)


def _go_on(turn: Turn) -> None:
    for reply in turn.replies:  # one menu at a time: the booking's
        reply.choices = []
    before = len(turn.replies)
    booking_steps.proceed(turn)
    resumed = turn.replies[before]
    resumed.text = f"{turn.say('booking.go_on')}\n{resumed.text}"


def _settle_language(turn: Turn) -> None:
    heard = turn.understanding
    turn.memory.pending = heard.pending
    if heard.language_source == "unsure" or heard.language == "und":
        if turn.memory.language is None and turn.contact.language:
            turn.memory.language = turn.contact.language
        return
    before, turn.memory.language = turn.memory.language, heard.language
    if heard.language in languages() and spoken(heard.language, "") != heard.language and before != heard.language:
        small_talk.not_yet(turn, heard.language)


def _must_ask_language(turn: Turn) -> bool:
    heard = turn.understanding
    said_something = heard.intent not in ("choose", "inform", "media", "urgent", "change_language")
    return turn.memory.language is None and said_something and heard.language_source == "unsure"


def _hold(turn: Turn) -> None:
    if turn.understanding.concept and turn.understanding.decision == "answer":
        turn.memory.held = turn.understanding.concept


def _verb(turn: Turn) -> tuple[str, str]:
    heard = turn.understanding
    intent = heard.intent
    if intent == "choose":
        return _chosen(turn)
    if intent == "faq" and heard.concept:
        return "answer", heard.concept
    if intent == "inform":
        return _informed(turn)
    if intent == "receipt" and turn.entities("receipt"):
        return "receipt", turn.entities("receipt")[0].value
    if intent == "affirm":
        return _affirmed(turn)
    if intent == "deny" and turn.memory.asks == "confirm":
        return _by_meaning(turn, ("reject", "keep"), "all_right")
    verb = _BY_INTENT.get(intent, intent)
    return (verb, "") if verb in VERBS and verb not in _WITH_VALUE else ("fallback", "")


def _chosen(turn: Turn) -> tuple[str, str]:
    if turn.menu and turn.menu != turn.memory.menu:
        turn.reply(turn.say("menu.old"))
        return ("resume", "") if turn.memory.draft else ("help", "")
    choice = _find(turn.memory.choices, turn.understanding.choice)
    return (choice.do, choice.value) if choice else ("help", "")


def _find(choices: list[Choice], key: str | None) -> Choice | None:
    return next((c for c in choices if c.key == key), None)


def _by_meaning(turn: Turn, wanted: tuple[str, ...], otherwise: str) -> tuple[str, str]:
    choice = next((c for c in turn.memory.choices if c.do in wanted), None)
    return (choice.do, choice.value) if choice else (otherwise, "")


def _affirmed(turn: Turn) -> tuple[str, str]:
    if turn.memory.asks == "confirm":
        return _by_meaning(turn, ("confirm", "erase", "come"), "confirm")
    if turn.memory.booked:
        return "confirm", ""
    return _by_meaning(turn, ("book",), "all_right")


def _informed(turn: Turn) -> tuple[str, str]:
    if turn.entities("reference"):
        return "appointments", ""
    if turn.entities("place", "postcode", "location") or turn.location or turn.memory.asks == "place":
        return "at_place", ""
    if turn.entities("date", "time", "part_of_day", "ambiguous_date", "bad_date"):
        return "when", ""
    return "fallback", ""
