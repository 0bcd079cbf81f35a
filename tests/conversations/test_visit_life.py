"""The life of a visit, through the whole assistant: a question beside the yes, the sheet, reminders, and forgetting."""

from __future__ import annotations

import pytest

from tests.conftest import Assistant, Person

pytestmark = pytest.mark.model

BOOK = {"pt": "quero marcar um atendimento sobre o NIF", "en": "I want to book an appointment about the tax number NIF"}


def at_the_confirmation(assistant: Assistant, name: str, channel: str = "web", language: str = "pt") -> Person:
    """Somebody whose booking lacks only the yes."""
    person = assistant.person(name, channel).says(BOOK[language])
    while person.last["asks"] == "topic":
        person.says("1")
    person.says("Lisboa")
    for _ in range(5):
        if person.last["asks"] == "confirm":
            return person
        person.says("1")
    raise AssertionError(person.text)


@pytest.mark.parametrize(
    ("language", "text"),
    [("pt", "sim mas quanto custa?"), ("pt", "sim, mas é grátis?"), ("en", "yes but how much is it?")],
)
def test_a_question_beside_the_yes_is_answered_and_the_yes_asked_again(
    assistant: Assistant, now: str, language: str, text: str
) -> None:
    person = at_the_confirmation(assistant, f"beside-{text}", language=language).says(text)
    assert person.replies[0]["kind"] == "answer"
    assert person.last["asks"] == "confirm"
    assert person.state["bookings"] == []
    person.says("👍")
    assert len(person.state["bookings"]) == 1


@pytest.mark.parametrize("channel", ["web", "telegram", "sms", "whatsapp"])
def test_the_questions_after_the_booking_by_digits_on_every_channel(
    assistant: Assistant, now: str, channel: str
) -> None:
    person = at_the_confirmation(assistant, f"+3519100000{len(channel)}", channel).says("sim")
    assert person.last["kind"] == "confirmation"
    assert person.last["asks"] is None
    reference = person.state["bookings"][0]["ref"]
    assert reference in person.last["text"]
    person.says("1")
    assert person.last["asks"] == "papers"
    person.says("1 2")
    assert person.last["asks"] == "date"
    person.says("30 de novembro")
    assert person.last["asks"] is None
    person.says("5")
    assert person.last["asks"] == "confirm"
    assert "30/11" in person.text
    person.says("sim")
    assert person.last["kind"] == "confirmation"
    assert person.says("os meus atendimentos").last["text"].count(reference) == 1


def test_when_the_session_ends_no_word_of_it_is_stored(assistant: Assistant, now: str) -> None:
    person = assistant.person("forgetful").says("o meu cartão caducou e estou com muito medo da renovação")
    assert "medo" in str(person.state["stored"])
    assistant.line(event="tick", now="2026-11-23T09:29:00+00:00")
    assert "medo" in str(person.state["stored"])
    assistant.line(event="tick", now="2026-11-23T09:30:00+00:00")
    stored = person.state["stored"]
    assert not [row for row in stored if row["store"] == "conversations"]
    assert "medo" not in str(stored)
    assert person.says("marcar um atendimento").replies


def test_a_cancelled_time_is_offered_to_who_waits_and_one_digit_moves_the_visit(assistant: Assistant, now: str) -> None:
    early = assistant.person("gives-up").says(BOOK["pt"]).says("Beja").says("1").says("2").says("1").says("sim")
    patient = assistant.person("patient", "telegram").says(BOOK["pt"]).says("Beja").says("1").says("3").says("1")
    patient.says("sim").says("os meus atendimentos").says("3")
    assert "no máximo três vezes" in patient.text
    wanted = early.state["bookings"][0]["starts"]
    early.says("os meus atendimentos").says("2").says("1")
    sent = assistant.line(event="tick", now=now)["replies"]
    offers = [reply for reply in sent if reply["to"] == "patient"]
    assert len(offers) == 1
    patient.says("1")
    assert patient.state["bookings"][0]["starts"] == wanted


def test_a_reminder_is_answered_by_a_digit_of_any_script(assistant: Assistant, now: str) -> None:
    person = (
        assistant.person("+351910000077", "sms").says(BOOK["pt"]).says("Faro").says("1").says("3").says("1").says("1")
    )
    starts = person.state["bookings"][0]["starts"]
    before = f"{starts[:8]}{int(starts[8:10]) - 2:02d}T12:00:00+00:00"
    sent = [r for r in assistant.line(event="tick", now=before)["replies"] if r["to"] == "+351910000077"]
    assert [r["kind"] for r in sent] == ["reminder"]
    person.says("१")
    assert person.state["bookings"][0]["status"] == "confirmed"
