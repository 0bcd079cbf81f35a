"""A question beside a yes is answered first: nothing is booked by it, and nothing is dropped."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import pytest
from chat import Chat

from actions.answers.publish import load
from actions.appointments.contacts import contact_for
from actions.appointments.models import Appointment
from actions.dialogue import memory as memories
from actions.dialogue.beside import sign
from actions.directory.models import Centre
from knowledge.packs import packs


@pytest.fixture
def asked(centre: Centre, monday: datetime) -> Chat:
    """Somebody whose booking lacks only the yes."""
    whole = packs()["pt"]
    kept = {k: a for k, a in whole.answers.items() if k[0] in ("tax_number", "residence_permit_fees")}
    load(dataclasses.replace(whole, answers=kept))
    chat = Chat(contact_for("web", "w", "pt"))
    memory = memories.Memory(language="en", draft=memories.Draft(topic="tax_number", service="migrant_support"))
    memory.draft.lat, memory.draft.lon, memory.draft.place = 41.55, -8.42, "Braga"
    memories.keep(chat.contact, memory, monday)
    chat.says("go on", intent="greet")
    chat.taps("1").taps("1").taps("1")
    assert chat.last.asks == "confirm"
    return chat


@pytest.mark.parametrize("text", ["yes but how much is it?", "yes but how much is it", "yes, is it free?"])
@pytest.mark.parametrize(("concept", "decision"), [("residence_permit_fees", "offer"), (None, "dialogue")])
def test_a_question_beside_a_yes_books_nothing_and_the_yes_is_asked_again(
    asked: Chat, text: str, concept: str | None, decision: str
) -> None:
    asked.says(text, concept=concept, decision=decision)
    assert Appointment.objects.count() == 0
    assert [reply.concept for reply in asked.replies] == ["tax_number", None]
    assert asked.last.asks == "confirm"
    asked.says("yes")
    assert Appointment.objects.count() == 1


def test_a_question_with_a_need_of_its_own_gets_the_answer_to_that(asked: Chat) -> None:
    asked.says("yes but how much is the residence card?", concept="residence_permit_fees", decision="answer")
    assert asked.replies[0].concept == "residence_permit_fees"
    assert asked.last.asks == "confirm"


@pytest.mark.parametrize("text", ["yes", "yes please", "ok, thanks", "👍", "👍🏽", "1"])
def test_a_plain_yes_in_words_digits_or_signs_books(asked: Chat, text: str) -> None:
    asked.says(text)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("text", ["no", "👎", "👎🏿", "2"])
def test_a_plain_no_in_words_digits_or_signs_books_nothing(asked: Chat, text: str) -> None:
    asked.says(text)
    assert Appointment.objects.count() == 0
    assert "Nothing was booked" in asked.text


@pytest.mark.parametrize("intent", ["faq", "greet", "thanks", "help", "human", "nlu_fallback", "privacy_see"])
def test_after_any_interruption_the_yes_is_asked_again(asked: Chat, intent: str) -> None:
    asked.says("…", intent=intent, concept="tax_number" if intent == "faq" else None)
    assert asked.last.asks == "confirm"
    assert Appointment.objects.count() == 0


def test_a_thumb_in_the_middle_of_other_questions_is_a_thank_you_and_the_booking_goes_on(
    centre: Centre, asked: Chat
) -> None:
    asked.says("no").says("book", intent="book", concept="tax_number").says("👍")
    assert asked.last.asks == "place"


def test_a_choice_with_a_question_beside_it_takes_the_choice_and_keeps_the_menu(asked: Chat) -> None:
    asked.says("no").taps("1")
    memory = asked.memory
    memory.draft.lat, memory.draft.lon, memory.draft.centre = 41.55, -8.42, "demo-braga"
    memories.keep(asked.contact, memory, datetime.fromisoformat("2026-11-23T08:00:00+00:00"))
    asked.says("hi", intent="greet")
    assert asked.last.asks == "date"
    asked.says("1 but how much is it?")
    assert asked.replies[0].concept == "tax_number"
    assert asked.last.asks == "slot"
    assert asked.says("1").last.asks == "confirm"


def test_a_question_beside_the_yes_to_an_erasure_erases_nothing(asked: Chat) -> None:
    asked.says("no").says("delete my data", intent="privacy_erase")
    asked.says("yes but what is deleted?", intent="affirm")
    assert asked.last.asks == "confirm"
    assert "erases your messages" in asked.last.text


@pytest.mark.parametrize(
    ("text", "said"),
    [("👍", True), ("👍👍", True), ("✔️", True), ("👎", False), ("👍👎", None), ("", None), ("ok 👍", None)],
)
def test_only_signs_alone_are_read_as_signs(text: str, said: bool | None) -> None:
    assert sign(text) is said


def test_a_centre_that_was_only_looked_for_can_be_booked_from_there(asked: Chat) -> None:
    asked.says("no").says("where is the nearest centre?", intent="find_centre")
    memory = asked.memory
    assert memory.draft is not None and memory.draft.purpose == "find"
    memory.draft.lat, memory.draft.lon, memory.draft.place = 41.55, -8.42, "Braga"
    memories.keep(asked.contact, memory, datetime.fromisoformat("2026-11-23T08:00:00+00:00"))
    asked.says("hi", intent="greet").taps("1")
    assert asked.last.asks == "topic"
    asked.taps("1").taps("1").taps("1").says("yes")
    assert Appointment.objects.count() == 1


def test_a_centre_found_after_a_question_is_booked_about_that_question(asked: Chat) -> None:
    asked.says("no").says("NIF?", intent="faq", concept="tax_number")
    asked.says("where is the nearest centre?", intent="find_centre")
    memory = asked.memory
    memory.draft.lat, memory.draft.lon, memory.draft.place = 41.55, -8.42, "Braga"
    memories.keep(asked.contact, memory, datetime.fromisoformat("2026-11-23T08:00:00+00:00"))
    asked.says("hi", intent="greet").taps("1")
    assert asked.last.asks == "date"
    assert asked.memory.draft.topic == "tax_number"


@pytest.mark.parametrize("choice", ["1", "0"])
def test_a_question_that_was_not_understood_for_sure_leads_back_to_the_yes(asked: Chat, choice: str) -> None:
    asked.says("the number?", intent="unsure", concept="tax_number", decision="offer")
    assert asked.last.kind == "offer"
    asked.says(choice)
    assert asked.last.asks == "confirm"
    assert Appointment.objects.count() == 0
    asked.says("yes")
    assert Appointment.objects.count() == 1
