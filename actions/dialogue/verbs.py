"""What can be done in a conversation: every verb of a menu or an intent, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable

from actions.answers import handover
from actions.appointments.visits import current_visits
from actions.dialogue import (
    answering,
    appointments_talk,
    beside,
    booking_questions,
    booking_steps,
    feedback,
    notice_talk,
    rights,
    services_talk,
    small_talk,
    territories,
    triage_talk,
    urgent,
)
from actions.dialogue.turn import Turn

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
    "other_place": _plain(booking_questions.ask_other_place),
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
