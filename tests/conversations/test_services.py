"""Services through the whole assistant: gate, trained understanding, rules, directory."""

from __future__ import annotations

import pytest

from tests.conftest import Assistant

pytestmark = pytest.mark.model

FIRST_IN_CLERMONT = "Plateforme « Apprendre le français »"


@pytest.mark.parametrize(("text", "language"), [
    ("French classes in Clermont for my son of 19", "en"),
    ("Aulas de francês em Clermont para o meu filho de 19 anos", "pt"),
    ("دروس فرنسية في كليرمون لابني عمره 19 سنة", "ar"),
    ("Курси французької в Клермоні для мого сина, 19 років", "uk"),
])  # fmt: skip
def test_the_right_rows_in_the_persons_language(assistant: Assistant, now: str, text: str, language: str) -> None:
    person = assistant.person(f"services-{language}").says(text)
    assert FIRST_IN_CLERMONT in person.text and "2019" in person.text
    assert person.last["language"] == language


def test_what_ended_in_luxembourg_is_named_as_ended(assistant: Assistant, now: str) -> None:
    person = assistant.person("services-lu").says("psychological help for refugees in Luxembourg")
    assert "The project Chrysalis ended in Dec 2024" in person.text
    assert "AIMA" not in person.text, "never the rule of another territory"


def test_who_lives_in_a_small_municipality_turns_to_its_own_centre_first(assistant: Assistant, now: str) -> None:
    person = assistant.person("services-be").says("who helps primo-arrivals in Evergem")
    assert person.text.index("CPAS / OCMW") < person.text.index("VIA (Voortraject Integratie)")


def test_more_by_sms_is_a_digit(assistant: Assistant, now: str) -> None:
    person = assistant.person("+351910000077", "sms").says("French classes in Clermont for my son of 19")
    first = person.text
    assert "ALF" in first
    assert "ALF" not in person.says("1").text
