"""Services in chat: the right rows by theme, place, audience and date, in the person's language, with their source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone

import pytest

from actions import clock
from actions.answers.publish import load
from actions.appointments.models import Contact
from actions.dialogue import memory as memories
from actions.directory.load import load_centres
from knowledge.offered import offered
from knowledge.packs import ROOT, packs
from knowledge.taxonomy import name
from locales.catalogue import say
from locales.gsm7 import fold
from locales.segments import segments
from tests.actions.chat import Chat

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
CLERMONT, LUXEMBOURG, EVERGEM, NAMUR, LISBON = (
    *("fr_clermont_ferrand", "lu_luxembourg", "be_evergem"),
    *("be_namur", "pt_lisboa"),
)
SON = "French classes in Clermont for my son of 19"


@pytest.fixture
def chat(person: Contact) -> Iterator[Chat]:
    """Somebody who writes on the web in English; the centres of the smaller territories are loaded."""
    person.channel = "web"
    person.save()
    for territory in ("fr-clermont", "lu", "be"):
        load_centres(ROOT / territory, demo=False)
    with clock.frozen(NOW):
        yield Chat(person)


def in_language(chat: Chat, language: str) -> Chat:
    """The same person, whose conversation is in another language."""
    chat.language = language
    memories.keep(chat.contact, memories.Memory(language=language), NOW)
    return chat


def shown(chat: Chat, territory: str) -> list[str]:
    """The ids of the services listed, in their order."""
    ids = {f"– {row.name} ({row.organization})": row.id for row in offered(territory)}
    plain = re.sub("[\u2066-\u2069]", "", chat.text)  # the marks that keep names in order inside Arabic
    return [ids[line] for line in plain.splitlines() if line in ids]


def test_french_classes_in_clermont_for_a_son_of_nineteen(chat: Chat) -> None:
    chat.says(SON, "unsure", place=CLERMONT)
    assert shown(chat, "fr-clermont") == ["CF-E35", "CF-E21", "CF-E22"]
    assert "04 73 35 25 26" in chat.text, "the telephone of the desk stands in the directory"


def test_psychological_help_in_luxembourg_is_not_answered_with_the_rule_of_portugal(chat: Chat) -> None:
    chat.says("psychological help for refugees in Luxembourg", "faq", "mental_health", "answer", place=LUXEMBOURG)
    assert shown(chat, "lu") == ["LU-10"]
    assert "The project Chrysalis ended in Dec 2024" in chat.text
    assert "+352 26 02 15" in chat.text


def test_the_answer_of_that_territory_is_one_button_away_and_leads_to_nothing_of_ones_own(chat: Chat) -> None:
    load(packs()["lu"])
    chat.says("psychological help for refugees in Luxembourg", "faq", "mental_health", "answer", place=LUXEMBOURG)
    chat.taps(packs()["lu"].answers["mental_health", "en"].title)
    assert packs()["lu"].answers["mental_health", "en"].text in chat.text
    assert "This is about Luxembourg:" in chat.text
    assert [choice.do for choice in chat.last.choices] == ["territory", "answer", "human"] and not chat.memory.concept


def test_people_of_a_small_centre_turn_to_it_first_and_see_what_the_partner_offers(chat: Chat) -> None:
    chat.says("who helps primo-arrivals in Evergem", "unsure", place=EVERGEM)
    assert shown(chat, "be") == ["BE-02", "BE-07"]
    first, partner = chat.text.index("CPAS / OCMW"), chat.text.index("– Partenariat Gent")
    assert first < chat.text.index("09 358 77 70") < partner


@pytest.mark.parametrize(("language", "text"), [
    ("pt", "Aulas de francês em Clermont para o meu filho de 19 anos"),
    ("ar", "دروس فرنسية في كليرمون لابني عمره 19 سنة"),
    ("uk", "Курси французької в Клермоні для мого сина, 19 років"),
])  # fmt: skip
def test_the_same_question_in_another_language_finds_the_same_rows(chat: Chat, language: str, text: str) -> None:
    in_language(chat, language).says(text, "unsure", place=CLERMONT)
    assert shown(chat, "fr-clermont") == ["CF-E35", "CF-E21", "CF-E22"]
    assert name("language_learning", language) in chat.text
    assert chat.last.language == language


def test_names_keep_their_order_inside_a_right_to_left_text(chat: Chat) -> None:
    in_language(chat, "ar").says("دروس فرنسية في كليرمون", "unsure", place=CLERMONT)
    assert "– \u2068Plateforme « Apprendre le français » (ALF)\u2069 (\u2068FIT Formation\u2069)" in chat.text


def test_every_list_names_source_and_date_and_that_nobody_checked_it_yet(chat: Chat) -> None:
    chat.says(SON, "unsure", place=CLERMONT)
    assert "2019-2021 · Jun 2019. Not yet checked by a mediator." in chat.text
    assert "It may have changed: call or ask before you go." in chat.text


def test_at_most_three_and_more_by_more(chat: Chat) -> None:
    seen = set(shown(chat.says(SON, "unsure", place=CLERMONT), "fr-clermont"))
    for _ in range(2):
        page = shown(chat.says("more", "more"), "fr-clermont")
        assert 0 < len(page) <= 3 and not seen & set(page)
        seen |= set(page)
    assert "CF-E34" in seen and not any(i.startswith("CF-P") for i in seen), "what was only proposed is not offered"


def test_the_button_shows_more_as_the_word_does(chat: Chat) -> None:
    by_word = shown(chat.says(SON, "unsure", place=CLERMONT).says("more", "more"), "fr-clermont")
    again = chat.says(SON, "unsure", place=CLERMONT)
    assert shown(again.taps(say("services.more", "en")), "fr-clermont") == by_word


def test_a_project_is_open_on_its_last_day_and_named_as_ended_the_day_after(chat: Chat) -> None:
    asked = "anti-racism events, help against racism in Luxembourg"
    with clock.frozen(datetime(2026, 12, 31, 12, 0, tzinfo=timezone.utc)):
        assert shown(chat.says(asked, "unsure", place=LUXEMBOURG), "lu")[0] == "LU-26"
    with clock.frozen(datetime(2027, 1, 1, 12, 0, tzinfo=timezone.utc)):
        assert "LU-26" not in shown(chat.says(asked, "unsure", place=LUXEMBOURG), "lu")


def test_the_day_is_the_day_of_the_territory(chat: Chat) -> None:
    with clock.frozen(datetime(2026, 12, 31, 23, 30, tzinfo=timezone.utc)):  # 0:30 in Luxembourg
        chat.says("help against racism in Luxembourg", "unsure", place=LUXEMBOURG)
    assert "LU-26" not in shown(chat, "lu")


def test_a_small_municipality_is_found_by_its_very_name_though_it_is_a_word_too(chat: Chat) -> None:
    in_language(chat, "de").says("Wer hilft Neuankömmlingen in Schoten?", "unsure")
    assert shown(chat, "be") == ["BE-04"]


def test_services_of_the_whole_territory_are_told_as_such(chat: Chat) -> None:
    chat.says("French classes in Thiers", "unsure", place="fr_thiers")
    assert "Thiers (Clermont-Ferrand)" in chat.text


def test_a_place_whose_centre_has_no_known_partner_hears_where_to_turn(chat: Chat) -> None:
    chat.says("who helps newcomers in Namur", "unsure", place=NAMUR)
    assert shown(chat, "be") == [] and "CPAS / OCMW" in chat.text


def test_a_sure_answer_of_the_own_territory_stays(chat: Chat) -> None:
    chat.says("health card in Lisbon", "faq", "health_number", "answer", place=LISBON)
    assert chat.last.concept == "health_number"


def test_a_message_that_names_the_own_territory_too_is_about_it(chat: Chat) -> None:
    chat.says("In Belgium my sister did the integration course, is there one in Portugal", "unsure")
    assert shown(chat, "be") == []


def test_a_sure_need_of_another_kind_is_no_wish_for_services(chat: Chat) -> None:
    asked = "my studies in Luxembourg end, may I renew my residence permit"
    chat.says(asked, "faq", "residence_permit_renewal", "answer", place=LUXEMBOURG)
    assert shown(chat, "lu") == []


def test_a_sure_need_of_the_same_kind_elsewhere_is_told_with_its_services(chat: Chat) -> None:
    chat.says("conseil juridique au Luxembourg", "faq", "legal_aid", "answer", place=LUXEMBOURG)
    assert shown(chat, "lu")[:2] == ["LU-28", "LU-29"]
    assert "answer_there" in {choice.do for choice in chat.last.choices}


def test_the_one_stop_shop_is_told_as_of_its_year_with_where_to_ask_today(chat: Chat) -> None:
    load_centres(ROOT / "pt", demo=False)
    chat.says("I need a cultural mediator in Lisbon", "unsure", place=LISBON)
    assert shown(chat, "pt") == ["PT-02"]
    assert "As known in Jan 2015" in chat.text and "CNAIM Lisboa" in chat.text


def test_without_a_place_a_wish_of_another_territory_is_no_wish_for_services(chat: Chat) -> None:
    chat.says("French classes for my son of 19", "unsure")
    assert "services" not in {choice.do for choice in chat.last.choices}


def test_what_is_kept_for_the_next_page_holds_no_words_of_the_person(chat: Chat) -> None:
    chat.says("French classes in Clermont for my dear Zebulon, my son of 19", "unsure", place=CLERMONT)
    assert "zebulon" not in str(chat.memory).lower()


@pytest.mark.parametrize("language", ["en", "pt", "ar", "uk"])
def test_by_sms_the_list_fits_its_segments(chat: Chat, language: str) -> None:
    chat.contact.channel = "sms"
    chat.contact.save()
    in_language(chat, language).says(SON, "unsure", place=CLERMONT)
    text = chat.last.sms or ""
    assert fits(text, language), text
    assert re.search("ALF", text)


def test_by_sms_nothing_is_lost_between_two_messages(chat: Chat) -> None:
    chat.contact.channel = "sms"
    chat.contact.save()
    said = chat.says("who helps primo-arrivals in Evergem", "unsure", place=EVERGEM).text
    while say("services.more", "en") in {choice.label for choice in chat.last.choices}:
        assert fits(chat.last.sms or "", "en")
        said += chat.says("1").text
    assert "CPAS / OCMW" in said and "09 358 77 70" in said
    assert "Partenariat Gent" in said and "VIA (Voortraject Integratie)" in said


def fits(text: str, language: str) -> bool:
    """Whether a message has at most two segments of GSM-7, or three of UCS-2."""
    size = segments(fold(text) if language in ("en", "pt") else text)
    return size.count <= {"gsm7": 2, "ucs2": 3}[size.encoding]
