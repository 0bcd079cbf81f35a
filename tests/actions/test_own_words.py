"""The wording that led to a visit reaches the desk redacted, and only once the summary that shows it is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from chat import Chat

from actions import clock
from actions.appointments import retention, triage
from actions.appointments.contacts import contact_for
from actions.appointments.erasure import erase, export
from actions.appointments.models import Appointment, TriageSheet
from actions.dialogue import memory as memories
from actions.dialogue import own_words
from actions.directory.models import Centre

ASKED = "my boss says I need a NIF, call me at 912 345 678"
SEEN = "my boss says I need a NIF, call me at […]"


@pytest.fixture
def asking(make_centre: Callable[..., Centre], monday: datetime) -> Chat:
    """Somebody who can book at one centre, and whose place is known."""
    make_centre(languages=["en"])
    return Chat(contact_for("web", "w", "pt"))


def books(chat: Chat) -> Chat:
    """From the wish for a visit to the booked one, and its invitation."""
    memory = chat.memory
    assert memory.draft is not None
    memory.draft.lat, memory.draft.lon, memory.draft.place = 41.55, -8.42, "Braga"
    memories.keep(chat.contact, memory, clock.now())
    chat.says("hello", intent="greet").taps("1").taps("1").taps("1")
    return chat.says("yes")


def to_summary(chat: Chat) -> Chat:
    """Every question skipped, up to the summary."""
    chat.says("1")
    while chat.last.asks != "confirm":
        chat.says("9")
    return chat


def asks(chat: Chat, text: str = ASKED, concept: str = "tax_number") -> Chat:
    """A question that is answered."""
    return chat.says(text, intent="faq", concept=concept, decision="answer")


def sheet() -> TriageSheet:
    """The only sheet."""
    return TriageSheet.objects.get()


def test_the_question_that_led_to_the_visit_stands_on_the_confirmed_sheet_without_numbers(asking: Chat) -> None:
    to_summary(books(asks(asking).says("I want an appointment", intent="book")))
    assert f"Your words: “{SEEN}”" in asking.last.text
    assert TriageSheet.objects.count() == 0
    asking.says("1")
    assert sheet().words == SEEN
    shown = triage.sheet(Appointment.objects.get())
    assert shown.words == SEEN and "NIF" in shown.topic
    assert asking.memory.words == ""


def test_it_can_be_left_out_and_is_then_nowhere(asking: Chat) -> None:
    to_summary(books(asks(asking).says("I want an appointment", intent="book")))
    asking.taps("Leave my words out")
    assert "my boss" not in asking.text and asking.last.asks == "confirm"
    assert "my boss" not in str(asking.memory)
    asking.says("1")
    assert sheet().words == ""


def test_nothing_is_kept_of_it_when_the_questions_are_declined(asking: Chat) -> None:
    books(asks(asking).says("I want an appointment", intent="book")).says("0")
    assert TriageSheet.objects.count() == 0 and "my boss" not in str(asking.memory)


def test_a_question_chosen_from_three_keeps_the_wording_of_the_message_before(asking: Chat) -> None:
    memories.keep(
        asking.contact,
        memories.Memory(language="en", offered=["tax_number"], words=SEEN),
        clock.now(),
    )
    asking.says("x", intent="greet")
    memory = asking.memory
    memory.choices, memory.offered = [memories.Choice("1", "NIF", "answer", "tax_number")], ["tax_number"]
    memories.keep(asking.contact, memory, clock.now())
    asking.says("1")
    assert (asking.memory.words, asking.memory.words_about) == (SEEN, "tax_number")


def test_words_about_another_question_do_not_go_with_the_visit(asking: Chat) -> None:
    books(asks(asking).says("I want an appointment", intent="book"))
    asks(asking, "and my child, which school?", "school_enrolment")
    memory = asking.memory
    assert memory.words_about == "school_enrolment"
    visit = Appointment.objects.get()
    memory.choices = [memories.Choice("1", "Prepare", "triage", visit.reference)]
    memories.keep(asking.contact, memory, clock.now())
    to_summary(asking)
    assert "school" not in asking.last.text


def test_danger_forgets_the_wording_and_its_own_words_are_never_held(asking: Chat) -> None:
    asks(asking)
    assert asking.memory.words == SEEN
    asking.says("he beats me", intent="urgent")
    assert asking.memory.words == "" and "beats" not in str(asking.memory)


def test_the_wording_is_forgotten_thirty_minutes_after_the_last_message(asking: Chat, monday: datetime) -> None:
    asks(asking)
    later = monday + timedelta(minutes=31)
    with clock.frozen(later):
        assert memories.forget_unfinished(later - timedelta(minutes=30)) == 1
        assert asking.memory.words == "" and asking.memory.concept == "tax_number"
        assert memories.forget_unfinished(later - timedelta(minutes=30)) == 0


def test_a_person_sees_the_kept_words_and_erases_them(asking: Chat) -> None:
    to_summary(books(asks(asking).says("I want an appointment", intent="book"))).says("1")
    assert SEEN in str(export(asking.contact))
    erase(asking.contact)
    assert sheet().words == ""


def test_the_kept_words_are_blanked_thirty_days_after_the_visit(asking: Chat) -> None:
    to_summary(books(asks(asking).says("I want an appointment", intent="book"))).says("1")
    visit = Appointment.objects.get()
    with clock.frozen(visit.starts + timedelta(days=29)):
        retention.sweep()
        assert sheet().words == SEEN
    with clock.frozen(visit.starts + timedelta(days=31)):
        retention.sweep()
        assert sheet().words == ""


def test_long_wordings_are_cut_and_stand_on_one_line() -> None:
    cut = own_words.short("why\n" + "very " * 200)
    assert len(cut) <= own_words.MOST and cut.startswith("why very") and cut.endswith("…") and "\n" not in cut
