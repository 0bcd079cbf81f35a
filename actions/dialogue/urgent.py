"""Danger first: the right number, short, in the person's language. Nothing of it is kept."""

from __future__ import annotations

import re

from actions.dialogue import answering
from actions.dialogue.reply import Choice, numbered
from actions.dialogue.turn import Turn
from knowledge.packs import UrgentNumber, packs
from locales.languages import languages, spoken

SHOWN = 3
IN_LANGUAGES = 2
"""So many languages are answered in where it is not sure."""
_WEEKDAYS = re.compile(r"weekdays (\d+)-(\d+)")


def urgent(turn: Turn) -> None:
    """The numbers for this danger; the appointment in the making stays and can be gone on with."""
    turn.urgent = True
    heard = turn.understanding
    if heard.romanised and heard.language in languages() and not languages()[heard.language].rtl:
        turn.contact.latin = True  # for this turn: the person may not read the script; without vowels nobody does
    kind = turn.understanding.urgent or "violence"
    _choose_language(turn, kind)
    found = _found(turn, kind)
    lines = [numbers(turn, kind), turn.say("urgent.for_everyone"), turn.say("urgent.not_kept")]
    ways = [(turn.say("urgent.go_on"), "resume", "")] if turn.memory.busy else []
    choices = numbered([*ways, *_asked_too(turn)])
    choices.append(Choice("9", turn.say("menu.human_long"), "human"))
    calls = [{"type": "call", "number": n.number.replace(" ", "")} for n in found if not n.sms]
    turn.ask("\n".join(lines), None, choices, kind="urgent", attachments=calls)


def _choose_language(turn: Turn, kind: str) -> None:
    """Where the language is not sure, the likeliest one, after the numbers in the next likeliest: danger asks nothing
    back."""
    heard = turn.understanding
    likely = [code for code in heard.language_candidates if spoken(code, "") == code]
    if turn.memory.language is not None or not likely:
        return
    if not turn.compact:  # an SMS holds one
        for code in reversed(likely[1:IN_LANGUAGES]):
            turn.memory.language = code
            turn.reply(numbers(turn, kind), kind="urgent")
    turn.memory.language = likely[0]


def _asked_too(turn: Turn) -> list[tuple[str, str, str]]:
    """The answer that the message asks for surely, where there may be no danger after all: 'I am pregnant'."""
    concept = turn.understanding.concept
    if concept is None or concept in answering.UNSPOKEN:
        return []
    return [(title, "answer", concept) for title in answering.titles(turn, [concept]).values()]


def numbers(turn: Turn, kind: str) -> str:
    """What to do now in one sentence, and the numbers that help, the free ones marked."""
    found = _found(turn, kind)
    return "\n".join([turn.say(f"urgent.{kind}"), *(_line(turn, n) for n in found)])


def _found(turn: Turn, kind: str) -> tuple[UrgentNumber, ...]:
    """The numbers of the territory that the message names, else of the person's own; those that take a text message
    first for who cannot speak aloud."""
    known = packs()[turn.looked_for.territory].urgent.get(kind, ())
    if turn.understanding.silently:
        known = tuple(sorted(known, key=lambda number: not number.sms))
    return known[:SHOWN]


def _line(turn: Turn, number: UrgentNumber) -> str:
    shown = turn.say("urgent.text_to", number=number.number) if number.sms else number.number
    free = turn.say("urgent.free") if number.free else ""
    return " · ".join(part for part in (shown, number.name, free, _hours(turn, number.hours)) if part)


def _hours(turn: Turn, hours: str) -> str:
    if hours == "24h":
        return turn.say("urgent.day_and_night")
    match = _WEEKDAYS.fullmatch(hours)
    return turn.say("urgent.weekdays", start=match[1], end=match[2]) if match else ""
