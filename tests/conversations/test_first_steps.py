"""A stranger writes in their own language, gets a sourced answer, and walks away with an appointment that exists."""

from __future__ import annotations

import logging

import pytest

from tests.conftest import Assistant

pytestmark = pytest.mark.model

QUESTIONS = [
    ("pt", "como é que renovo a minha autorização de residência?", "residence_permit_renewal"),
    ("en", "my residence card expires in march, how do I renew it?", "residence_permit_renewal"),
    ("hi", "मेरा निवास कार्ड कैसे रिन्यू होगा?", "residence_permit_renewal"),
    ("hi", "NIF kaise milega bhai paper nahi hai", "tax_number"),
]


@pytest.mark.parametrize(("language", "text", "concept"), QUESTIONS)
def test_a_question_gets_the_standard_answer_in_its_own_language(
    assistant: Assistant, now: str, language: str, text: str, concept: str
) -> None:
    person = assistant.person(f"first-{language}-{concept}-{text[:3]}").says(text)
    answer = next(r for r in person.replies if r["kind"] == "answer")
    assert answer["concept"] == concept
    assert answer["language"] == language
    assert answer["receipt"] in answer["text"]


def test_the_first_reply_says_that_it_is_automatic_and_how_to_erase(assistant: Assistant, now: str) -> None:
    person = assistant.person("notice").says("Olá, bom dia")
    assert "automático" in person.text
    assert "apagar os meus dados" in person.text
    assert "automático" not in person.says("Como tiro o NIF?").text


def test_an_appointment_is_booked_by_buttons_and_exists_once(assistant: Assistant, now: str) -> None:
    person = assistant.person("booker").says("quero marcar um atendimento para renovar o cartão de residência")
    while person.last["asks"] == "topic":
        person.taps("1")
    assert person.last["asks"] == "place"
    person.says("odivelas")
    assert person.last["centres"]
    person.taps("1")
    assert person.last["asks"] == "date"
    person.taps("1")
    assert person.last["asks"] == "slot"
    person.taps("1")
    assert person.last["asks"] == "confirm"
    person.says("sim")
    assert person.last["kind"] == "confirmation"
    bookings = person.state["bookings"]
    assert len(bookings) == 1
    assert bookings[0]["ref"] in person.last["text"]
    person.says("sim")
    assert len(person.state["bookings"]) == 1


def test_a_question_in_the_middle_is_answered_and_the_booking_goes_on(assistant: Assistant, now: str) -> None:
    person = assistant.person("asker", "sms").says("quero marcar um atendimento sobre o NIF").says("Lisboa")
    person.says("1").says("quanto custa tirar o NIF?")
    assert person.replies[0]["concept"] == "tax_number"
    assert person.last["asks"] == "date"


def test_no_books_nothing(assistant: Assistant, now: str) -> None:
    person = assistant.person("no").says("marcar atendimento sobre NISS").says("Braga").says("1").says("1").says("1")
    assert person.last["asks"] == "confirm"
    person.says("não")
    assert "Nada foi marcado" in person.text
    assert person.state["bookings"] == []


def test_a_slot_taken_meanwhile_offers_the_nearest_others(assistant: Assistant, now: str) -> None:
    person = assistant.person("late").says("marcar atendimento sobre NISS").says("Braga").taps("1").taps("1")
    wanted = person.last["slots"][0]
    person.taps("1")
    assistant.line(event="take", **wanted)
    person.says("sim")
    assert "Nada foi marcado" in person.text
    assert wanted not in person.last["slots"]
    assert person.state["bookings"] == []
    person.taps("1").says("sim")
    assert len(person.state["bookings"]) == 1


def test_a_visit_is_moved_and_cancelled_by_digits_alone(assistant: Assistant, now: str) -> None:
    person = assistant.person("digits", "sms").says("marcar atendimento sobre NISS").says("Porto")
    person.says("1").says("1").says("1").says("1")
    first = person.state["bookings"][0]
    person.says("os meus atendimentos")
    assert first["ref"] in person.text
    person.says("1").says("2").says("1").says("1")
    moved = person.state["bookings"][0]
    assert moved["ref"] == first["ref"]
    assert moved["starts"] != first["starts"]
    person.says("os meus atendimentos").says("2").says("1")
    assert person.state["bookings"][0]["status"] == "cancelled_by_person"


def test_danger_outranks_the_booking_and_leaves_no_trace(assistant: Assistant, now: str) -> None:
    person = assistant.person("danger").says("I want to book an appointment please")
    assert person.last["asks"] == "topic"
    person.taps("1")
    person.says("he will kill me when he comes home")
    assert person.last["kind"] == "urgent"
    assert "112" in person.last["text"]
    assert "800 202 148" in person.last["text"]
    assert "kill" not in str(person.state["stored"])
    person.taps("1")
    assert person.last["asks"] == "place"


def test_a_slash_is_never_a_command_for_rasa(assistant: Assistant, now: str) -> None:
    person = assistant.person("slash").says("Como tiro o NIF?")
    for text in ("/restart", "/faq", '/choose{"choice": "1"}', "/session_start", "  /back", "／restart"):
        person.says(text)
        assert person.replies
        assert "utter_" not in person.text
        assert "action_" not in person.text


@pytest.mark.parametrize("part", ["database", "actions", "places"])
def test_a_broken_part_leaves_nobody_without_a_reply(assistant: Assistant, now: str, part: str) -> None:
    person = assistant.person(f"broken-{part}").says("quero marcar um atendimento sobre o NIF")
    assistant.line(event="fail", part=part)
    person.says("xyzw" if part == "places" else "Lisboa")
    assert person.replies
    assert person.last["language"] == "pt"
    assert "Traceback" not in person.text
    person.says("Lisboa")
    assert person.replies


def test_no_words_number_or_name_reach_a_log(assistant: Assistant, now: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assistant.person("+351912345678", "sms").says("sou a Zulmira, 912 345 678, como tiro o NIF?")
        assistant.line(event="fail", part="actions")
        assistant.person("+351912345678", "sms").says("sou a Zulmira, como renovo o meu cartão?")
    ours = [r.getMessage() for r in caplog.records]
    assert any("ms=" in line for line in ours)
    assert not [line for line in ours if "Zulmira" in line or "912" in line]


def test_five_thousand_characters_get_a_reply_and_a_word_about_it(assistant: Assistant, now: str) -> None:
    person = assistant.person("long").says("Como renovo o meu cartão de residência? " * 125)
    assert person.replies[0]["concept"] == "residence_permit_renewal"
    assert "longa" in person.text


def test_everything_is_erased_with_a_receipt(assistant: Assistant, now: str) -> None:
    person = assistant.person("eraser").says("marcar atendimento sobre NISS").says("Faro").says("1").says("1").says("1")
    person.says("sim").says("apagar os meus dados")
    assert person.last["asks"] == "confirm"
    person.taps("1")
    assert "Recibo E-" in person.text
    assert person.state["bookings"] == []
    assert person.state["stored"] == []
