"""What is said beside a choice or a yes: '1, but what does it cost?', 'yes but is it free?'.

A question beside a yes comes first: nothing is booked, moved, cancelled or erased before it is answered.
"""

from __future__ import annotations

from actions.dialogue import answering, booking_steps, rights, triage_talk
from actions.dialogue.turn import Turn
from knowledge.packs import concepts
from nlu.choices import match_option, yes_or_no
from nlu.model import Option
from nlu.sentences import QUESTION_MARKS

YES_SIGNS, NO_SIGNS = frozenset("👍👌✅✔"), frozenset("👎❌✖")
_DRESS = frozenset("\ufe0f\u200d🏻🏼🏽🏾🏿 .")
_ANY = (Option("1", "-"),)


def sign(text: str) -> bool | None:
    """True for a message of nothing but thumbs up and the like, False for thumbs down, None for all else."""
    bare = {char for char in text if char not in _DRESS}
    if bare and bare <= YES_SIGNS:
        return True
    return False if bare and bare <= NO_SIGNS else None


def asked_beside(turn: Turn) -> bool:
    """Whether the message asks something besides what it chooses or agrees to."""
    heard = turn.understanding
    if heard.intent == "affirm":
        return _marked(heard.text) and yes_or_no(heard.text, turn.language) is None
    if heard.intent != "choose" or not heard.text:
        return False
    if heard.concept and heard.decision in ("answer", "offer"):
        return True
    options = tuple(Option(c.key, c.label) for c in turn.memory.choices)
    match = match_option(heard.text, options, heard.language)
    rest = match[1].strip() if match else ""
    # What joins is known to the choices alone: the rest of a message joins when it could follow a bare number.
    return bool(rest) and (_marked(rest) or match_option(f"1 {rest}", _ANY, heard.language) is not None)


def answer_it(turn: Turn, topic: str) -> None:
    """Answer what was asked beside: the need that was named; else `topic`, what the visit or
    the last answer is about."""
    heard = turn.understanding
    named = heard.concept if heard.intent == "choose" else None
    if named and (heard.decision == "answer" or _same_topic(named, topic)):
        answering.answer(turn, named)
    elif topic in concepts():
        answering.answer(turn, topic)
    else:
        answering.fallback(turn)


def ask_again(turn: Turn, verb: str = "") -> None:
    """The open question, after an interruption or when its yes (`verb`) was held back."""
    if verb in ("erase", "privacy_copy"):
        rights.ask_erase(turn)
    elif turn.memory.draft is not None:
        booking_steps.proceed(turn)
    else:
        triage_talk.resume(turn)


def _same_topic(concept: str, topic: str) -> bool:
    return topic not in concepts() and concept in concepts() and concepts()[concept].topic == topic


def _marked(text: str) -> bool:
    return any(char in QUESTION_MARKS for char in text)
