"""Appointments that exist: making one, listing, moving, cancelling, and answering a reminder."""

from __future__ import annotations

from datetime import datetime

from actions.appointments import booking, lifecycle, outbox, reminders
from actions.appointments.errors import CapReached, NotBookable, SlotTaken, TooLate
from actions.appointments.models import Appointment
from actions.appointments.visits import current_visits, open_visits, visit_of
from actions.dialogue import booking_questions as questions
from actions.dialogue import booking_steps as steps
from actions.dialogue import triage_talk, visit_words, which_visit
from actions.dialogue.memory import Draft
from actions.dialogue.reply import Choice, numbered
from actions.dialogue.turn import Turn
from actions.dialogue.ways import to_a_centre
from actions.dialogue.which_visit import day_of, hour_of
from actions.directory.models import Centre
from knowledge.packs import documents
from locales.when import short_moment
from nlu.entities import WHEN

MOST_WRONG = 5  # references that are not the person's own, in one conversation


def confirm(turn: Turn) -> None:
    """Yes: book, move or cancel what the summary said. A second yes changes nothing."""
    draft = turn.memory.draft
    if draft is None or (draft.purpose != "cancel" and not draft.starts):
        _already(turn)
        return
    act = {"book": _book, "move": _move, "cancel": _cancel}[draft.purpose]
    try:
        act(turn, draft)
    except SlotTaken as taken:
        draft.starts = draft.day = ""
        turn.reply(turn.say("booking.taken"))
        if taken.nearest:
            questions.offer_slots(turn, list(taken.nearest))
        else:
            questions.ask_day(turn)
    except CapReached:
        turn.memory.draft = None
        turn.reply(turn.say("booking.cap"))
        appointments(turn)
    except (TooLate, NotBookable):
        _too_late(turn, draft)


def _too_late(turn: Turn, draft: Draft) -> None:
    if draft.purpose == "cancel":  # it has begun, or is over, meanwhile
        _none(turn)
        return
    draft.starts = draft.day = ""
    turn.reply(turn.say("booking.too_late"))
    steps.proceed(turn)


def _already(turn: Turn) -> None:
    if turn.memory.booked:
        turn.reply(turn.say("booking.already", reference=turn.memory.booked), kind="confirmation")
    else:
        turn.reply(turn.say("smalltalk.help"))


def _book(turn: Turn, draft: Draft) -> None:
    here = Centre.objects.get(pk=draft.centre)
    made = booking.book(
        contact=turn.contact, centre=here, starts=datetime.fromisoformat(draft.starts),
        minutes=visit_words.minutes(turn, draft), service=draft.service, topic=draft.topic,
        language=turn.language, key=turn.key,
    )  # fmt: skip
    _done(turn, made, "booking.booked")


def _move(turn: Turn, draft: Draft) -> None:
    old = _own(turn, draft.reference)
    if old is None:
        _none(turn)
        return
    _done(turn, booking.move(old, datetime.fromisoformat(draft.starts), key=turn.key), "booking.moved")


def _cancel(turn: Turn, draft: Draft) -> None:
    old = _own(turn, draft.reference)
    if old is None:
        _none(turn)
        return
    lifecycle.cancel(old, by="person", why="asked in the conversation", key=turn.key)
    turn.memory.draft, turn.memory.booked = None, ""
    turn.memory.answered(old.reference)
    text = turn.say("booking.cancelled", reference=old.reference, when=_when(turn, old))
    _archive(turn, old, "booking.cancelled")
    turn.ask(text, None, numbered([to_a_centre(turn, old.topic)]), kind="confirmation",
             attachments=[visit_words.calendar(turn, old)])  # fmt: skip


def _done(turn: Turn, made: Appointment, message: str) -> None:
    draft = turn.memory.draft
    turn.memory.draft, turn.memory.booked = None, made.reference
    turn.memory.answered(made.reference)
    turn.memory.forget_question()
    here = made.centre
    lines = [turn.say(message), made.reference, visit_words.moment(turn, here, made.starts), here.name]
    lines += [here.address] if here.address else []
    lines += [turn.say("booking.demo")] if here.demo else []
    short = "\n".join(lines)  # an SMS holds the visit itself; the rest comes when asked
    lines += _bring(turn, made.topic) if draft and draft.purpose == "book" else []
    told = len(reminders.to_come(made, turn.now))
    lines.append(turn.say(("booking.reminded_not", "booking.reminded_once", "booking.reminded_both")[told]))
    lines.append(turn.say("booking.how_to_change"))
    attachments = [*_venue(here), visit_words.calendar(turn, made)]
    if draft and draft.purpose == "book":
        _with_invitation(turn, made, lines, short, attachments)
    else:
        turn.reply("\n".join(lines), kind="confirmation", attachments=attachments, sms=short)
    _archive(turn, made, message)


def _with_invitation(
    turn: Turn, made: Appointment, lines: list[str], short: str, attachments: list[dict[str, object]]
) -> None:
    choices = triage_talk.invitation(turn, made)
    keys = " ".join(f"{c.key} {c.label}" for c in choices)
    text = "\n".join([*lines, turn.say("triage.invite")])
    sms = f"{short}\n{turn.say('triage.invite_short')} {keys}"
    turn.ask(text, None, choices, kind="confirmation", attachments=attachments, sms=sms)


def _archive(turn: Turn, visit: Appointment, message: str) -> None:
    """What was said about a visit, by template and values: people need to prove it later."""
    said = {"reference": visit.reference, "starts": visit.starts.isoformat(), "centre": str(visit.centre_id),
            "language": turn.language}  # fmt: skip
    outbox.archive(turn.contact, message, message, said, visit, visit.sequence)


def _bring(turn: Turn, topic: str) -> list[str]:
    facts = turn.pack.facts.get(topic)
    phrase = [turn.say("booking.counter_phrase", phrase=facts.counter_phrase)] if facts else []
    return [*_papers(turn, topic), *phrase]


def _papers(turn: Turn, topic: str) -> list[str]:
    facts = turn.pack.facts.get(topic)
    names = documents(turn.language) or documents(turn.pack.source_language)
    papers = ", ".join(names[d] for d in facts.documents if d in names) if facts else ""
    return [turn.say("booking.bring", papers=papers) if papers else turn.say("booking.bring_any")]


def _venue(here: Centre) -> list[dict[str, object]]:
    # A municipality's middle is not a place to walk to: a pin only where the building is known.
    if here.demo or here.lat is None or here.precision != Centre.Precision.EXACT:
        return []
    return [{"type": "venue", "lat": here.lat, "lon": here.lon, "title": here.name, "address": here.address}]


def reject(turn: Turn) -> None:
    """No: nothing is booked, moved or cancelled."""
    draft = turn.memory.draft
    turn.memory.draft = None
    kept = (draft.purpose if draft else turn.memory.dropped) in ("move", "cancel")
    text = turn.say("booking.nothing_changed" if kept else "booking.nothing_booked")
    about = draft or Draft()
    verb, value = ("change", about.reference) if kept else ("again", about.topic)
    turn.ask(text, None, numbered([(turn.say("booking.another_time"), verb, value),
                                   (turn.say("menu.human_long"), "human", "")]))  # fmt: skip


def _open(turn: Turn) -> list[Appointment]:
    return open_visits(turn.contact, turn.now)


def _own(turn: Turn, reference: str) -> Appointment | None:
    return next((a for a in _open(turn) if a.reference == reference), None)


def appointments(turn: Turn) -> None:
    """The person's coming visits, each with its reference."""
    found = current_visits(turn.contact, turn.now)
    if found:
        _show(turn, found)
    else:
        _none(turn)


def _show(turn: Turn, found: list[Appointment]) -> None:
    lines = [turn.say("booking.yours")]
    lines += [_visit(turn, a) for a in found]
    lines += [turn.say("booking.demo")] if any(a.centre.demo for a in found) else []
    lines += _papers(turn, found[0].topic) if len(found) == 1 else []
    to_come = [a for a in found if a.starts > turn.now]  # what has begun is shown, and can no longer be changed
    turn.ask("\n".join(lines), None, _what_to_do(turn, to_come) if to_come else [], kind="confirmation")


def _visit(turn: Turn, a: Appointment) -> str:
    parts = [a.reference, visit_words.moment(turn, a.centre, a.starts), a.centre.name, a.centre.address]
    return "\n".join(part for part in parts if part)


def _what_to_do(turn: Turn, found: list[Appointment]) -> list[Choice]:
    one = found[0].reference if len(found) == 1 else ""
    entries = [("menu.change", "change", one), ("menu.cancel", "cancel", one), ("waiting.menu", "wait", one)]
    entries += [("triage.menu", "triage", one)] if one else []
    entries += [("reminder.menu_off", "no_more", one)]
    return numbered([(turn.say(label), do, value) for label, do, value in entries])


def by_reference(turn: Turn, reference: str) -> None:
    """The visit that a reference names, when it is this person's own; wrong tries are counted, and few."""
    known = visit_of(turn.contact, reference)
    if known is not None:
        appointments(turn)
    else:
        _wrong_reference(turn, reference)


def _wrong_reference(turn: Turn, reference: str) -> None:
    turn.memory.wrong_references += 1
    if turn.memory.wrong_references > MOST_WRONG:
        turn.ask(turn.say("reference.too_many"), None, [Choice("1", turn.say("menu.human_long"), "human")])
    else:
        turn.reply(turn.say("reference.unknown", reference=reference))


def _none(turn: Turn) -> None:
    if _in_the_making(turn):  # it is asked about before it exists
        turn.reply(turn.say("booking.none"))
        return
    turn.memory.draft = None
    if begun := current_visits(turn.contact, turn.now):
        _show(turn, begun)
    else:
        turn.ask(turn.say("booking.none"), None, numbered([to_a_centre(turn)]))


def _in_the_making(turn: Turn) -> bool:
    draft = turn.memory.draft
    return draft is not None and draft.purpose in ("book", "find")


def change(turn: Turn, reference: str = "") -> None:
    """Move a visit: which one, then another day. While a booking is only being made, its day is asked anew."""
    if not reference and _in_the_making(turn) and not _open(turn):
        if turn.entities("place"):
            steps.at_place(turn)
        else:
            (steps.when if turn.entities(*WHEN) else steps.other_day)(turn)
        return
    _pick_one(turn, reference, "change", "booking.which_to_change", _start_move)


def cancel(turn: Turn, reference: str = "") -> None:
    """Cancel a visit: which one, then one yes. While a booking is only being made, it is dropped."""
    if not reference and _in_the_making(turn) and not _open(turn):
        reject(turn)
        return
    _pick_one(turn, reference, "cancel", "booking.which_to_cancel", _start_cancel)


def _pick_one(turn: Turn, reference: str, verb: str, question: str, begin: object) -> None:
    found = _open(turn)
    written = {e.value for e in turn.entities("reference")}
    if written and not written & {a.reference for a in found}:
        _wrong_reference(turn, sorted(written)[0])
        return
    named = {reference} | written
    chosen = [a for a in found if a.reference in named]
    likely = chosen or which_visit.meant(turn, found, turn.understanding.topic or turn.understanding.concept)
    if not likely:
        _none(turn)
    elif len(likely) == 1 and (chosen or not which_visit.names_another(turn, found, verb)):
        begin(turn, likely[0])  # type: ignore[operator]
    else:
        if verb == "change":
            turn.memory.wished = steps.wish_of(turn)
        choices = numbered([(_when(turn, a), verb, a.reference) for a in likely])
        turn.ask(turn.say(question), "reference", choices)


def _start_move(turn: Turn, old: Appointment) -> None:
    draft = turn.memory.draft = Draft(purpose="move", topic=old.topic, service=old.service, centre=str(old.centre_id),
                                      reference=old.reference, was=day_of(old))  # fmt: skip
    wished, turn.memory.wished = turn.memory.wished, None
    others = [day for day in turn.days() if day != draft.was]
    if len(others) == 1 and turn.entities("ambiguous_date"):  # 'the one on Friday to Thursday'
        draft.wish = others[0]
        steps.proceed(turn)
    elif others or turn.entities("time", "time_before", "part_of_day"):
        steps.when(turn)
    elif wished is not None:  # said before it was asked which visit
        steps.take_wish(turn, wished)
    else:
        questions.ask_day(turn)


def _start_cancel(turn: Turn, old: Appointment) -> None:
    if turn.days() and day_of(old) not in turn.days():  # 'I can't come, is Monday possible?'
        _start_move(turn, old)
        return
    turn.memory.draft = Draft(purpose="cancel", topic=old.topic, service=old.service, centre=str(old.centre_id),
                              starts=old.starts.isoformat(), reference=old.reference, was=day_of(old))  # fmt: skip
    questions.ask_confirmation(turn)


def _when(turn: Turn, a: Appointment) -> str:
    return f"{short_moment(a.starts, a.centre.time_zone, turn.language)}, {a.centre.name}"


def come(turn: Turn, reference: str) -> None:
    """'I come': the desk sees it, no further reminder follows."""
    found = _own(turn, reference)
    if found is None:
        _none(turn)
        return
    lifecycle.confirm(found, key=turn.key)
    turn.memory.answered(reference)
    turn.memory.forget_question()
    turn.reply(turn.say("reminder.thanks", when=_when(turn, found)), kind="confirmation")


def said_to_come(turn: Turn) -> str:
    """The visit that a reminder asked about and that this message says one will come to, '' when it says no such thing:
    'I will come on Friday at 12', though no digit was pressed."""
    named, times = turn.days(), {entity.value for entity in turn.entities("time")}
    for a in reminded(turn) if turn.memory.draft is None else ():
        same_day = day_of(a) in named or (not named and bool(times))
        if same_day and times <= {hour_of(a)}:
            return a.reference
    return ""


def reminded(turn: Turn) -> list[Appointment]:
    """The visits to come whose reminder waits for an answer; of two, a bare digit does not say which."""
    return [a for a in _open(turn) if a.reference in turn.memory.reminders.values()]


def which_reminder(turn: Turn, do: str) -> None:
    """An answer to a reminder while two are open: for which visit?"""
    choices = numbered([(_when(turn, a), do, a.reference) for a in reminded(turn)])
    turn.ask(turn.say("reminder.which"), "reference", choices)


def another_day(turn: Turn, reference: str) -> None:
    """'Another day': three other times at the same centre."""
    found = _own(turn, reference)
    if found is None:
        _none(turn)
        return
    _start_move(turn, found)


def again(turn: Turn, topic: str) -> None:
    """Another time after a no."""
    steps.start(turn, topic)
