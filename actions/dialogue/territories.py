"""Which territory a person's questions are about: chosen, said, shown by a position, else the operator's.

The beginning of a phone number only makes the assistant ask: numbers travel with people. What is said of another
territory is answered for that territory and named so, never by the rules of one's own.
"""

from __future__ import annotations

from actions.dialogue import answering
from actions.dialogue.reply import numbered
from actions.dialogue.turn import NUMBERED, Turn
from knowledge.packs import packs
from knowledge.taxonomy import name

UNCLEAR = frozenset({"unsure", "nlu_fallback", "out_of_scope", "inform"})
"""Intents of a message that may only have said where somebody is."""
QUESTIONS = UNCLEAR | {"faq", "book", "find_centre"}


def must_ask(turn: Turn) -> bool:
    """Whether somebody who asks for the first time has the number of another territory."""
    return turn.contact.notice_shown_at is None and turn.understanding.intent in QUESTIONS and bool(_by_number(turn))


def ask(turn: Turn, likeliest: str = "") -> None:
    """Where are you? The likeliest first, then the one that would be taken, then the others."""
    order = dict.fromkeys([likeliest or _by_number(turn), turn.territory, *packs()])
    choices = numbered([(name(code, turn.language), "territory", code) for code in order if code])
    turn.ask(turn.say("territory.which"), None, choices)


def choose(turn: Turn, territory: str) -> None:
    """The person is there: this and what follows is answered for `territory`, a question held back too."""
    settle(turn, territory)
    held, turn.memory.held = turn.memory.held, ""
    if held:
        answering.answer(turn, held)


def settle(turn: Turn, territory: str) -> None:
    """Answer for `territory` from now on, and say so."""
    turn.territory = turn.contact.territory = territory
    turn.contact.save(update_fields=["territory"])
    turn.reply(turn.say("territory.now", territory=name(territory, turn.language)))


def elsewhere(turn: Turn) -> str:
    """The other territory that the message names, '' when it names none, or its own beside it."""
    intent = turn.understanding.intent
    if turn.memory.busy or intent not in UNCLEAR | {"faq"} or (turn.memory.asks and intent == "inform"):
        return ""
    there = turn.looked_for.territory
    return there if there != turn.territory else ""


def asked_about(turn: Turn) -> str:
    """The other territory that was named a message ago, while the question where the person is waits; else ''."""
    named = [choice.value for choice in turn.memory.choices[:2] if choice.do == "territory"]
    return named[0] if len(named) == 2 and named[0] != turn.territory else ""


def about(turn: Turn, territory: str) -> None:
    """A message that names another territory: its own answer there, or the question where the person is."""
    concept = turn.understanding.concept if turn.understanding.intent == "faq" else None
    if concept is None or turn.compact:  # an SMS holds one answer: first where it is for
        turn.memory.held = concept or ""
        ask(turn, territory)
    else:
        answer_there(turn, f"{territory} {concept}")


def answer_there(turn: Turn, value: str) -> None:
    """The standard answer of another territory; `value`: the territory and the concept, with a space between.

    It says where it is for. What follows is about the person's own territory again, unless they say they are there.
    """
    territory, concept = value.split()
    own, there, before = turn.territory, name(territory, turn.language), len(turn.replies)
    turn.territory = territory
    answering.answer(turn, concept)
    turn.territory = own
    turn.memory.concept = ""
    turn.replies[before].text = f"{turn.say('territory.about', territory=there)}\n\n{turn.replies[before].text}"
    entries = [(turn.say("territory.here", territory=there), "territory", territory),
               (turn.say("territory.own", territory=name(own, turn.language)), "answer", concept),
               (turn.say("menu.human_long"), "human", "")]  # fmt: skip
    turn.memory.choices = turn.replies[-1].choices = numbered(entries)


def _by_number(turn: Turn) -> str:
    if turn.channel not in NUMBERED or not turn.contact.address.startswith("+"):
        return ""
    number = turn.contact.address[1:]
    fitting = {prefix: code for code, pack in packs().items() for prefix in pack.phone_prefixes
               if number.startswith(prefix)}  # fmt: skip
    found = fitting[max(fitting, key=len)] if fitting else ""
    return found if found != turn.territory else ""
