"""Two questions in one message: one is answered, the other is one tap away."""

from __future__ import annotations

import pytest

from tests.conftest import Assistant

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("How do I get a NIF? How do I enrol my daughter in school?", "tax_number", "school_enrolment"),
        ("Preciso de renovar o cartão. Quanto custa a creche?", "nursery", "residence_permit_renewal"),
        ("मुझे NIF कैसे मिलेगा? और मेरी पत्नी को कैसे बुला सकता हूँ?", "tax_number", "family_reunification_who"),
    ],
)
def test_the_second_question_stands_first_in_the_menu(
    assistant: Assistant, now: str, text: str, first: str, second: str
) -> None:
    person = assistant.person(f"two-{first}-{second}").says(text)
    answered = person.last["concept"]
    assert {answered, person.says("1").last["concept"]} == {first, second}


def test_on_sms_the_second_question_follows_the_full_text(assistant: Assistant, now: str) -> None:
    person = assistant.person("+351917770999", "sms")
    person.says("Preciso de renovar o cartão. Quanto custa a creche?")
    assert person.says("2").last["concept"] == "residence_permit_renewal"


def test_three_questions_that_are_not_clear_together_are_all_offered(assistant: Assistant, now: str) -> None:
    person = assistant.person("three").says("how to get nif? how do i bring my husband? how much is the renewal?")
    assert person.last["kind"] in ("offer", "answer")
    labels = " ".join(button["label"] for button in person.last["buttons"])
    assert "NIF" in labels + person.last["text"] and "cost" in labels
