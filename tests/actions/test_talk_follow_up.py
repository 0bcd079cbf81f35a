"""After an answer a bare question is about it first; beside the numbers of danger stands what was asked."""

from __future__ import annotations

import pytest

from actions.answers.publish import load
from actions.appointments.models import Contact
from knowledge.packs import packs
from tests.actions.chat import Chat

FEES, NIF = "residence_permit_fees", "tax_number"


@pytest.fixture
def chat(person: Contact, monday: object) -> Chat:
    """Somebody who has just read how to get the NIF."""
    load(packs()["pt"])
    person.channel = "web"
    person.save()
    return Chat(person).says("how do I get a NIF", intent="faq", concept=NIF, decision="answer")


def test_a_bare_question_after_an_answer_is_about_that_answer_first(chat: Chat) -> None:
    chat.says("how much?", intent="faq", concept=FEES, decision="answer")
    assert [c.value for c in chat.last.choices if c.do == "answer"][:2] == [NIF, FEES]
    assert chat.taps("1").last.concept == NIF


def test_a_question_that_names_its_matter_is_answered(chat: Chat) -> None:
    assert chat.says("how much is the card?", intent="faq", concept=FEES, decision="answer").last.concept == FEES


def test_a_bare_question_after_nothing_is_what_it_is(person: Contact, chat: Chat) -> None:
    chat.says("start again", intent="start_again")
    assert chat.says("how much?", intent="faq", concept=FEES, decision="answer").last.concept == FEES


@pytest.mark.parametrize(("concept", "offered"), [("pregnancy_child_health", True), ("domestic_violence", False)])
def test_beside_the_numbers_of_danger_stands_what_was_asked_unless_it_tells_of_the_danger(
    chat: Chat, concept: str, offered: bool
) -> None:
    chat.says("I am pregnant", intent="urgent", concept=concept)
    assert (concept in [c.value for c in chat.last.choices]) is offered
    assert (concept in str(chat.memory)) is offered
