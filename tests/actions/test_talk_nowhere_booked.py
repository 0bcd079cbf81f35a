"""Where Farol books at no centre, no visit is promised: every way leads to the nearest centre and how it is booked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from chat import Chat
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions import clock
from actions.answers.publish import load
from actions.appointments.contacts import contact_for
from actions.dialogue import answering, booking_steps, small_talk
from actions.dialogue.dispatch import take
from actions.dialogue.memory import Memory
from actions.dialogue.turn import Turn
from actions.directory.load import load_centres
from actions.directory.models import Centre
from knowledge.packs import ROOT, Pack, packs
from locales.languages import languages
from nlu.model import Understanding

RENEWAL = "residence_permit_renewal"
NOWHERE = [territory for territory in packs() if territory != "pt"]
SPOKEN = [code for code, language in languages().items() if language.speak]


@pytest.fixture
def directory(database: object, monday: datetime) -> Iterator[None]:
    """Every territory with its centres, Portugal's with the demonstration, and one answer."""
    for territory, pack in packs().items():
        load(one_answer(pack))
        load_centres(ROOT / territory, demo=territory == "pt")
    yield


def one_answer(pack: Pack) -> Pack:
    """The pack with no more answers than these tests read."""
    return replace(pack, answers={key: found for key, found in pack.answers.items() if key == (RENEWAL, "en")})


def heard(intent: str = "greet", act: str | None = None, concept: str | None = None) -> Understanding:
    """A message in English of that intent; `act`: a wish it may mean."""
    ranking = ((concept, 0.6),) if concept else ()
    decision = "answer" if intent == "faq" else "dialogue"
    return Understanding(
        "x", "en", 1.0, "previous", (), None, False, intent, concept, ranking, decision, None, (), None, act=act
    )


def turn_in(territory: str, language: str = "en", channel: str = "web", said: Understanding | None = None) -> Turn:
    """A turn of somebody in `territory`."""
    who = contact_for(channel, f"{territory}{language}", territory)
    return Turn(who, channel, said or heard(), Memory(language=language), clock.now(), "k", territory)


def ways(turn: Turn) -> list[str]:
    """What the last menu leads to."""
    return [choice.do for choice in turn.replies[-1].choices]


@pytest.mark.parametrize("territory", NOWHERE)
def test_no_menu_offers_to_book_there(directory: None, territory: str) -> None:
    for act in (small_talk.greet, small_talk.help_, small_talk.about, small_talk.human, answering.more):
        turn = turn_in(territory)
        act(turn)
        assert "find_centre" in ways(turn) and "book" not in ways(turn), act.__name__
    for channel in ("web", "sms"):
        turn = turn_in(territory, channel=channel)
        answering.answer(turn, RENEWAL)
        assert "find_centre" in ways(turn) and "book" not in ways(turn), channel


@pytest.mark.parametrize("territory", NOWHERE)
def test_a_wish_to_book_that_is_only_guessed_is_offered_as_finding_a_centre(directory: None, territory: str) -> None:
    turn = turn_in(territory, said=heard("unsure", "book", RENEWAL))
    answering.offer(turn)
    assert ways(turn) == ["find_centre", "answer", "none_of_these"]


def test_the_greeting_promises_a_visit_only_where_one_can_be_booked(directory: None) -> None:
    for act in (small_talk.greet, small_talk.help_, answering.out_of_scope):
        for language in SPOKEN:
            said = {territory: first_words(act, turn_in(territory, language)) for territory in packs()}
            assert len({said[territory] for territory in NOWHERE}) == 1, language
            assert said["pt"] != said[NOWHERE[0]], language


def first_words(act: Callable[[Turn], None], turn: Turn) -> str:
    """What is said first when `act` is done."""
    act(turn)
    return turn.replies[0].text


@pytest.mark.parametrize("territory", packs())
def test_a_menu_asks_the_directory_once(directory: None, territory: str) -> None:
    turn = turn_in(territory)
    with CaptureQueriesContext(connection) as asked:
        small_talk.greet(turn)
        small_talk.help_(turn)
        answering.out_of_scope(turn)
    assert len([query for query in asked if "directory_centre" in query["sql"]]) == 1


def test_a_centre_that_is_closed_for_good_books_nothing(directory: None) -> None:
    assert turn_in("pt").books
    Centre.objects.filter(booking_mode="own").update(active=False)
    assert not turn_in("pt").books


@pytest.fixture
def chat(directory: None) -> Chat:
    """Somebody in Portugal who has written before."""
    return Chat(contact_for("web", "w", "pt"))


def test_a_wish_to_book_that_ends_elsewhere_leads_to_the_nearest_centre_there(chat: Chat) -> None:
    chat.says("I want an appointment about my card", "book", RENEWAL).says("Luxembourg", place="lu_luxembourg")
    assert "Nearest support centre:" in chat.text
    assert chat.text.count("I cannot book") == 1
    nearest = Centre.objects.get(pk=chat.last.centres[0]["id"])
    assert nearest.territory == "lu" and nearest.name in chat.text and nearest.address in chat.text
    assert [choice.do for choice in chat.last.choices] == ["human"]
    assert chat.memory.draft is None


@pytest.mark.parametrize("territory", NOWHERE)
def test_only_the_place_is_asked_and_the_matter_is_kept(directory: None, territory: str) -> None:
    turn = turn_in(territory, said=heard("book"))
    booking_steps.start(turn)
    assert turn.memory.asks == "place"
    turn.memory.draft = None
    booking_steps.find_centre(turn, RENEWAL)
    assert turn.memory.asks == "place" and turn.memory.draft
    assert turn.memory.draft.service == packs()[territory].facts[RENEWAL].service


@pytest.mark.parametrize("territory", NOWHERE)
def test_yes_after_an_answer_looks_for_a_centre(directory: None, territory: str) -> None:
    turn = turn_in(territory)
    answering.answer(turn, RENEWAL)
    turn.understanding = heard("affirm")
    take(turn)
    assert turn.memory.asks == "place"
