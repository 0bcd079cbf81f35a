"""What decides needs a yes to the question itself: politeness after something else neither books nor cancels."""

from __future__ import annotations

import pytest

from actions import clock
from actions.answers import handover
from actions.answers.models import Handover
from actions.appointments.models import Appointment, Contact, Status
from actions.appointments.optouts import is_opted_out
from actions.dialogue import memory as memories
from tests.actions.chat import Chat
from tests.actions.test_talk_another_time import chat as booked  # noqa: F401


def coming(chat: Chat) -> int:
    """How many visits are booked."""
    return Appointment.objects.filter(contact=chat.contact, status=Status.BOOKED).count()


@pytest.mark.parametrize("beside", ["what does the card cost?", "sorry, I made a mistake"])
def test_thanks_after_something_else_cancels_nothing(booked: Chat, beside: str) -> None:  # noqa: F811
    booked.says("cancel my visit", intent="cancel").says(beside).says("ok thank you", intent="affirm")
    assert coming(booked) == 1 and booked.memory.asks == "confirm"
    booked.says("yes")
    assert coming(booked) == 0


def test_thanks_after_an_offer_cancels_nothing(booked: Chat) -> None:  # noqa: F811
    booked.says("cancel my visit", intent="cancel").says("hm that thing", "unsure", "tax_number", "offer")
    booked.says("ok thank you", intent="affirm")
    assert coming(booked) == 1


def test_ok_right_after_the_question_is_a_yes(booked: Chat) -> None:  # noqa: F811
    booked.says("cancel my visit", intent="cancel").says("ok")
    assert coming(booked) == 0


@pytest.mark.parametrize(("words", "left"), [("yes, cancel it", 0), ("no, don't cancel", 1), ("cancel", 1)])
def test_yes_cancel_is_a_yes_and_a_new_wish_to_cancel_is_none(booked: Chat, words: str, left: int) -> None:  # noqa: F811
    booked.says("cancel my visit", intent="cancel").says(words, intent="cancel")
    assert coming(booked) == left


def test_i_will_come_is_no_yes_to_a_cancellation(booked: Chat) -> None:  # noqa: F811
    booked.says("cancel my visit", intent="cancel").says("I will come", intent="affirm")
    assert coming(booked) == 1


def test_where_is_it_after_a_booking_shows_the_visit(booked: Chat) -> None:  # noqa: F811
    reference = Appointment.objects.get(contact=booked.contact).reference
    memories.keep(booked.contact, memories.Memory(language="en", booked=reference), clock.now())
    assert reference in booked.says("where is it?").text


def test_who_wants_nobody_any_more_is_written_to_by_nobody(person: Contact, monday: object) -> None:
    chat = Chat(person).says("I want to talk to somebody", intent="human")
    assert handover.is_open(person)
    chat.says("cancel that, don't write me", intent="cancel")
    assert "withdrawn" in chat.text and not handover.is_open(person)
    assert list(Handover.objects.values_list("words", flat=True)) == [""]


def test_stop_in_words_ends_the_wish_for_a_person_too(person: Contact, monday: object) -> None:
    chat = Chat(person).says("I want to talk to somebody", intent="human")
    chat.says("forget it, nobody shall write to me", intent="stop")
    assert is_opted_out(person) and not handover.is_open(person)


def test_stop_in_words_shows_what_is_still_booked(booked: Chat) -> None:  # noqa: F811
    booked.says("stop, I don't want it any more", intent="stop")
    assert coming(booked) == 1 and [c.do for c in booked.last.choices][:2] == ["change", "cancel"]
