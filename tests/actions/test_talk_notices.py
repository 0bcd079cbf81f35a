"""Messages that Farol begins, and their answers by digits: reminders, earlier times, a visit the centre cancelled."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timezone

import pytest
from chat import Chat

from actions import clock
from actions.appointments import lifecycle, outbox, shield, waiting_list, whatsapp
from actions.appointments.booking import book
from actions.appointments.contacts import contact_for
from actions.appointments.models import Appointment, Contact, MustReach, OutboxMessage, Status, TriageSheet
from actions.appointments.optouts import is_opted_out
from actions.appointments.reminders import plan_reminders
from actions.appointments.wording import version
from actions.dialogue import memory as memories
from actions.dialogue.notices import notice
from actions.dialogue.reply import Reply
from actions.directory.models import Centre
from locales.catalogue import wording
from locales.segments import segments

UTC = timezone.utc


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def who(centre: Centre, monday: datetime) -> Contact:
    """Somebody who writes English by Telegram."""
    contact = contact_for("telegram", "chat-4711", "pt")
    Contact.objects.filter(pk=contact.pk).update(language="en")
    contact.refresh_from_db()
    memories.keep(contact, memories.Memory(language="en"), monday)
    return contact


@pytest.fixture
def visit(who: Contact, centre: Centre) -> Appointment:
    """Their visit on Thursday at 10:00."""
    return book(who, centre, at(26, 10), 30, "migrant_support", "tax_number", "en", "v1")


@pytest.fixture
def second(who: Contact, centre: Centre) -> Appointment:
    """Their other visit, half an hour later."""
    return book(who, centre, at(26, 11), 30, "migrant_support", "tax_number", "en", "v2")


def sends() -> list[Reply]:
    """What goes out now, drawn as the worker draws it."""
    plan_reminders()
    shield.sweep()
    waiting_list.sweep()
    replies = []
    for message in outbox.due():
        outbox.begin(message)
        replies.append(notice(message, clock.now()))
        outbox.sent(message)
    return replies


def status(visit: Appointment) -> str:
    """Its status now."""
    return Appointment.objects.get(pk=visit.pk).status


# --- reminders


@pytest.mark.parametrize("answer", ["1", "१", "yes", "👍", "I come"])
def test_i_come_by_digit_of_any_script_word_or_thumb_is_seen_by_the_desk(
    visit: Appointment, who: Contact, answer: str
) -> None:
    with clock.frozen(at(24, 10)):
        assert len(sends()) == 1
    with clock.frozen(at(25, 9)):  # the next day: the question still stands
        Chat(who).says(answer)
        assert status(visit) == Status.CONFIRMED
    with clock.frozen(at(26, 8)):
        assert sends() == []


@pytest.mark.parametrize("answer", ["2", "no", "👎"])
def test_i_cannot_asks_once_more_and_cancels(visit: Appointment, who: Contact, answer: str) -> None:
    with clock.frozen(at(24, 10)):
        sends()
        chat = Chat(who).says(answer)
        assert chat.last.asks == "confirm" and status(visit) == Status.BOOKED
        chat.says("1")
        assert status(visit) == Status.CANCELLED_BY_PERSON


def test_another_day_offers_times_and_moves(visit: Appointment, who: Contact) -> None:
    with clock.frozen(at(24, 10)):
        sends()
        chat = Chat(who).says("3").says("1").says("1")
        assert chat.last.asks == "confirm"
        chat.says("1")
    visit.refresh_from_db()
    assert visit.starts != at(26, 10) and visit.status == Status.BOOKED


def test_a_digit_with_two_reminders_open_asks_which_and_a_button_needs_no_asking(
    visit: Appointment, second: Appointment, who: Contact
) -> None:
    with clock.frozen(at(24, 11)):
        first, last = sends()
    with clock.frozen(at(25, 9)):  # the next day, when other questions are long forgotten
        chat = Chat(who).says("1")
        assert chat.last.asks == "reference" and len(chat.last.choices) == 2
        assert (status(visit), status(second)) == (Status.BOOKED, Status.BOOKED)
        chat.says("2")
        assert (status(visit), status(second)) == (Status.BOOKED, Status.CONFIRMED)
        chat.presses(first.menu, "1")  # an older message: its button says which visit
        assert status(visit) == Status.CONFIRMED
        assert first.menu != last.menu


def test_an_answer_to_something_asked_later_is_not_taken_for_the_reminder(visit: Appointment, who: Contact) -> None:
    with clock.frozen(at(24, 10)):
        sends()
        chat = Chat(who).says("book", intent="book", concept="tax_number").says("hello", intent="greet")
        chat.says("who are you?", intent="about")
        assert chat.last.asks == "place"
        assert status(visit) == Status.BOOKED


def test_a_reminder_is_one_segment_discreet_and_lists_what_is_missing(visit: Appointment, who: Contact) -> None:
    TriageSheet.objects.create(appointment=visit, papers_ticked=["passport"], papers_missing=["proof_of_address"])
    with clock.frozen(at(24, 10)):
        (reply,) = sends()
    assert segments(reply.text).count == 1
    assert "proof of address" in reply.text and "passport" not in reply.text
    assert "tax" not in reply.text.lower() and "NIF" not in reply.text


def test_on_a_phone_that_others_read_a_message_says_the_hour_and_nothing_else(visit: Appointment, who: Contact) -> None:
    TriageSheet.objects.create(appointment=visit, papers_missing=["proof_of_address"])
    chat = Chat(who).says("what do you keep", intent="privacy_see").taps("2")
    assert Contact.objects.get(pk=who.pk).safe_phone
    with clock.frozen(at(24, 10)):
        (reply,) = sends()
    for hint in ("Braga", visit.reference, "address", "DEMO", "visit"):
        assert hint not in reply.text
    assert "10:00" in reply.text
    chat.says("what do you keep", intent="privacy_see").taps("2")
    assert not Contact.objects.get(pk=who.pk).safe_phone


@pytest.mark.parametrize("way", ["reminder", "menu"])
def test_no_more_for_one_visit_ends_its_messages_and_only_its(
    visit: Appointment, second: Appointment, who: Contact, way: str
) -> None:
    if way == "reminder":
        with clock.frozen(at(24, 10)):
            (reply,) = sends()
            chat = Chat(who).presses(reply.menu, "0")
    else:
        chat = Chat(who).says("my appointments", intent="my_appointments").taps("No more reminders")
        chat.says("1")
    assert "stays booked" in chat.text and status(visit) == Status.BOOKED
    assert not is_opted_out(who)
    with clock.frozen(at(24, 11)):
        assert [message.appointment for message in plan_reminders()] == [second]
    with clock.frozen(at(26, 9)):
        assert [reply.menu in chat.memory.reminders for reply in sends()] == [True]
        assert list(chat.memory.reminders.values()) == [second.reference]


@pytest.mark.parametrize(
    ("channel", "promise"),
    [("telegram", "two days before, and again two hours before"), ("web", "cannot write to you")],
)
def test_the_confirmation_says_which_reminders_follow(
    centre: Centre, monday: datetime, channel: str, promise: str
) -> None:
    chat = Chat(contact_for(channel, "p", "pt"))
    draft = memories.Draft(topic="tax_number", service="migrant_support", lat=41.55, lon=-8.42, centre=centre.pk)
    draft.starts = at(26, 10).isoformat()
    memories.keep(chat.contact, memories.Memory(language="en", draft=draft), monday)
    assert promise in chat.says("hi", intent="greet").says("yes").text


def test_stop_silences_everything_and_start_brings_the_reminder_back(visit: Appointment, who: Contact) -> None:
    chat = Chat(who).says("STOP")
    with clock.frozen(at(24, 10)):
        assert sends() == []
        chat.says("START")
        assert not is_opted_out(who)
        assert len(sends()) == 1


def test_start_means_nothing_special_to_who_never_asked_for_silence(who: Contact) -> None:
    assert "Hello" in Chat(who).says("START", intent="greet").text


# --- earlier times


@pytest.fixture
def offered(visit: Appointment, who: Contact, centre: Centre) -> Chat:
    """They asked for an earlier time, and one was given back."""
    early = book(contact_for("sms", "+9"), centre, at(25, 10), 30, "migrant_support", "", "pt", "e1")
    chat = Chat(who).says("my appointments", intent="my_appointments").taps("Tell me of an earlier time")
    assert "at most three times" in chat.text
    lifecycle.cancel(early)
    (reply,) = sends()
    assert "An earlier time is free" in reply.text and reply.kind == "reminder"
    return chat


def test_one_digit_takes_the_earlier_time(offered: Chat, visit: Appointment) -> None:
    offered.says("1")
    assert "Moved" in offered.text and visit.reference in offered.text
    visit.refresh_from_db()
    assert visit.starts == at(25, 10)
    assert offered.last.attachments[0]["type"] == "ics"


@pytest.mark.parametrize("answer", ["2", "3"])
def test_no_keeps_the_own_time(offered: Chat, visit: Appointment, answer: str) -> None:
    offered.says(answer)
    visit.refresh_from_db()
    assert visit.starts == at(26, 10)
    assert waiting_list.is_waiting(visit) is (answer == "2")


def test_an_answer_that_comes_too_late_changes_nothing_and_says_so(offered: Chat, visit: Appointment) -> None:
    with clock.frozen(at(23, 11)):
        offered.says("1")
    assert "no longer kept" in offered.text
    visit.refresh_from_db()
    assert visit.starts == at(26, 10)


# --- a centre that cancels


def test_after_a_cancellation_by_the_centre_a_digit_and_a_yes_book_another_time(
    visit: Appointment, who: Contact
) -> None:
    shield.cancel_by_centre(visit, "doença", "ana")
    (reply,) = sends()
    assert "had to cancel" in reply.text and len(reply.choices) == 4
    assert "doença" not in reply.text
    chat = Chat(who).says("1")
    assert chat.last.asks == "confirm" and MustReach.objects.get().acknowledged_by == "person"
    chat.says("yes")
    assert [v.status for v in Appointment.objects.filter(contact=who).order_by("pk")] == [
        "cancelled_by_centre",
        "booked",
    ]


def test_none_of_them_is_an_acknowledgement_too(visit: Appointment, who: Contact) -> None:
    shield.cancel_by_centre(visit, "doença", "ana")
    sends()
    chat = Chat(who).says("0")
    assert MustReach.objects.get().acknowledged is not None
    assert [c.do for c in chat.last.choices] == ["again", "human"]


def test_who_writes_before_the_message_came_reads_it_at_once_until_it_is_acknowledged(
    visit: Appointment, who: Contact
) -> None:
    with clock.frozen(at(23, 23)):
        shield.cancel_by_centre(visit, "doença", "ana")
        assert sends() == []
        chat = Chat(who).says("hello", intent="greet")
        assert "had to cancel" in chat.last.text
        chat.says("hello", intent="greet")
        assert "had to cancel" in chat.last.text
        chat.says("0").says("hello", intent="greet")
        assert "had to cancel" not in chat.text


def test_without_another_time_the_person_is_told_who_calls(visit: Appointment, who: Contact, centre: Centre) -> None:
    shield.close(centre, date(2026, 11, 23), date(2027, 3, 1), "obras", "ana")
    (reply,) = sends()
    assert "The centre calls or writes to you" in reply.text
    Chat(who).says("1")
    assert MustReach.objects.get().acknowledged is not None


# --- WhatsApp outside 24 hours


def test_outside_24_hours_whatsapp_gets_the_approved_template_with_its_values(
    centre: Centre, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = whatsapp.Template("HX123", ("when", "reference"))
    monkeypatch.setattr(whatsapp, "templates", lambda: {("reminder_48h", "en"): known})
    contact = contact_for("whatsapp", "+351900000001", "pt")
    Contact.objects.update(language="en")
    made = book(contact, centre, at(26, 10), 30, "migrant_support", "", "en", "w")
    with clock.frozen(at(24, 10)):
        (reply,) = sends()
    assert (reply.template, reply.template_values[1]) == ("HX123", made.reference)
    assert "10:00" in reply.template_values[0]


# --- references


def test_a_reference_of_somebody_else_opens_nothing_and_tries_are_limited(visit: Appointment, who: Contact) -> None:
    stranger = Chat(contact_for("sms", "+8"))
    memories.keep(stranger.contact, memories.Memory(language="en"), clock.now())
    stranger.says(visit.reference, intent="inform", reference=visit.reference)
    assert "do not find" in stranger.text and "Braga" not in stranger.text
    for verb in ("cancel", "change", "cancel", "change"):
        stranger.says(f"{verb} {visit.reference}", intent=verb, reference=visit.reference)
        assert "do not find" in stranger.text
    stranger.says("start again", intent="start_again")
    stranger.says(visit.reference, intent="inform", reference=visit.reference)
    assert "A person can help" in stranger.text
    assert status(visit) == Status.BOOKED
    own = Chat(who).says(visit.reference, intent="inform", reference=visit.reference)
    assert visit.reference in own.text and "Thursday" in own.text


def test_every_change_of_a_visit_says_who_when_and_why_and_what_was_said(visit: Appointment, who: Contact) -> None:
    with clock.frozen(at(24, 10)):
        sends()
        Chat(who).says("1")
    shield.cancel_by_centre(visit, "doença", "ana")
    rows = list(visit.events.values_list("by", "what", "why", "from_status", "to_status"))
    assert rows[-1] == ("ana", "cancelled_by_centre", "doença", "confirmed", "cancelled_by_centre")
    said = OutboxMessage.objects.filter(appointment=visit).order_by("pk")
    assert [m.template for m in said] == ["reminder_48h", "visit.cancelled_by_centre"]
    assert all(who.address not in str(m.variables) for m in said)
    assert said[0].variables["said"] == {
        "message": "reminder.first_complete",
        "language": "en",
        "version": version("reminder.first_complete", "en"),
    }


def test_the_version_of_a_wording_is_that_of_its_very_words() -> None:
    assert version("reminder.first", "en") != version("reminder.first", "pt")
    assert version("reminder.first", "en") == hashlib.sha256(wording("reminder.first", "en").encode()).hexdigest()[:12]
    assert wording("reminder.first", "xx") == wording("reminder.first", "en")
