"""From an intent, or the choice made in a menu, to what is done."""

from __future__ import annotations

from collections.abc import Callable

from actions.answers import handover
from actions.appointments.optouts import is_opted_out
from actions.appointments.visits import current_visits
from actions.dialogue import (
    agreeing,
    answering,
    appointments_talk,
    beside,
    booking_steps,
    feedback,
    notice_talk,
    own_words,
    reminder,
    rights,
    services_talk,
    small_talk,
    territories,
    triage_talk,
    urgent,
)
from actions.dialogue.beside import sign
from actions.dialogue.reply import Choice
from actions.dialogue.turn import Turn
from locales.languages import languages, spoken
from nlu.choices import says_nearest, yes_or_no
from nlu.follow_ups import aspect
from nlu.normalise import normalise

Verb = Callable[[Turn, str], None]


def _plain(function: Callable[[Turn], None]) -> Verb:
    return lambda turn, value: function(turn)


def _stop(turn: Turn) -> None:
    """Leave in peace. In one's own words it ends the booking in the making and the wish for a person too, and shows
    the visits that are still booked: 'stop, I don't want it any more' may mean them."""
    if rights.carrier_word(turn):
        rights.stop(turn)
        return
    if turn.memory.draft is not None:
        appointments_talk.reject(turn)
    withdrawn = handover.withdraw(turn.contact)
    rights.stop(turn)
    if withdrawn:
        turn.reply(turn.say("human.withdrawn"))
    if current_visits(turn.contact, turn.now):
        appointments_talk.appointments(turn)


def _cancel(turn: Turn, reference: str) -> None:
    """Cancel a visit; without one, the wish for a person that waits."""
    nothing_else = turn.memory.draft is None and not current_visits(turn.contact, turn.now)
    if nothing_else and handover.withdraw(turn.contact):
        turn.reply(turn.say("human.withdrawn"))
    else:
        appointments_talk.cancel(turn, reference)


VERBS: dict[str, Verb] = {
    "answer": answering.answer,
    "offer": _plain(answering.offer),
    "follow_up": _plain(answering.follow_up),
    "none_of_these": _plain(answering.none_of_these),
    "fallback": _plain(answering.fallback),
    "out_of_scope": _plain(answering.out_of_scope),
    "more": _plain(answering.more),
    "receipt": answering.receipt,
    "helped": feedback.helped,
    "not_helped": feedback.not_helped,
    "services": services_talk.services,
    "answer_there": territories.answer_there,
    "territory": territories.choose,
    "about_territory": territories.about,
    "book": booking_steps.start,
    "topic": booking_steps.topic,
    "place": booking_steps.chosen_place,
    "at_place": _plain(booking_steps.at_place),
    "other_place": _plain(booking_steps.other_place),
    "centre": booking_steps.centre,
    "day": booking_steps.day,
    "when": _plain(booking_steps.when),
    "other_day": _plain(booking_steps.other_day),
    "later_days": _plain(booking_steps.later_days),
    "slot": booking_steps.slot,
    "resume": _plain(beside.ask_again),
    "find_centre": booking_steps.find_centre,
    "confirm": _plain(appointments_talk.confirm),
    "reject": _plain(appointments_talk.reject),
    "again": appointments_talk.again,
    "change": appointments_talk.change,
    "cancel": _cancel,
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
    "stop": _plain(_stop),
    "start": _plain(rights.start),
    "urgent": _plain(urgent.urgent),
    "reference": appointments_talk.by_reference,
    "wait": notice_talk.wait,
    "take_earlier": notice_talk.take_earlier,
    "keep_time": notice_talk.keep_time,
    "leave_list": notice_talk.leave_list,
    "no_more": notice_talk.no_more,
    "replace": notice_talk.replace,
    "replace_none": notice_talk.replace_none,
    "safe_phone": _plain(notice_talk.safe_phone),
    "which_reminder": appointments_talk.which_reminder,
    "triage": triage_talk.start,
    "triage_answer": triage_talk.answered,
    "triage_unclear": _plain(triage_talk.unclear),
    "triage_skip": _plain(triage_talk.skip),
    "triage_stop": _plain(triage_talk.stop),
    "triage_words_out": _plain(triage_talk.leave_words_out),
    "triage_send": triage_talk.send,
    "triage_correct": triage_talk.again,
    "triage_move": _plain(lambda turn: appointments_talk.change(turn, triage_talk.move_visit(turn))),
}

# What a person may say in the middle of a booking without giving it up: afterwards the booking asks again.
INTERRUPTIONS = frozenset({
    "answer", "more", "receipt", "services", "answer_there", "territory", "greet", "thanks", "help", "about", "insult",
    "out_of_scope", "fallback", "media", "human", "language", "change_language", "latin", "repeat",
    "privacy_see", "keep", "all_right", "stop", "start", "come", "no_more", "keep_time", "leave_list", "wait",
    "safe_phone", "none_of_these", "reference",
})  # fmt: skip

# What waits until a question asked beside the yes is answered.
HELD_BACK = frozenset({"confirm", "erase", "privacy_copy"})

# Verbs that mean nothing without a value: an intent of that name without one was not understood.
_WITH_VALUE = frozenset({"answer", "receipt", "topic", "place", "centre", "day", "slot", "language", "triage",
                         "reference", "replace", "services", "answer_there", "territory",
                         "about_territory", "helped", "not_helped"})  # fmt: skip

# Intents of words that say little beside a position.
UNCLEAR = frozenset({"unsure", "nlu_fallback"})

# Intents that a bare 'how much?' or 'and my wife?' is taken for.
_FOLLOWING = frozenset({"faq", "unsure", "nlu_fallback", "out_of_scope", "my_appointments", "human"})

# Intents of a message that may answer a reminder in words.
_SAID_IN_WORDS = frozenset({"affirm", "book", "inform", "my_appointments", "unsure", "nlu_fallback"})

_BY_INTENT = {
    "unsure": "offer",
    "nlu_fallback": "fallback",
    "my_appointments": "appointments",
    "deny": "all_right",
}


def take(turn: Turn) -> None:
    """Do what the message asks, and add the replies to the turn."""
    _settle_language(turn)
    obeyed = _by_carrier_word(turn) is not None  # in any state, also before anything is known
    if not obeyed and _must_ask_language(turn):
        _hold(turn)
        small_talk.ask_language(turn)
        return
    if not obeyed and territories.must_ask(turn):
        _hold(turn)
        territories.ask(turn)
        return
    verb, value = _verb(turn)
    own_words.notice(turn, verb, value)
    draft = turn.memory.draft
    asked, topic = beside.asked_beside(turn), (draft.topic if draft else "") or turn.memory.concept
    if asked and verb in HELD_BACK and turn.memory.asks == "confirm":
        beside.answer_it(turn, topic)
        _go_on(turn, verb)
        return
    erasing = turn.memory.asks == "confirm" and _find_verb(turn.memory.choices, "erase") is not None
    if turn.memory.triage and not _leaves_triage_open(verb):
        turn.memory.triage = None  # something else is wanted: what was not confirmed is forgotten
    VERBS[verb](turn, value)
    if asked and verb != "answer":
        _answer_beside(turn, topic)
    elif _interrupts(turn, verb) and turn.memory.busy and (turn.memory.asks != "language" or turn.memory.triage):
        _go_on(turn)
    elif erasing and verb in INTERRUPTIONS - {"keep"}:  # nobody is to believe that it was done
        _ask_erase_again(turn)
    notice_talk.tell_what_was_cancelled(turn)


def _ask_erase_again(turn: Turn) -> None:
    for reply in turn.replies:
        reply.choices = []
    rights.ask_erase(turn)
    turn.memory.aside = True


def _leaves_triage_open(verb: str) -> bool:
    return verb in INTERRUPTIONS or verb.startswith("triage") or verb in ("urgent", "offer", "resume")


def _interrupts(turn: Turn, verb: str) -> bool:
    # Who looks at the visits while one is being made goes on with it; the questions after a visit end there.
    return verb in INTERRUPTIONS or (verb == "appointments" and turn.memory.draft is not None)


def _answer_beside(turn: Turn, topic: str) -> None:
    # '1, but what does it cost?': the choice is taken, the question answered, and the booking's question comes last.
    asked = turn.replies.pop() if turn.replies and turn.memory.busy else None
    question = turn.memory.asks, turn.memory.menu, turn.memory.choices
    beside.answer_it(turn, topic)
    if asked is not None:
        turn.memory.asks, turn.memory.menu, turn.memory.choices = question
        turn.replies.append(asked)


def _go_on(turn: Turn, verb: str = "") -> None:
    for reply in turn.replies:  # one menu at a time: the booking's
        reply.choices = []
    before = len(turn.replies)
    beside.ask_again(turn, verb)
    turn.memory.aside = turn.memory.asks == "confirm"
    if len(turn.replies) == before:
        return
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
        own_words.notice(turn, "answer", turn.memory.held)
    if turn.understanding.intent == "book":
        booking_steps.hold(turn)


def _verb(turn: Turn) -> tuple[str, str]:
    heard = turn.understanding
    intent = _by_carrier_word(turn) or _by_sign(turn) or _by_plain_word(turn) or heard.intent
    if given := triage_talk.written(turn):
        return given
    if _another_time(turn, intent):
        return "when", ""
    if shown := booking_steps.shown_centre(turn, says_nearest(heard.text, heard.language)):
        return "centre", shown
    if agreeing.another_town(turn):
        return "at_place", ""
    if agreeing.merely_polite(turn):
        return ("privacy_erase" if _find_verb(turn.memory.choices, "erase") else "resume"), ""
    if agreeing.agrees_to_cancel(turn):
        return "confirm", ""
    if turn.memory.booked and turn.memory.draft is None and aspect(heard.text) in ("where", "papers", "time"):
        return "appointments", ""  # 'where is it?', right after booking
    if intent in _FOLLOWING and answering.follows_up(turn):
        return "follow_up", ""
    if intent in _SAID_IN_WORDS and (reference := appointments_talk.said_to_come(turn)):
        return "come", reference
    if turn.memory.dropped and _answers_what_is_gone(turn, intent):
        return "reject", ""
    if intent == "repeat" and _find_verb(turn.memory.choices, "erase"):
        return "privacy_erase", ""
    if intent == "choose":
        return _chosen(turn)
    if wish := services_talk.more(turn) if intent == "more" else services_talk.wanted(turn):
        return "services", wish
    if there := territories.elsewhere(turn):
        return "about_territory", there
    if intent == "faq" and heard.concept:
        there = territories.asked_about(turn)
        return ("answer_there", f"{there} {heard.concept}") if there else ("answer", heard.concept)
    if intent == "inform" or (turn.location and intent in UNCLEAR):
        return _informed(turn)
    if intent == "receipt" and turn.entities("receipt"):
        return "receipt", turn.entities("receipt")[0].value
    if intent == "affirm":
        return _affirmed(turn)
    if intent == "deny" and turn.memory.asks == "confirm":
        return _by_meaning(turn, ("reject", "keep", "triage_correct", "cancel"), "all_right")
    verb = _BY_INTENT.get(intent, intent)
    return (verb, "") if verb in VERBS and verb not in _WITH_VALUE else ("fallback", "")


def _by_carrier_word(turn: Turn) -> str | None:
    # START means something only to who asked for silence.
    verb = rights.carrier_word(turn)
    return verb if verb != "start" or is_opted_out(turn.contact) else None


def _by_sign(turn: Turn) -> str | None:
    agreed = sign(turn.understanding.text)
    if agreed is None:
        return None
    if turn.memory.asks != "confirm":
        return "thanks"
    return "affirm" if agreed else "deny"


def _by_plain_word(turn: Turn) -> str | None:
    # A bare no to a yes-or-no question is a no, also where a line of the menu begins with that word.
    heard = turn.understanding
    if heard.intent != "choose" or turn.memory.asks != "confirm" or turn.menu:
        return None
    agreed = yes_or_no(heard.text, heard.language) if heard.text else None
    return {True: "affirm", False: "deny", None: None}[agreed]


def _chosen(turn: Turn) -> tuple[str, str]:
    key = turn.understanding.choice
    if turn.menu in turn.memory.reminders:  # a button of a reminder, however old: it says which visit it means
        return reminder.ANSWERS.get(key or "", "help"), turn.memory.reminders[turn.menu]
    if turn.menu and turn.menu != turn.memory.menu:
        turn.reply(turn.say("menu.old"))
        return ("resume", "") if turn.memory.busy else ("help", "")
    choice = _find(turn.memory.choices, key)
    if choice and turn.memory.menu in turn.memory.reminders and len(appointments_talk.reminded(turn)) > 1:
        return "which_reminder", choice.do
    if choice and choice.do == "other_place" and turn.memory.asks == "date" and _another_day(turn, choice):
        return "later_days", ""
    if choice and triage_talk.none_in_words(turn, choice):
        return "triage_answer", "none"
    return (choice.do, choice.value) if choice else ("help", "")


def _another_day(turn: Turn, choice: Choice) -> bool:
    """Whether 'another day' was written, and not the number or the words of the line for another place."""
    said = normalise(turn.understanding.text)
    return bool(said) and not said.isdecimal() and said not in normalise(choice.label)


def _find_verb(choices: list[Choice], verb: str) -> Choice | None:
    return next((c for c in choices if c.do == verb), None)


def _find(choices: list[Choice], key: str | None) -> Choice | None:
    return next((c for c in choices if c.key == key), None)


def _by_meaning(turn: Turn, wanted: tuple[str, ...], otherwise: str) -> tuple[str, str]:
    choice = next((c for verb in wanted if (c := _find_verb(turn.memory.choices, verb))), None)
    return (choice.do, choice.value) if choice else (otherwise, "")


def _answers_what_is_gone(turn: Turn, intent: str) -> bool:
    """Whether a message answers a question of a booking that was forgotten meanwhile: 'yes', a day, '1'."""
    bare = turn.understanding.text.strip().isdecimal()
    return bare or intent in ("affirm", "deny", "inform")


def _another_time(turn: Turn, intent: str) -> bool:
    """Whether yes or no to a summary comes with another time than the summary has: 'no, at 3 pm', 'yes, but Friday'."""
    draft = turn.memory.draft
    if turn.memory.asks != "confirm" or draft is None or intent not in ("affirm", "deny", "choose"):
        return False
    wanted = turn.entities("date", "time", "part_of_day", "ambiguous_date", "any_day")
    return bool(wanted) and not booking_steps.same_time(turn, draft)


def _affirmed(turn: Turn) -> tuple[str, str]:
    if turn.memory.asks == "confirm" and _find_verb(turn.memory.choices, "erase"):
        return "erase", ""
    if agreeing.would_cancel(turn) and not agreeing.clear_yes(turn):
        return "resume", ""
    if turn.memory.asks == "confirm":
        verb, value = _by_meaning(turn, ("confirm", "erase", "come", "triage_send"), "confirm")
        return (
            ("which_reminder", verb) if verb == "come" and len(appointments_talk.reminded(turn)) > 1 else (verb, value)
        )
    if turn.memory.choices and turn.memory.choices[0].do == "triage":  # 'yes please' to the offer of a few questions
        return "triage", turn.memory.choices[0].value
    if turn.memory.draft is None and (waiting := appointments_talk.reminded(turn)):
        return ("which_reminder", "come") if len(waiting) > 1 else ("come", waiting[0].reference)
    asks_where = _find_verb(turn.memory.choices, "territory")
    if turn.memory.draft is not None and not asks_where:  # a yes to nothing that was asked neither books nor cancels
        return "resume", ""
    if turn.memory.booked:
        return "confirm", ""
    return _by_meaning(turn, ("territory", "book" if turn.books else "find_centre"), "all_right")


def _informed(turn: Turn) -> tuple[str, str]:
    if named := turn.entities("reference"):
        return "reference", named[0].value
    if turn.entities("place", "postcode", "location") or turn.location or turn.memory.asks == "place":
        return "at_place", ""
    if turn.entities("date", "time", "part_of_day", "ambiguous_date", "any_day", "bad_date"):
        return "when", ""
    return "fallback", ""
