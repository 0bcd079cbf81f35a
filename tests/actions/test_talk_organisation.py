"""Staff of centres and bodies that want to open one are answered in three languages; nobody else is offered that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from chat import Chat

from actions.answers.coverage import counts, matrix
from actions.answers.publish import load
from actions.appointments.contacts import contact_for
from actions.dialogue import answering
from actions.dialogue.memory import Memory
from actions.dialogue.turn import Turn
from actions.directory.models import Centre
from knowledge.packs import ORGANISATION_LANGUAGES, concepts, packs
from nlu.examples import concept_of, read_examples
from nlu.model import Understanding

BODIES = [concept for concept in concepts().values() if concept.for_organisations]


@pytest.fixture
def chat(database: object, monday: datetime) -> Chat:
    """Somebody who writes to an assistant that has its answers."""
    load(packs()["pt"])
    return Chat(contact_for("web", "w", "pt"))


def offered(chat: Chat, ranking: list[str], monday: datetime) -> list[str]:
    """The concepts of the three guesses for this ranking."""
    found = tuple(zip(ranking, (0.55, 0.2, 0.1, 0.05, 0.02), strict=False))
    heard = Understanding("x", "en", 1.0, "previous", (), None, False, "unsure", None, found, "offer", None, (), None)
    turn = Turn(chat.contact, "web", heard, Memory(language="en"), monday, "k", "pt")
    answering.offer(turn)
    return turn.memory.offered


def test_every_question_of_an_organisation_is_answered_and_asked_in_the_three_languages() -> None:
    asked = {(example.language, concept_of(example.label)) for example in read_examples()}
    assert len(BODIES) == 12
    for concept in BODIES:
        for language in ORGANISATION_LANGUAGES:
            assert (concept.id, language) in packs()["pt"].answers
            assert (language, concept.id) in asked
        assert not concept.wanted_in("hi") and concept.wanted_in("fr")


def test_they_are_no_guess_for_a_person(chat: Chat, monday: datetime) -> None:
    found = offered(
        chat, ["tax_number", "claim_funding", "support_centre_what", "claim_sign", "migrant_helpline"], monday
    )
    assert found == ["tax_number", "support_centre_what", "migrant_helpline"]


def test_they_are_guessed_when_one_of_them_is_the_likeliest(chat: Chat, monday: datetime) -> None:
    assert offered(chat, ["claim_funding", "claim_models", "tax_number"], monday)[:2] == [
        "claim_funding",
        "claim_models",
    ]


def test_they_are_guessed_when_much_of_the_ranking_is_theirs(chat: Chat, monday: datetime) -> None:
    ranking = ["eu_citizen_registration", "claim_how_to_open", "claim_models", "housing_support"]
    assert offered(chat, ranking, monday)[1] == "claim_how_to_open"


def test_an_organisation_is_answered_with_its_source_and_not_sent_to_a_centre(chat: Chat, centre: Centre) -> None:
    chat.says("how do we open a CLAIM?", intent="faq", concept="claim_how_to_open", decision="answer")
    assert "expression of interest" in chat.text and "AIMA" in chat.text
    ways = {choice.do for choice in chat.last.choices}
    assert "human" in ways and not ways & {"book", "find_centre"}
    chat.says("what is a CLAIM?", intent="faq", concept="support_centre_what", decision="answer")
    assert [c for c in chat.last.choices if c.do == "book"]


def test_what_nobody_is_to_translate_is_not_counted_as_missing(chat: Chat, monday: datetime) -> None:
    lines = [line for line in matrix(packs()["pt"], ["pt", "hi"], monday) if line.concept.for_organisations]
    assert counts(lines)["missing"] == 0 and counts(lines)["draft"] == len(BODIES)
    others = [replace(line, concept=replace(line.concept, topic="work")) for line in lines]
    assert counts(others)["missing"] == len(BODIES)
