"""'This helped', 'This did not help': asked beside an answer where buttons are cheap, counted and never kept."""

from __future__ import annotations

from actions.answers import tally
from actions.dialogue.reply import Choice
from actions.dialogue.turn import Turn

CHANNELS = frozenset({"web", "telegram"})  # elsewhere each line of a menu costs room, or money
YES, NO = "7", "8"
VERBS = ("helped", "not_helped")


def choices(turn: Turn, concept: str) -> list[Choice]:
    """The two small choices that end the menu of an answer; none on channels where a menu is text."""
    if turn.channel not in CHANNELS:
        return []
    return [
        Choice(YES, turn.say("helped.yes"), "helped", concept, small=True),
        Choice(NO, turn.say("helped.no"), "not_helped", concept, small=True),
    ]


def helped(turn: Turn, concept: str) -> None:
    """It helped: thank, and leave the rest of the menu."""
    _count(turn, concept, True, "helped.thanks")


def not_helped(turn: Turn, concept: str) -> None:
    """It did not: what else can be done; the menu stays."""
    _count(turn, concept, False, "helped.sorry")


def _count(turn: Turn, concept: str, yes: bool, message: str) -> None:
    tally.helped(concept, turn.territory, turn.language, yes, turn.now)
    rest = [choice for choice in turn.memory.choices if choice.do not in VERBS]
    turn.ask(turn.say(message), None, rest)
