"""The person's rights: see what is kept, have it erased, be left in peace."""

from __future__ import annotations

from actions.answers import handover
from actions.appointments import optouts
from actions.appointments.erasure import export
from actions.appointments.visits import open_visits
from actions.dialogue.reply import Choice
from actions.dialogue.turn import Turn
from locales.when import short_date

CARRIER_WORDS = {"STOP": "stop", "STOPALL": "stop", "UNSUBSCRIBE": "stop", "START": "start", "UNSTOP": "start"}
"""The words of the carriers, the same in every language."""


def carrier_word(turn: Turn) -> str | None:
    """'stop' or 'start' when the message is nothing but such a word of the carriers."""
    return CARRIER_WORDS.get(turn.understanding.text.strip().upper())


def see(turn: Turn) -> None:
    """What is kept about this person, in plain words, as a file where the channel carries one."""
    kept = {**export(turn.contact), "wishes_for_a_person": handover.export(turn.contact)}
    lines = [turn.say("privacy.kept")]
    lines.append(turn.say("privacy.kept_language", language=turn.language_name(turn.memory.language or turn.language)))
    visits = open_visits(turn.contact, turn.now)
    lines += [turn.say("privacy.kept_visit", reference=a.reference) for a in visits]
    lines.append(turn.say("privacy.how_to_erase"))
    discreet = "privacy.not_safe" if turn.contact.safe_phone else "privacy.safe"
    turn.ask("\n".join(lines), None, [Choice("1", turn.say("privacy.erase"), "privacy_erase"),
                                      Choice("2", turn.say(discreet), "safe_phone")],
             attachments=[{"type": "export", "content": kept}])  # fmt: skip


def ask_erase(turn: Turn) -> None:
    """Before erasing: what goes, which visits would be cancelled, and the offer of a copy."""
    visits = ", ".join(short_date(a.starts.astimezone(a.centre.zone).date(), turn.language)
                       for a in open_visits(turn.contact, turn.now))  # fmt: skip
    text = turn.say("privacy.ask_erase_visits", visits=visits) if visits else turn.say("privacy.ask_erase")
    turn.memory.aside = False
    turn.ask(text, "confirm", [Choice("1", turn.say("privacy.yes_erase"), "erase"),
                               Choice("2", turn.say("privacy.copy_first"), "privacy_copy"),
                               Choice("0", turn.say("privacy.no_erase"), "keep")])  # fmt: skip


def copy(turn: Turn) -> None:
    """The copy, then the question again."""
    see(turn)
    turn.replies[-1].choices = []  # one menu at a time
    ask_erase(turn)


def erase(turn: Turn) -> None:
    """Mark the turn: the gate erases every store after it, under the conversation's lock, and gives the receipt."""
    turn.erase = True


def keep(turn: Turn) -> None:
    """Nothing is erased."""
    turn.memory.forget_question()
    turn.reply(turn.say("privacy.nothing_erased"))


def stop(turn: Turn) -> None:
    """No more messages of ours to this address; answers to the person's own questions still come."""
    optouts.opt_out(turn.contact)
    turn.memory.forget_question()
    if not (turn.channel == "sms" and carrier_word(turn)):  # those the carrier answers itself
        turn.reply(turn.say("stop.done"))


def start(turn: Turn) -> None:
    """Messages again."""
    optouts.opt_in(turn.contact)
    if not (turn.channel == "sms" and carrier_word(turn)):
        turn.reply(turn.say("stop.undone"))
