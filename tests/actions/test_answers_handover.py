"""A mediator has the conversation: the assistant is silent, visibly, and nobody is left between the two."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from actions import clock
from actions.answers import handover
from actions.answers.handover import NotYours
from actions.answers.models import Handover, HandoverLine
from actions.appointments import outbox
from actions.appointments.contacts import contact_for
from actions.appointments.erasure import erase
from actions.appointments.models import Contact, OutboxMessage
from actions.dialogue.run import Outcome, run, waited_for
from actions.directory.models import Centre
from nlu.model import Understanding


@pytest.fixture
def ana(database: object) -> Any:
    return get_user_model().objects.create_user("ana")


@pytest.fixture
def asked(monday: datetime, person: Contact) -> Handover:
    return Handover.objects.create(
        contact=person, language="hi", concept="tax_number", words="मदद", at=monday, state="waiting"
    )


def sentences() -> list[str]:
    return [m.variables.get("sentence", "") for m in OutboxMessage.objects.order_by("pk")]


def hears(person: Contact, intent: str = "faq", text: str = "…", asks: str | None = None) -> bool:
    return handover.hears(person, intent, text, asks, clock.now())


def test_the_person_is_told_who_answers_now_and_the_assistant_is_silent(
    asked: Handover, person: Contact, ana: Any
) -> None:
    assert not hears(person)
    handover.take(asked, ana)
    assert sentences() == ["handover.taken"]
    assert hears(person, text="और यह?")
    assert [line.words for line in asked.lines.all()] == ["और यह?"]


@pytest.mark.parametrize("intent", ["urgent", "stop", "privacy_erase", "privacy_see"])
def test_danger_stop_and_rights_are_answered_all_the_same(
    asked: Handover, person: Contact, ana: Any, intent: str
) -> None:
    handover.take(asked, ana)
    assert not hears(person, intent)
    assert asked.lines.count() == 0


def turn(person: Contact, intent: str, text: str, key: str) -> Outcome:
    """One whole turn, as Rasa's action takes it."""
    heard = Understanding(text, "hi", 1.0, "detected", ("hi",), None, False, intent, "tax_number", (), "answer",
                          "violence" if intent == "urgent" else None, (), None)  # fmt: skip
    said = {"contact": person.public_id, "channel": person.channel, "key": key, "territory": "pt"}
    return run(said, heard)


def test_a_whole_turn_says_nothing_while_a_mediator_has_the_conversation_except_in_danger(
    asked: Handover, person: Contact, ana: Any
) -> None:
    handover.take(asked, ana)
    assert turn(person, "thanks", "धन्यवाद", "k1").replies == ()
    danger = turn(person, "urgent", "वह मुझे मारता है", "k2")
    assert danger.urgent and "112" in danger.replies[0].text
    assert [line.words for line in asked.lines.all()] == ["धन्यवाद"]
    handover.give_back(asked, ana)
    assert turn(person, "thanks", "धन्यवाद", "k3").replies


def test_the_menu_of_such_an_answer_can_be_answered(asked: Handover, person: Contact, ana: Any) -> None:
    handover.take(asked, ana)
    assert not hears(person, "affirm", "yes", asks="confirm")
    assert hears(person, "faq", "yes but", asks="confirm")


def test_two_mediators_cannot_take_the_same_conversation(asked: Handover, ana: Any) -> None:
    rui = get_user_model().objects.create_user("rui")
    handover.take(asked, ana)
    with pytest.raises(NotYours):
        handover.take(Handover.objects.get(), rui)
    with pytest.raises(NotYours):
        handover.write(Handover.objects.get(), rui, "handover_words", {"words": "x", "language": "pt"}, "x")
    assert Handover.objects.get().taken_by == ana


def test_what_the_mediator_writes_goes_through_the_outbox_in_order(asked: Handover, ana: Any) -> None:
    handover.take(asked, ana)
    for words in ("um", "dois"):
        handover.write(asked, ana, "handover_words", {"words": words, "language": "pt"}, words)
    due = outbox.due()
    assert [m.variables.get("words") for m in due] == [None, "um", "dois"]


def test_after_a_quarter_of_an_hour_without_an_answer_it_goes_back_with_an_apology(
    asked: Handover, person: Contact, ana: Any, monday: datetime
) -> None:
    handover.take(asked, ana)
    assert handover.give_back_unanswered(monday + timedelta(minutes=14)) == 0
    assert handover.give_back_unanswered(monday + timedelta(minutes=15)) == 1
    assert sentences()[-1] == "handover.sorry"
    assert not hears(person)
    assert list(handover.listed({"hi"}, monday)) == [asked]
    handover.take(Handover.objects.get(), ana)  # and somebody else may take it up again


def test_asking_twice_is_one_request_and_what_went_back_waits_again(
    asked: Handover, person: Contact, ana: Any, monday: datetime
) -> None:
    handover.ask(person, "hi", "tax_number", "again", monday)
    handover.take(asked, ana)
    handover.give_back_unanswered(monday + timedelta(minutes=15))
    handover.ask(person, "hi", "expired_card", "again", monday + timedelta(hours=1))
    kept = Handover.objects.get()
    assert (kept.state, kept.concept, kept.words) == ("waiting", "expired_card", "again")


def test_words_that_nobody_came_for_are_forgotten(asked: Handover, person: Contact, monday: datetime) -> None:
    handover.sweep(monday + timedelta(days=29))
    assert Handover.objects.get().words
    handover.sweep(monday + timedelta(days=31))
    assert (Handover.objects.get().state, Handover.objects.get().words) == ("closed", "")


def test_an_answer_stops_the_clock_until_the_person_writes_again(
    asked: Handover, person: Contact, ana: Any, monday: datetime
) -> None:
    handover.take(asked, ana)
    handover.write(asked, ana, "handover_words", {"words": "olá", "language": "pt"}, "olá")
    assert handover.give_back_unanswered(monday + timedelta(minutes=40)) == 0
    handover.hears(person, "faq", "ok", None, monday + timedelta(minutes=40))
    assert handover.give_back_unanswered(monday + timedelta(minutes=54)) == 0
    assert handover.give_back_unanswered(monday + timedelta(minutes=55)) == 1


def test_a_conversation_that_both_sides_left_is_not_silent_for_ever(
    asked: Handover, ana: Any, monday: datetime
) -> None:
    handover.take(asked, ana)
    handover.write(asked, ana, "handover_words", {"words": "olá", "language": "pt"}, "olá")
    assert handover.give_back_unanswered(monday + timedelta(hours=2)) == 1
    assert sentences()[-1] == "handover.given_back"


def test_the_words_go_when_it_is_given_back(asked: Handover, person: Contact, ana: Any) -> None:
    handover.take(asked, ana)
    hears(person, text="private")
    handover.give_back(asked, ana)
    assert not HandoverLine.objects.exists() and Handover.objects.get().words == ""
    assert not hears(person)


def test_erasing_a_person_erases_what_they_wrote_to_a_mediator(asked: Handover, person: Contact, ana: Any) -> None:
    handover.take(asked, ana)
    hears(person, text="private")
    assert handover.export(person)[0]["lines"] == ["private"]
    erase(person)
    kept = Handover.objects.get()
    assert (kept.words, kept.contact, kept.state, HandoverLine.objects.count()) == ("", None, "closed", 0)


def test_a_web_page_fetches_the_words_as_long_as_a_person_is_waited_for(ana: Any, monday: datetime) -> None:
    assert waited_for("web", "cookie") == ([], False)
    visitor = contact_for("web", "cookie", "pt")
    visitor.language = "pt"
    visitor.save()
    asked = Handover.objects.create(contact=visitor, language="pt", at=monday)
    assert waited_for("web", "cookie") == ([], True)
    handover.take(asked, ana)
    handover.write(asked, ana, "handover_words", {"words": "Bom dia", "language": "pt"}, "Bom dia")
    said, more = waited_for("web", "cookie")
    assert [reply.text.rpartition("\n")[2] for reply in said][1:] == ["Bom dia"] and more
    assert waited_for("web", "cookie") == ([], True), "said once"
    asked.refresh_from_db()
    handover.give_back(asked, ana)
    said, more = waited_for("web", "cookie")
    assert len(said) == 1 and not more


def test_on_the_web_page_the_words_are_said_when_the_person_writes_again(ana: Any, monday: datetime) -> None:
    visitor = contact_for("web", "cookie", "pt")
    asked = Handover.objects.create(contact=visitor, language="pt", at=monday)
    handover.take(asked, ana)
    assert outbox.due() == []
    assert [m.variables["sentence"] for m in handover.unsaid(visitor)] == ["handover.taken"]
    assert handover.unsaid(visitor) == []


def test_a_list_shows_only_the_languages_of_the_account(asked: Handover, monday: datetime) -> None:
    assert list(handover.listed({"pt", "en"}, monday)) == []


def test_the_next_opening_knows_nights_weekends_and_holidays(centre: Centre) -> None:
    at = datetime.fromisoformat
    assert handover.next_opening("pt", at("2026-11-23T10:00+00:00")) is None
    assert handover.next_opening("pt", at("2026-11-23T20:00+00:00")) == at("2026-11-24T09:30+00:00")
    assert handover.next_opening("pt", at("2026-11-27T18:00+00:00")) == at("2026-11-30T09:30+00:00")
    assert handover.next_opening("pt", at("2026-11-30T18:00+00:00")) == at("2026-12-02T09:30+00:00")  # 1 December
    assert handover.next_opening("lu", at("2026-11-23T20:00+00:00")) is None
