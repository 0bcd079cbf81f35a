"""Which territory an answer is for: what is said, chosen or shown by a position; a number only makes us ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from actions import clock
from actions.answers.publish import load
from actions.appointments.models import Contact
from actions.directory.load import load_centres
from knowledge.packs import ROOT, Pack, packs
from tests.actions.chat import Chat

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
RENEWAL = "residence_permit_renewal"


@pytest.fixture
def chat(person: Contact) -> Iterator[Chat]:
    """Somebody who has written before, on the web, in English; Portugal, Luxembourg and Belgium answer."""
    with clock.frozen(NOW):
        for territory in ("pt", "lu", "be"):
            load(in_english(packs()[territory]))
            load_centres(ROOT / territory, demo=territory == "pt")
        person.channel, person.notice_shown_at = "web", NOW
        person.save()
        yield Chat(person)


def in_english(pack: Pack) -> Pack:
    """The pack with no more answers than these tests read."""
    return replace(pack, answers={key: answer for key, answer in pack.answers.items() if key == (RENEWAL, "en")})


def by_sms(chat: Chat, number: str) -> Chat:
    """The same person, who writes an SMS for the first time."""
    chat.contact.channel, chat.contact.address, chat.contact.notice_shown_at = "sms", number, None
    chat.contact.save()
    return chat


def asks(chat: Chat, text: str, **entities: str) -> Chat:
    """A question that is surely about renewing a card."""
    return chat.says(text, "faq", RENEWAL, "answer", **entities)


def test_a_question_that_names_another_country_has_the_answer_of_that_country_and_says_so(chat: Chat) -> None:
    asks(chat, "how do I renew my card in Belgium")
    assert chat.text.startswith("This is about Belgium:")
    assert packs()["be"].answers[RENEWAL, "en"].text.strip()[:40] in chat.text
    assert packs()["pt"].answers[RENEWAL, "en"].text.strip()[:40] not in chat.text
    assert chat.contact.territory != "be"


def test_who_says_that_they_are_there_is_answered_for_it_from_then_on(chat: Chat) -> None:
    asks(chat, "how do I renew my card in Belgium").taps("I am in Belgium")
    assert "From now on I answer for Belgium." in chat.text
    chat.contact.refresh_from_db()
    assert chat.contact.territory == "be"


def test_who_meant_their_own_country_has_its_answer_by_one_button(chat: Chat) -> None:
    asks(chat, "I come from Belgium, how do I renew my card").taps("Answer for Portugal")
    assert packs()["pt"].answers[RENEWAL, "en"].text.strip()[:40] in chat.text


def test_a_question_that_names_both_countries_is_about_ones_own(chat: Chat) -> None:
    asks(chat, "my card is from Belgium, how do I renew it in Portugal")
    assert "This is about" not in chat.text


def test_what_another_country_has_no_answer_for_is_said(chat: Chat) -> None:
    concept = next(c for c in packs()["pt"].facts if c not in packs()["be"].facts)
    chat.says("and how is it in Belgium?", "faq", concept, "answer")
    assert "This is about Belgium:" in chat.text and "no checked answer yet" in chat.text


def test_a_foreign_number_makes_us_ask_and_the_question_is_answered_for_the_place_chosen(chat: Chat) -> None:
    asks(by_sms(chat, "+352621000111"), "how do I renew my card")
    assert [choice.label for choice in chat.last.choices][:2] == ["Luxembourg", "Portugal"]
    chat.says("1")
    assert "Luxembourg" in chat.text and packs()["lu"].answers[RENEWAL, "en"].text.strip()[:40] in chat.text


def test_the_number_of_ones_own_country_makes_us_ask_nothing(chat: Chat) -> None:
    asks(by_sms(chat, "+351910000111"), "how do I renew my card")
    assert packs()["pt"].answers[RENEWAL, "en"].text.strip()[:40] in chat.text


def test_by_sms_it_is_asked_where_somebody_is_before_an_answer_for_elsewhere_is_sent(chat: Chat) -> None:
    person = by_sms(chat, "+351910000112")
    person.contact.notice_shown_at = NOW
    person.contact.save()
    asks(person, "how do I renew my card in Luxembourg")
    assert [choice.label for choice in chat.last.choices][0] == "Luxembourg"
    chat.says("1")
    assert packs()["lu"].answers[RENEWAL, "en"].text.strip()[:40] in chat.text


def test_a_place_in_another_territory_leads_to_its_centres(chat: Chat) -> None:
    chat.says("I want an appointment", "find_centre").says("Luxembourg", place="lu_luxembourg")
    assert "From now on I answer for Luxembourg." in chat.text
    chat.contact.refresh_from_db()
    assert chat.contact.territory == "lu"
