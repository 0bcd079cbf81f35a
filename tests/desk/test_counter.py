"""Counter mode: the same in two languages, only what is reviewed or says that it is not, and nothing kept."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from actions.answers.models import PublishedAnswer, Unanswered
from actions.answers.serving import serve
from actions.appointments.models import QueueTicket
from actions.directory.models import Centre
from bot.desk.models import AuditRow, Role
from bot.desk.naming import papers
from bot.desk.today import board
from knowledge.packs import packs
from nlu import default_folder
from tests.desk.conftest import MONDAY, SignIn

pytestmark = pytest.mark.model

RENEWAL = "residence_permit_renewal"


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(Role.FRONT_DESK)


@pytest.fixture
def understands() -> None:
    """The trained model, as `make test` builds it."""
    if not (default_folder() / "fingerprint.txt").exists():
        pytest.skip("no trained model")


def code_of(language: str, concept: str = RENEWAL) -> str:
    served = serve(concept, "pt", language)
    assert served is not None
    return str(served.version.code)


def test_the_standard_answer_stands_in_both_languages_with_state_and_code(desk: Client) -> None:
    shown = desk.get(f"/desk/counter/hi/answer/{RENEWAL}").content.decode()
    for language in ("pt", "hi"):
        assert code_of(language) in shown
    assert 'lang="hi"' in shown and 'lang="pt"' in shown
    assert "ainda não" in shown or "não verificad" in shown  # the state label: nobody has approved it


def test_a_right_to_left_language_turns_its_own_side_only(desk: Client) -> None:
    shown = desk.get(f"/desk/counter/ur/answer/{RENEWAL}").content.decode()
    assert 'lang="ur" dir="rtl"' in shown and 'class="staff" lang="pt" dir="ltr"' in shown


def test_where_no_answer_exists_in_the_language_the_nearest_is_shown_and_named(desk: Client) -> None:
    PublishedAnswer.objects.filter(language="hi", concept=RENEWAL).update(withdrawn=True)
    shown = desk.get(f"/desk/counter/hi/answer/{RENEWAL}").content.decode()
    assert code_of("en") in shown and 'lang="hi"' in shown


def test_a_withdrawn_answer_is_shown_to_nobody(desk: Client) -> None:
    text = serve(RENEWAL, "pt", "pt").version.text
    PublishedAnswer.objects.filter(concept=RENEWAL).update(withdrawn=True)
    shown = desk.get(f"/desk/counter/hi/answer/{RENEWAL}").content.decode()
    assert text[:40] not in shown


def test_a_sensitive_draft_is_withheld_at_the_counter_too(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    concept = next(c for c, f in packs()["pt"].facts.items() if f.sensitive and serve(c, "pt", "hi"))
    text = serve(concept, "pt", "pt").version.text
    monkeypatch.setattr(settings, "FAROL_DRAFTS", "withhold")
    assert text[:40] not in desk.get(f"/desk/counter/hi/answer/{concept}").content.decode()
    assert desk.get(f"/desk/counter/hi/slip/{concept}").status_code == 404


def test_a_question_in_portuguese_or_a_pasted_message_finds_the_reviewed_answer(
    desk: Client, understands: None
) -> None:
    for text in ("como tiro o NIF?", "NIF kaise milega bhai"):
        shown = desk.post("/desk/counter/hi/ask", {"text": text}, headers={"HX-Request": "true"}).content.decode()
        assert code_of("hi", "tax_number") in shown and code_of("pt", "tax_number") in shown


def test_what_is_typed_is_neither_kept_nor_in_any_address_or_trace(desk: Client, understands: None) -> None:
    text = "o meu marido Zacarias bate-me todos os dias"
    shown = desk.post("/desk/counter/pt/ask", {"text": text}).content.decode()
    assert "112" in shown
    assert Unanswered.objects.count() == 0
    assert not AuditRow.objects.filter(detail__contains="Zacarias").exists()
    assert desk.get("/desk/counter/pt/ask").status_code == 405


def test_the_language_is_detected_or_chosen_from_the_likeliest(desk: Client, understands: None) -> None:
    shown = desk.post("/desk/counter/detect", {"text": "كيف اجدد الاقامة"}).content.decode()
    assert 'lang="ar" dir="rtl"' in shown and "/desk/counter/ar/ask" in shown
    unsure = desk.post("/desk/counter/detect", {"text": "12345"}).content.decode()
    assert "not certain" in unsure


def test_a_receipt_code_shows_exactly_what_was_said_even_after_the_answer_changed(desk: Client) -> None:
    code, text = code_of("hi"), serve(RENEWAL, "pt", "hi").version.text
    PublishedAnswer.objects.filter(language="hi", concept=RENEWAL).update(withdrawn=True)
    shown = desk.post("/desk/counter/hi/ask", {"text": code.lower()}).content.decode()
    assert text.splitlines()[0] in shown and code in shown


def test_the_slip_has_both_languages_the_counter_phrase_the_code_and_a_square(desk: Client) -> None:
    shown = desk.get(f"/desk/counter/hi/slip/{RENEWAL}").content.decode()
    assert packs()["pt"].facts[RENEWAL].counter_phrase in shown
    assert code_of("hi") in shown and "<svg" in shown and 'lang="hi"' in shown


def test_the_triage_questions_stand_in_both_languages_and_end_in_a_number(desk: Client) -> None:
    shown = desk.get("/desk/counter/en/triage", {"topic": RENEWAL}).content.decode()
    assert "A child without a responsible adult" in shown and "Uma criança sem adulto responsável" in shown
    deadline = (MONDAY + timedelta(days=3)).date().isoformat()
    answer = desk.post("/desk/counter/en/walk-in", {"topic": RENEWAL, "deadline": deadline})
    ticket = QueueTicket.objects.get()
    assert (ticket.level, ticket.language, ticket.topic) == ("immediate", "en", RENEWAL)
    assert "5 dias" in ticket.level_reason
    assert "Your number is 1" in desk.get(answer.url).content.decode()


def test_papers_ticked_at_the_counter_stand_in_today(desk: Client, centre: Centre) -> None:
    shown = desk.get("/desk/counter/en/triage", {"topic": RENEWAL}).content.decode()
    ids = re.findall(r'name="paper" value="(\w+)"', shown)
    assert ids[-1] == "none" and set(ids[:-1]) == set(packs()["pt"].facts[RENEWAL].documents)
    for said in ([ids[0], "no_such_paper"], ["none"], []):
        desk.post("/desk/counter/en/walk-in", {"topic": RENEWAL, "paper": said})
    some, none, unasked = QueueTicket.objects.order_by("number")
    assert (some.papers_ticked, some.papers_missing) == ([ids[0]], ids[1:-1])
    assert (none.papers_ticked, none.papers_missing) == ([], ids[:-1])
    assert (unasked.papers_ticked, unasked.papers_missing) == ([], [])
    rows = {row.number: row for row in board.rows(centre, MONDAY.date(), "en")}
    assert rows["1"].in_hand == papers([ids[0]], "pt", "en")[0]
    assert rows["1"].missing == ", ".join(papers(ids[1:-1], "pt", "en")) and rows["3"].missing == ""
    assert rows["1"].missing in desk.get(f"/desk/today/{centre.pk}").content.decode()


def test_unknown_languages_and_concepts_do_not_exist(desk: Client, database: Path) -> None:
    for address in ("/desk/counter/xx", f"/desk/counter/xx/answer/{RENEWAL}", "/desk/counter/hi/answer/nothing",
                    "/desk/counter/hi/slip/nothing", "/desk/counter/hi/number/999"):  # fmt: skip
        assert desk.get(address).status_code == 404, address
    assert desk.post("/desk/counter/hi/walk-in", {"topic": "nothing"}).url == "/desk/counter/hi/triage"
