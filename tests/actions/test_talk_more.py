"""'More': the full text where a short one was sent, with its source; elsewhere how to go on, never the same again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from chat import Chat

from actions.answers.publish import load
from actions.appointments.contacts import contact_for
from actions.dialogue import answering
from actions.dialogue.memory import Memory
from actions.dialogue.turn import Turn
from knowledge.packs import packs
from nlu.model import Understanding

NIF = "tax_number"
GUESSES = (("tax_number", 0.4), ("residence_permit_renewal", 0.3))


@pytest.fixture(autouse=True)
def answers(database: object, monday: datetime) -> None:
    """Portugal's answers in the languages of these tests."""
    pack = packs()["pt"]
    load(replace(pack, answers={key: found for key, found in pack.answers.items() if key[1] in ("pt", "en", "fa")}))


def who_asked(channel: str, language: str = "en") -> Chat:
    """Somebody who has just been told how to get the number."""
    chat = Chat(contact_for(channel, "+351900000009", "pt"), language)
    chat.contact.language = language
    chat.contact.save()
    return chat.says("how do I get a NIF", "faq", NIF, "answer")


def guessing(language: str, ranking: tuple[tuple[str, float], ...], monday: datetime) -> Turn:
    """A turn in which it is not sure what is meant."""
    heard = Understanding(
        "x", language, 1.0, "previous", (), None, False, "unsure", None, ranking, "offer", None, (), None
    )
    turn = Turn(contact_for("web", "w", "pt"), "web", heard, Memory(language=language), monday, "k", "pt")
    answering.offer(turn)
    return turn


@pytest.mark.parametrize("channel", ["web", "telegram", "whatsapp"])
def test_what_was_said_in_full_is_not_said_twice(channel: str) -> None:
    chat = who_asked(channel)
    steps = [(choice.do, choice.value) for choice in chat.last.choices if not choice.small]
    chat.says("more", "more")
    assert chat.text.startswith("There is nothing more to say about the last question.")
    assert [(choice.do, choice.value) for choice in chat.last.choices] == steps


def test_by_sms_the_full_text_ends_with_its_source() -> None:
    chat = who_asked("sms")
    code = chat.last.receipt
    chat.says("more", "more")
    answer = packs()["pt"].answers[NIF, "en"]
    assert chat.text.startswith(answer.text[:40])
    assert chat.text.splitlines()[-1].startswith("Source: ") and str(code) in chat.text.splitlines()[-1]


def test_without_a_question_there_is_still_a_way_on() -> None:
    chat = Chat(contact_for("web", "w", "pt")).says("more", "more")
    assert "nothing more" in chat.text and "human" in {choice.do for choice in chat.last.choices}


def test_while_questions_are_offered_they_are_offered_again(monday: datetime) -> None:
    turn = guessing("en", GUESSES, monday)
    shown = turn.replies[-1]
    answering.more(turn)
    assert turn.replies[-1].text == shown.text and turn.replies[-1].choices == shown.choices
    assert turn.memory.offered == [concept for concept, _ in GUESSES]


def test_a_title_that_is_not_written_in_a_language_is_shown_in_one_its_readers_read(monday: datetime) -> None:
    pack = packs()["pt"]
    missing = [c for c in pack.facts if (c, "fa") not in pack.answers and (c, "en") in pack.answers]
    ranking = tuple((concept, 0.3) for concept in (missing[0], NIF))
    labels = [choice.label for choice in guessing("fa", ranking, monday).replies[-1].choices]
    assert labels[:2] == [pack.answers[missing[0], "en"].title, pack.answers[NIF, "fa"].title]
