"""One message: its language, what it means, what is done, and the way back to what was being made."""

from __future__ import annotations

from actions.dialogue import (
    beside,
    booking_steps,
    notice_talk,
    own_words,
    rights,
    small_talk,
    territories,
)
from actions.dialogue.meaning import carrier_verb, verb_of
from actions.dialogue.turn import Turn
from actions.dialogue.verbs import VERBS
from locales.languages import languages, spoken

# What a person may say in the middle of a booking without giving it up: afterwards the booking asks again.
INTERRUPTIONS = frozenset({
    "answer", "more", "receipt", "services", "answer_there", "territory", "greet", "thanks", "help", "about", "insult",
    "out_of_scope", "fallback", "media", "human", "language", "change_language", "latin", "repeat",
    "privacy_see", "keep", "all_right", "stop", "start", "come", "no_more", "keep_time", "leave_list", "wait",
    "safe_phone", "none_of_these", "reference",
})  # fmt: skip

# What waits until a question asked beside the yes is answered.
HELD_BACK = frozenset({"confirm", "erase", "privacy_copy"})


def take(turn: Turn) -> None:
    """Do what the message asks, and add the replies to the turn."""
    _settle_language(turn)
    obeyed = carrier_verb(turn) is not None  # in any state, also before anything is known
    if not obeyed and _must_ask_language(turn):
        _hold(turn)
        small_talk.ask_language(turn)
        return
    if not obeyed and territories.must_ask(turn):
        _hold(turn)
        territories.ask(turn)
        return
    verb, value = verb_of(turn)
    own_words.notice(turn, verb, value)
    draft = turn.memory.draft
    asked, topic = beside.asked_beside(turn), (draft.topic if draft else "") or turn.memory.concept
    if asked and verb in HELD_BACK and turn.memory.asks == "confirm":
        beside.answer_it(turn, topic)
        _go_on(turn, verb)
        return
    erasing = turn.memory.asks == "confirm" and turn.memory.choice_to("erase") is not None
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
