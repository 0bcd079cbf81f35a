"""What could not be answered: alike questions together, the most asked first, and settled once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from actions.answers import demand, unanswered
from actions.answers.coverage import counts, matrix
from actions.answers.models import Approval, Demand, ProposedQuestion, Unanswered, WantedConcept
from actions.answers.publish import load
from actions.answers.reviews import reviews
from actions.appointments.models import Contact
from knowledge.packs import packs
from tests.actions.chat import Chat


@pytest.fixture
def ana(database: object) -> Any:
    return get_user_model().objects.create_user("ana")


def ask(words: str, language: str = "pt", minutes: int = 0) -> Unanswered:
    at = datetime.fromisoformat("2026-11-23T09:00+00:00") + timedelta(minutes=minutes)
    return Unanswered.objects.create(language=language, territory="pt", words=words, ranking=["tax_number"], at=at)


def test_alike_questions_are_one_group_and_the_most_asked_comes_first(database: object) -> None:
    ask("posso importar o meu carro")
    ask("quero trazer a minha mota da Ucrânia")
    ask("Posso importar o meu carro?", minutes=1)
    ask("o meu carro posso importar", minutes=2)
    ask("posso importar o meu carro", language="es")
    first, *rest = unanswered.groups({"pt", "es"})
    assert (first.asked, first.language, first.guesses) == (3, "pt", ["tax_number"])
    assert sorted(group.asked for group in rest) == [1, 1]


def test_other_languages_than_the_accounts_are_not_shown_but_unrecognised_ones_are(database: object) -> None:
    ask("um")
    ask("ዝኾነ", language="und")
    assert [group.language for group in unanswered.groups({"hi"})] == ["und"]


def test_a_group_becomes_training_questions_and_leaves_the_queue(ana: Any) -> None:
    rows = [ask("onde é o nif"), ask("onde fica o nif")]
    assert unanswered.to_training(rows, "tax_number", ["onde é o nif"], "pt", ana) == 1
    assert unanswered.to_training([], "tax_number", ["onde é o nif"], "pt", ana) == 0
    assert unanswered.groups({"pt"}) == []
    assert ProposedQuestion.objects.get().concept == "tax_number"
    with pytest.raises(KeyError):
        unanswered.to_training([], "no_such_concept", ["x"], "pt", ana)


def test_a_need_nobody_covers_is_noted_with_its_wordings(ana: Any) -> None:
    unanswered.to_wanted([ask("posso importar o carro")], "Can I import my car?", "services", ana)
    assert WantedConcept.objects.get().wordings == [["pt", "posso importar o carro"]]


def test_nothing_is_dismissed_without_a_reason(ana: Any) -> None:
    row = ask("x")
    with pytest.raises(ValueError, match="reason"):
        unanswered.dismiss([row], " ", ana)
    unanswered.dismiss([row], "a joke", ana)
    row.refresh_from_db()
    assert (row.state, row.reason, row.settled_by) == ("dismissed", "a joke", "ana")


def asks_what_is_offered(person: Contact, words: str) -> Chat:
    load(packs()["pt"])
    return Chat(person).says(words, "unsure", "residence_permit_renewal", "offer")


@pytest.mark.parametrize("way", ["taps", "says"])
def test_the_wording_of_an_offer_that_did_not_fit_goes_to_the_mediators_without_personal_data(
    person: Contact, monday: datetime, way: str
) -> None:
    chat = asks_what_is_offered(person, "my cousin Ana wants to use my card, call 912 345 678")
    assert not Unanswered.objects.exists()
    getattr(chat, way)("0")
    row = Unanswered.objects.get()
    assert "my card" in row.words and "912" not in row.words
    assert (row.language, row.territory, row.ranking[0]) == ("en", "pt", "residence_permit_renewal")


def test_an_offer_that_was_taken_goes_to_nobody(person: Contact, monday: datetime) -> None:
    asks_what_is_offered(person, "my card and my cousin").taps("1")
    assert not Unanswered.objects.exists()


def test_demand_is_counted_by_day_and_shown_in_the_matrix(database: object, monday: datetime) -> None:
    load(packs()["pt"])
    for _ in range(3):
        demand.asked("pt", "tax_number", "ti", monday)
    demand.asked("pt", "tax_number", "ti", monday - timedelta(days=100))
    assert Demand.objects.count() == 2
    (line,) = [found for found in matrix(packs()["pt"], ["pt", "ti"], monday) if found.concept.id == "tax_number"]
    assert [(cell.state, cell.asked) for cell in line.cells] == [("draft", 0), ("missing", 3)]
    assert counts([line])["missing"] == 1


def test_the_calendar_has_the_earliest_day_first(database: object, monday: datetime) -> None:
    load(packs()["pt"])
    found = reviews(packs()["pt"], monday.date())
    assert [r.day for r in found] == sorted(r.day for r in found) and len(found) > 100


def test_a_check_near_its_day_is_the_review_and_an_older_one_is_not(
    database: object, ana: Any, monday: datetime
) -> None:
    load(packs()["pt"])
    first = reviews(packs()["pt"], monday.date())[0]
    Approval.objects.create(version_id=first.version, account=ana, kind="still_right", at=monday)
    found = {r.facts.concept: r for r in reviews(packs()["pt"], first.day + timedelta(days=1))}
    assert (found[first.facts.concept].confirmed, found[first.facts.concept].overdue) == (True, False)
    Approval.objects.update(at=monday - timedelta(days=200))
    found = {r.facts.concept: r for r in reviews(packs()["pt"], first.day + timedelta(days=1))}
    assert (found[first.facts.concept].confirmed, found[first.facts.concept].overdue) == (False, True)
