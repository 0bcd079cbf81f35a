"""Which verb a message means, by its intent, by what was asked, and by what the person has."""

from __future__ import annotations

from actions.appointments.optouts import is_opted_out
from actions.dialogue import (
    agreeing,
    answering,
    appointments_talk,
    booking_steps,
    reminder,
    rights,
    services_talk,
    territories,
    triage_talk,
    which_visit,
)
from actions.dialogue.beside import sign
from actions.dialogue.reply import Choice
from actions.dialogue.turn import Turn
from actions.dialogue.verbs import VERBS
from nlu.choices import says_nearest, says_unable, yes_or_no
from nlu.entities import WHEN
from nlu.follow_ups import aspect
from nlu.normalise import normalise

# Verbs that mean nothing without a value: an intent of that name without one was not understood.
_WITH_VALUE = frozenset({"answer", "receipt", "topic", "place", "centre", "day", "slot", "language", "triage",
                         "reference", "replace", "services", "answer_there", "territory",
                         "about_territory", "helped", "not_helped"})  # fmt: skip

# Intents of words that say little beside a position.
_UNCLEAR = frozenset({"unsure", "nlu_fallback"})

# Intents that a bare 'how much?' or 'and my wife?' is taken for.
_FOLLOWING = frozenset({"faq", "unsure", "nlu_fallback", "out_of_scope", "my_appointments", "human"})

# Intents that a wish to cancel is taken for where it names its matter.
_UNSURE_OF_VISITS = frozenset({"faq", "unsure", "nlu_fallback", "out_of_scope"})

# Intents of a message that may answer a reminder in words.
_SAID_IN_WORDS = frozenset({"affirm", "book", "inform", "my_appointments", "unsure", "nlu_fallback"})

_BY_INTENT = {
    "unsure": "offer",
    "nlu_fallback": "fallback",
    "my_appointments": "appointments",
    "deny": "all_right",
}


def verb_of(turn: Turn) -> tuple[str, str]:
    """The verb that a message means in this conversation, and its value, '' where it has none."""
    heard = turn.understanding
    intent = carrier_verb(turn) or _by_sign(turn) or _by_plain_word(turn) or heard.intent
    if given := triage_talk.written(turn):
        return given
    if _another_time(turn, intent):
        return "when", ""
    if shown := booking_steps.shown_centre(turn, says_nearest(heard.text, heard.language)):
        return "centre", shown
    if agreeing.another_town(turn):
        return "at_place", ""
    if visit := which_visit.in_words(turn):
        return visit
    if agreeing.merely_polite(turn):
        return ("privacy_erase" if turn.memory.choice_to("erase") else "resume"), ""
    if agreeing.agrees_to_cancel(turn):
        return "confirm", ""
    if kept := agreeing.keeps_visit(turn):
        return kept
    if _asks_of_the_visit(turn):
        return "appointments", ""
    if intent in _FOLLOWING and answering.follows_up(turn):
        return "follow_up", ""
    if intent in _SAID_IN_WORDS and (reference := appointments_talk.said_to_come(turn)):
        return "come", reference
    if reminded := _another_time_at_reminder(turn, intent):
        return "change", reminded
    if turn.memory.menu in turn.memory.reminders and says_unable(heard.text, heard.language):
        return _denied(turn)
    if intent in _UNSURE_OF_VISITS and which_visit.cancels_one(turn):
        return "cancel", ""
    if turn.memory.dropped and _answers_what_is_gone(turn, intent):
        return "reject", ""
    if intent == "repeat" and turn.memory.choice_to("erase"):
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
    if intent == "inform" or (turn.location and intent in _UNCLEAR):
        return _informed(turn)
    if intent == "receipt" and turn.entities("receipt"):
        return "receipt", turn.entities("receipt")[0].value
    if intent == "affirm":
        return _affirmed(turn)
    if intent == "deny" and turn.memory.asks == "confirm":
        return _denied(turn)
    verb = _BY_INTENT.get(intent, intent)
    return (verb, "") if verb in VERBS and verb not in _WITH_VALUE else ("fallback", "")


def carrier_verb(turn: Turn) -> str | None:
    """STOP, START or HELP as carriers know them; START means something only to who asked for silence."""
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


def _find(choices: list[Choice], key: str | None) -> Choice | None:
    return next((c for c in choices if c.key == key), None)


def _by_meaning(turn: Turn, wanted: tuple[str, ...], otherwise: str) -> tuple[str, str]:
    choice = next((c for verb in wanted if (c := turn.memory.choice_to(verb))), None)
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
    wanted = turn.entities(*WHEN - {"bad_date"})
    return bool(wanted) and not booking_steps.same_time(turn, draft)


def _asks_of_the_visit(turn: Turn) -> bool:
    """'Where is it?', right after booking or in answer to a reminder."""
    near = bool(turn.memory.booked or turn.memory.reminders) and turn.memory.draft is None
    return near and aspect(turn.understanding.text) in ("where", "papers", "time")


def _another_time_at_reminder(turn: Turn, intent: str) -> str:
    """The visit of the reminder on the screen, where the answer names another time: 'can we do it Friday instead'."""
    memory = turn.memory
    answering_it = memory.menu in memory.reminders and memory.draft is None and not turn.menu
    wanted = turn.entities(*WHEN - {"bad_date"}) if answering_it and intent in (*_SAID_IN_WORDS, "change") else []
    return memory.reminders[memory.menu] if wanted else ""


def _denied(turn: Turn) -> tuple[str, str]:
    verb, value = _by_meaning(turn, ("reject", "keep", "triage_correct", "cancel"), "all_right")
    of_reminder = turn.memory.menu in turn.memory.reminders and len(appointments_talk.reminded(turn)) > 1
    return ("which_reminder", verb) if verb == "cancel" and of_reminder else (verb, value)


def _answers_something_else(turn: Turn) -> bool:
    """Whether a bare yes follows another menu than that of a reminder; 'I will be there' says what it means."""
    other = bool(turn.memory.choices) and turn.memory.menu not in turn.memory.reminders
    return other and yes_or_no(turn.understanding.text, turn.understanding.language) is not None


def _affirmed(turn: Turn) -> tuple[str, str]:
    if turn.memory.asks == "reference" and turn.memory.choices:  # a yes does not say which visit: it is asked again
        asked = turn.memory.choices[0].do
        return (asked, "") if asked in ("cancel", "change") else ("which_reminder", asked)
    if turn.memory.asks == "confirm" and turn.memory.choice_to("erase"):
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
        clear = len(waiting) == 1 and not _answers_something_else(turn)
        return ("come", waiting[0].reference) if clear else ("which_reminder", "come")
    asks_where = turn.memory.choice_to("territory")
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
    if turn.entities(*WHEN):
        return "when", ""
    return "fallback", ""
