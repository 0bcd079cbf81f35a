"""Only what the contact of a territory is known to do is promised there, in every language."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.answers import contact_words
from actions.appointments.contacts import contact_for
from actions.dialogue import answering, small_talk
from actions.dialogue.memory import Memory
from actions.dialogue.turn import Turn
from knowledge.packs import packs
from locales.catalogue import say
from locales.languages import languages
from nlu.model import Understanding

SPOKEN = [code for code, language in languages().items() if language.speak]
NOT_WRITTEN = next(code for code, language in languages().items() if not language.speak)


def turn_in(territory: str, monday: datetime) -> Turn:
    """A turn in English of somebody in `territory`."""
    heard = Understanding("x", "en", 1.0, "previous", (), None, False, "greet", None, (), "dialogue", None, (), None)
    return Turn(contact_for("web", territory, territory), "web", heard, Memory(language="en"), monday, "k", territory)


@pytest.mark.parametrize("territory", packs())
def test_an_interpreter_is_promised_only_where_the_contact_has_one(
    database: object, monday: datetime, territory: str
) -> None:
    turn = turn_in(territory, monday)
    small_talk.not_yet(turn, NOT_WRITTEN)
    assert ("An interpreter can help by phone" in turn.replies[0].text) == packs()[territory].contact_interprets


@pytest.mark.parametrize("territory", packs())
def test_an_answer_that_is_not_written_promises_no_more_than_the_contact_gives(
    database: object, monday: datetime, territory: str
) -> None:
    turn = turn_in(territory, monday)
    answering.no_answer(turn, "unpaid_wages")
    every = packs()[territory].contact_every_matter
    assert ("can tell you" in turn.replies[0].text) == every
    assert (packs()[territory].contact_phones[0] in turn.replies[0].text) == every


def test_a_contact_for_some_matters_is_named_for_those_only(database: object, monday: datetime) -> None:
    turn = turn_in("be", monday)
    answering.no_answer(turn, "asylum_rights")
    assert packs()["be"].contact_phones[0] in turn.replies[0].text


@pytest.mark.parametrize("language", SPOKEN)
def test_the_number_for_danger_stands_beside_a_language_that_is_not_written(language: str) -> None:
    assert "112" in say("urgent.in_danger", language)


def test_who_writes_a_language_that_is_not_written_is_told_of_112_and_that_no_papers_are_needed(
    database: object, monday: datetime
) -> None:
    turn = turn_in("be", monday)
    small_talk.not_yet(turn, NOT_WRITTEN)
    assert "call 112" in turn.replies[0].text and "do not need papers" in turn.replies[0].text


@pytest.mark.parametrize("language", SPOKEN)
def test_each_promise_names_the_line_and_its_number(language: str) -> None:
    pack = packs()["pt"]
    for said in (
        contact_words.interpreter(pack, language),
        contact_words.can_tell(pack, language, "tax_number"),
        contact_words.where_to_go(pack, language, ""),
    ):
        assert pack.contact_name in said and pack.contact_phones[0] in said
