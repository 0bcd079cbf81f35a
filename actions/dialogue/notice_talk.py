"""Answers to messages that Farol began: an earlier time, a replacement, no more messages, a phone that others read."""

from __future__ import annotations

from actions.appointments import outbox, shield, waiting_list
from actions.appointments.errors import BookingError
from actions.appointments.models import Appointment
from actions.appointments.visits import open_visits
from actions.dialogue import booking_questions, notices, visit_words
from actions.dialogue.memory import Draft
from actions.dialogue.reply import numbered
from actions.dialogue.turn import Turn
from actions.dialogue.ways import to_a_centre
from locales.when import short_moment

SHIELD_VERBS = frozenset({"replace", "replace_none"})


def wait(turn: Turn, reference: str = "") -> None:
    """Tell me when an earlier time is free: for this visit, or which one."""
    visit = _one(turn, reference, "wait")
    if visit is None:
        return
    waiting_list.join(visit)
    turn.memory.forget_question()
    turn.reply(turn.say("waiting.joined", when=_when(turn, visit)), kind="confirmation")


def take_earlier(turn: Turn, offer: str) -> None:
    """Yes to an earlier time: the visit moves, reference and all else stay."""
    try:
        moved = waiting_list.take(int(offer), turn.contact, turn.key)
    except BookingError:
        turn.memory.forget_question()
        turn.reply(turn.say("waiting.gone"))
        return
    turn.memory.forget_question()
    lines = [
        turn.say("booking.moved"),
        moved.reference,
        visit_words.moment(turn, moved.centre, moved.starts),
        moved.centre.name,
    ]
    turn.reply("\n".join(lines), kind="confirmation", attachments=[visit_words.calendar(turn, moved)])
    said = {"reference": moved.reference, "starts": moved.starts.isoformat(), "centre": str(moved.centre_id),
            "language": turn.language}  # fmt: skip
    outbox.archive(turn.contact, "booking.moved", "booking.moved", said, moved, moved.sequence)


def keep_time(turn: Turn, offer: str) -> None:
    """No to an earlier time: the next person is asked."""
    waiting_list.decline(int(offer), turn.contact)
    turn.memory.forget_question()
    turn.reply(turn.say("booking.nothing_changed"), kind="confirmation")


def leave_list(turn: Turn, reference: str) -> None:
    """No more earlier times."""
    visit = _own(turn, reference)
    if visit:
        waiting_list.leave(visit)
    turn.memory.forget_question()
    turn.reply(turn.say("booking.nothing_changed"), kind="confirmation")


def no_more(turn: Turn, reference: str = "") -> None:
    """No more messages about one visit; the visit and all others stay as they are."""
    visit = _one(turn, reference, "no_more")
    if visit is None:
        return
    Appointment.objects.filter(pk=visit.pk).update(reminders_off=True)
    outbox.cancel_waiting(visit)
    waiting_list.leave(visit)
    turn.memory.answered(visit.reference)
    turn.memory.forget_question()
    turn.reply(turn.say("reminder.off", when=_when(turn, visit)), kind="confirmation")


def replace(turn: Turn, value: str) -> None:
    """One of the other times after the centre cancelled: the summary, and one yes."""
    reference, centre, starts = value.split("|")
    old = _cancelled_visit(turn, reference)
    if old is None:
        turn.reply(turn.say("menu.old"))
        return
    shield.acknowledge(old, "person", "chose another time")
    turn.memory.triage = None
    turn.memory.draft = Draft(topic=old.topic, service=old.service, centre=centre, starts=starts)
    booking_questions.ask_confirmation(turn)


def replace_none(turn: Turn, reference: str) -> None:
    """None of them: the person knows, and may look for another day or ask for a person."""
    old = _cancelled_visit(turn, reference)
    if old:
        shield.acknowledge(old, "person", "none of the times")
    choices = numbered([(turn.say("booking.another_time"), "again", old.topic if old else ""),
                        (turn.say("menu.human_long"), "human", "")])  # fmt: skip
    turn.ask(turn.say("visit.ended"), None, choices)


def tell_what_was_cancelled(turn: Turn) -> None:
    """Somebody writes who does not know yet that their visit was cancelled: they read it now."""
    if turn.memory.busy or turn.urgent or turn.erase or any(c.do in SHIELD_VERBS for c in turn.memory.choices):
        return
    row = shield.unacknowledged(turn.contact)
    if row:
        text, choices = notices.cancelled(row, turn.now)
        turn.ask(text, "slot", choices)


def safe_phone(turn: Turn) -> None:
    """Others read this phone, or no longer: messages of ours then say the hour and nothing else."""
    turn.contact.safe_phone = not turn.contact.safe_phone
    turn.contact.save(update_fields=["safe_phone"])
    turn.reply(turn.say("privacy.safe_on" if turn.contact.safe_phone else "privacy.safe_off"))


def _one(turn: Turn, reference: str, verb: str) -> Appointment | None:
    found = open_visits(turn.contact, turn.now)
    chosen = [visit for visit in found if visit.reference == reference] or found
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        turn.ask(turn.say("booking.none"), None, numbered([to_a_centre(turn)]))
    else:
        entries = [(_when(turn, visit), verb, visit.reference) for visit in chosen]
        turn.ask(turn.say("reminder.which"), "reference", numbered(entries))
    return None


def _own(turn: Turn, reference: str) -> Appointment | None:
    return next((v for v in open_visits(turn.contact, turn.now) if v.reference == reference), None)


def _cancelled_visit(turn: Turn, reference: str) -> Appointment | None:
    rows = Appointment.objects.filter(contact=turn.contact, reference=reference, must_reach__isnull=False)
    return rows.select_related("centre").first()


def _when(turn: Turn, visit: Appointment) -> str:
    return f"{short_moment(visit.starts, visit.centre.time_zone, turn.language)}, {visit.centre.name}"
