"""The wording that led to a visit: redacted at once, held only until the person says whether the desk may read it.

It is forgotten with the next question, with danger, when it is left out, once it stands on the confirmed sheet, and 30
minutes after the last message.
"""

from __future__ import annotations

from actions.answers.redact import redact
from actions.appointments.models import Appointment, TriageSheet
from actions.dialogue.memory import Memory
from actions.dialogue.turn import Turn

MOST = 240  # letters: more is cut, for the summary that shows it must fit a telephone


def notice(turn: Turn, verb: str, value: str) -> None:
    """Hold the wording of a question, called before `verb` with its `value` is done.

    Questions in the middle of a booking or of its questions change nothing: they are not what led to it.
    """
    memory, heard = turn.memory, turn.understanding
    if heard.may_be_danger or verb == "urgent":
        forget(memory)
    elif memory.busy:
        return
    elif verb == "offer":
        memory.words, memory.words_about = short(heard.text), ""
    elif verb == "answer" and heard.intent != "choose":
        memory.words, memory.words_about = short(heard.text), value
    elif verb == "answer" and value in memory.offered:
        memory.words_about = value  # the question of a message ago was about this
    elif verb == "answer":
        forget(memory)


def led_to_booking(turn: Turn, topic: str, named: bool) -> None:
    """A booking about `topic` begins; `named`: this message itself says what it is about."""
    memory = turn.memory
    if named and not turn.understanding.may_be_danger:
        memory.words, memory.words_about = short(turn.understanding.text), topic
    elif memory.words_about not in ("", topic):
        forget(memory)
    elif topic and memory.words:
        memory.words_about = topic


def about(turn: Turn, visit: Appointment) -> str:
    """The wording that led to `visit`, '' when there is none: the one held, else the one its sheet already has."""
    memory = turn.memory
    if memory.words and memory.booked == visit.reference and memory.words_about == visit.topic:
        return memory.words
    kept = TriageSheet.objects.filter(appointment=visit).first()
    return kept.words if kept else ""


def forget(memory: Memory) -> None:
    """Hold no wording any more."""
    memory.words = memory.words_about = ""


def short(text: str) -> str:
    """`text` on one line, redacted, at most MOST letters."""
    words = " ".join(redact(text).split())
    return words if len(words) <= MOST else f"{words[: MOST - 1].rstrip()}…"
