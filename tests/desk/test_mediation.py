"""Mediators' pages: what they show, what they do, and that each account reaches its own languages only."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from actions import clock
from actions.answers import demand, editing
from actions.answers.models import Conflict, Handover, HandoverLine, Proposal, ProposedQuestion, Unanswered
from actions.answers.publish import load
from actions.answers.serving import serve
from actions.answers.texts import text_of
from actions.appointments.contacts import contact_for
from actions.appointments.models import OutboxMessage
from bot.desk.mediation.urls import urlpatterns
from bot.desk.models import AuditRow, Role
from bot.desk.words import strings
from knowledge.packs import Pack, packs
from tests.desk.conftest import SignIn

EN, HI, PT = (("pt", "tax_number", code) for code in ("en", "hi", "pt"))


@pytest.fixture
def small(database: object) -> Iterator[Pack]:
    """One concept in three languages."""
    whole = packs()["pt"]
    kept = {k: a for k, a in whole.answers.items() if k[0] == "tax_number" and k[1] in ("pt", "en", "hi")}
    pack = dataclasses.replace(whole, answers=kept)
    load(pack)
    yield pack


@pytest.fixture
def ana(small: Pack, sign_in: SignIn) -> Client:
    return sign_in(Role.MEDIATOR)


@pytest.fixture
def rui(small: Pack, sign_in: SignIn) -> Client:
    return sign_in(Role.MEDIATOR)


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, *args: object, **data: str) -> str:
    return client.post(reverse(name, args=args), data, follow=True).content.decode()


def form(key: tuple[str, str, str], **parts: str) -> dict[str, str]:
    row = editing.row_of(key)
    assert row is not None
    return {"seen": row.version_id, **dataclasses.asdict(text_of(row.version)), **parts}


def asked(language: str = "hi", **values: object) -> Handover:
    contact = contact_for("sms", "+351900000001", "pt")
    return Handover.objects.create(
        contact=contact, language=language, concept="tax_number", words="मदद चाहिए", at=clock.now(), **values
    )


def test_the_matrix_shows_states_and_demand_of_the_languages_of_the_account(small: Pack, sign_in: SignIn) -> None:
    demand.asked("pt", "tax_number", "hi", clock.now())
    shown = page(sign_in(Role.MEDIATOR, languages=["hi", "pt"]), "answers")
    assert ", Hindi, draft, 1" in shown and ", Portuguese, draft" in shown
    assert ", English," not in shown


def test_the_page_of_an_answer_shows_the_agreed_word_of_each_term(ana: Client) -> None:
    shown = page(ana, "answer", *HI)
    assert "निवास कार्ड" in shown and "the tax number" in shown
    assert 'class="terms"' not in page(ana, "answer", *PT)


def test_a_term_that_the_typed_text_loses_is_marked(ana: Client) -> None:
    kept = form(EN)
    lost = {**kept, "text": kept["text"].replace("CLAIM", "centre")}
    missing = strings("en")["mediation.terms.missing"]
    assert missing not in post(ana, "answer-check", *EN, **kept)
    assert missing in post(ana, "answer-check", *EN, **lost)


def test_the_receipt_explains_the_terms_of_the_text(ana: Client) -> None:
    row = editing.row_of(HI)
    assert row is not None
    shown = ana.get(reverse("receipts"), {"code": row.version.code}).content.decode()
    assert "the tax number" in shown and "Words on papers" in shown


def test_the_page_of_an_answer_shows_source_facts_and_what_the_check_says(ana: Client) -> None:
    shown = page(ana, "answer", *HI)
    facts = packs()["pt"].facts["tax_number"]
    for text in (facts.sources[0].title, facts.counter_phrase[:30], facts.review_by):
        assert text in shown
    assert 'lang="hi"' in shown and "of 120" in shown and ">to mend<" not in shown


def test_an_answer_is_approved_by_one_click_and_the_trace_says_by_whom(ana: Client) -> None:
    post(ana, "answer-approve", *HI, **form(HI))
    served = serve("tax_number", "pt", "hi")
    assert served is not None and served.state == "approved"
    assert AuditRow.objects.filter(action="answer.approve", object_id="pt/tax_number/hi").exists()


def test_a_suggestion_needs_a_second_person(ana: Client, rui: Client) -> None:
    post(ana, "answer-save", *EN, **form(EN, title="Your tax number"), how="propose", note="shorter")
    number = Proposal.objects.get().pk
    assert "another person decides" in post(ana, "answer-decide", number, decision="accept")
    assert Proposal.objects.get().state == "open"
    assert "shorter" in page(rui, "answers-work")
    post(rui, "answer-decide", number, decision="accept")
    served = serve("tax_number", "pt", "en")
    assert served is not None and (served.version.title, served.state) == ("Your tax number", "approved")
    assert "<del>" in page(rui, "answer", *EN)


def test_what_is_refused_stays_in_the_form_with_the_reason(ana: Client) -> None:
    text = form(EN)["text"].replace("217 206 707", "217 206 708")
    shown = post(ana, "answer-save", *EN, **form(EN, text=text), how="minor")
    assert "more than spelling" in shown and "A figure changed" in shown and "217 206 708" in shown
    served = serve("tax_number", "pt", "en")
    assert served is not None and "217 206 707" in served.version.text


def test_the_check_answers_while_typing(ana: Client) -> None:
    found = post(ana, "answer-check", *EN, **form(EN, text="Too short."))
    assert "Figures of the source text are missing" in found and "<html" not in found


def test_a_withdrawn_answer_is_gone_and_says_why_to_mediators(ana: Client) -> None:
    assert "Write the reason" in post(ana, "answer-withdraw", *EN, how="withdraw", reason=" ")
    assert "the fee is wrong" in post(ana, "answer-withdraw", *EN, how="withdraw", reason="the fee is wrong")
    assert serve("tax_number", "pt", "en") is None
    post(ana, "answer-withdraw", *EN, how="restore")
    assert serve("tax_number", "pt", "en") is not None


def test_a_conflict_shows_both_texts_and_ends_by_choosing(ana: Client, rui: Client, small: Pack) -> None:
    post(ana, "answer-save", *EN, **form(EN, title="Ours"), how="propose")
    post(rui, "answer-decide", Proposal.objects.get().pk, decision="accept")
    changed = dataclasses.replace(small.answers["tax_number", "en"], title="Theirs")
    load(dataclasses.replace(small, answers={**small.answers, ("tax_number", "en"): changed}))
    shown = page(ana, "answers-work")
    assert "Ours" in shown and "<ins>Theirs</ins>" in shown
    post(ana, "answer-conflict", Conflict.objects.get().pk, take="file")
    served = serve("tax_number", "pt", "en")
    assert served is not None and served.version.title == "Theirs"


def test_a_stale_translation_says_what_changed_in_its_source(ana: Client, rui: Client) -> None:
    post(ana, "answer-save", *PT, **form(PT, text=form(PT)["text"] + "\nUma frase nova."), how="propose")
    post(rui, "answer-decide", Proposal.objects.get().pk, decision="accept")
    for shown in (page(ana, "answers-work"), page(ana, "answer", *EN)):
        assert "Uma frase nova" in shown and "The figures are the same" in shown


def test_the_calendar_confirms_with_one_key(ana: Client) -> None:
    shown = page(ana, "answers-calendar")
    assert 'data-key="s"' in shown and packs()["pt"].facts["tax_number"].review_by in shown
    response = ana.post(reverse("answer-approve", args=PT), {**form(PT), "kind": "still_right", "from": "calendar"})
    assert response["Location"] == reverse("answers-calendar")


def test_a_group_becomes_training_questions_in_a_language_of_the_account(ana: Client) -> None:
    row = Unanswered.objects.create(language="hi", territory="pt", words="मुझे <b>NIF</b> चाहिए", at=clock.now())
    assert "&lt;b&gt;NIF" in page(ana, "unanswered")
    data = {"rows": str(row.pk), "what": "train", "concept": "tax_number", "language": "hi"}
    assert "Choose the need" in post(ana, "unanswered-settle", **data, wordings=" ")
    assert "It counts from the next training" in post(ana, "unanswered-settle", **data, wordings="मुझे NIF चाहिए")
    assert ProposedQuestion.objects.get().text == "मुझे NIF चाहिए"
    assert ana.post(reverse("unanswered-settle"), data).status_code == 404  # settled already


def test_a_taken_conversation_shows_what_was_said_and_sends_through_the_outbox(ana: Client, rui: Client) -> None:
    row = asked()
    assert "मदद चाहिए" in page(ana, "people")
    ana.post(reverse("conversation-take", args=[row.pk]))
    HandoverLine.objects.create(handover=row, by_mediator=False, words="<script>", at=clock.now())
    assert "&lt;script&gt;" in page(ana, "conversation-live", row.pk)
    refused = rui.post(reverse("conversation-write", args=[row.pk]), {"what": "words", "words": "x", "language": "pt"})
    assert refused["Location"] == reverse("people")
    ana.post(reverse("conversation-write", args=[row.pk]), {"what": "words", "words": "Bom dia", "language": "pt"})
    ana.post(reverse("conversation-write", args=[row.pk]), {"what": "answer", "concept": "tax_number"})
    sent = [m.template for m in OutboxMessage.objects.order_by("pk")]
    assert sent == ["handover_sentence", "handover_words", "handover_answer"]
    ana.post(reverse("conversation-give-back", args=[row.pk]))
    assert ana.get(reverse("conversation", args=[row.pk])).status_code == 404
    assert AuditRow.objects.filter(object_kind="handover", action="read").exists()
    assert not AuditRow.objects.filter(detail__contains="Bom dia").exists()


EVERY = {
    "answer-conflict": ("{conflict}",), "answer-decide": ("{proposal}",), "answer": HI, "answer-check": HI,
    "answer-approve": HI, "answer-save": HI, "answer-withdraw": HI, "conversation": ("{handover}",),
    "conversation-live": ("{handover}",), "conversation-take": ("{handover}",), "conversation-write": ("{handover}",),
    "conversation-give-back": ("{handover}",), "conversation-close": ("{handover}",),
}  # fmt: skip
POSTS = {"answer-conflict", "answer-decide", "answer-check", "answer-approve", "answer-save", "answer-withdraw",
         "unanswered-settle", "conversation-take", "conversation-write", "conversation-give-back",
         "conversation-close"}  # fmt: skip


@pytest.mark.parametrize("name", [p.name for p in urlpatterns])
def test_every_page_is_for_mediators_and_administrators_and_their_languages_only(
    small: Pack, sign_in: SignIn, name: str
) -> None:
    author = sign_in(Role.MEDIATOR)
    post(author, "answer-save", *HI, **form(HI, title="NIF"), how="propose")
    conflict = Conflict.objects.create(
        territory="pt", concept="tax_number", language="hi", file_hash="0", title="t", text="x", sms="s", cite="c",
        as_of="2026", at=clock.now(),
    )  # fmt: skip
    ids = {"conflict": conflict.pk, "proposal": Proposal.objects.get().pk, "handover": asked().pk}
    address = reverse(name, args=[str(part).format(**ids) for part in EVERY.get(name, ())])
    for other in (Role.FRONT_DESK, Role.COORDINATOR):
        client = sign_in(other)
        assert (client.post(address) if name in POSTS else client.get(address)).status_code == 403, other
    if name in EVERY:
        stranger = sign_in(Role.MEDIATOR, languages=["fr"])
        assert (stranger.post(address) if name in POSTS else stranger.get(address)).status_code == 404
    if name in POSTS:
        assert author.get(address).status_code == 405
    assert Client().get(address)["Location"].startswith("/desk/login")


def test_questions_in_a_language_that_is_not_theirs_cannot_be_settled(small: Pack, sign_in: SignIn) -> None:
    row = Unanswered.objects.create(language="hi", territory="pt", words="x", at=clock.now())
    stranger = sign_in(Role.MEDIATOR, languages=["fr"])
    data = {"rows": str(row.pk), "what": "dismiss", "reason": "r"}
    assert stranger.post(reverse("unanswered-settle"), data).status_code == 404
    row.refresh_from_db()
    assert row.state == "open"


def test_what_does_not_exist_is_not_found(ana: Client) -> None:
    for address in ("/desk/answers/xx/tax_number/pt", "/desk/answers/pt/nothing/pt", "/desk/answers/pt/tax_number/xx",
                    "/desk/people/99", "/desk/answers?territory=xx"):  # fmt: skip
        assert ana.get(address).status_code == 404, address
