"""Where a yes books, cancels or erases, only a clear yes is one; where Farol reads no language, it guesses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import pytest

import nlu
from nlu.model import Context, Option, Understanding
from tests.nlu.trained_model import built

pytestmark = pytest.mark.model

Hear = Callable[..., Understanding]
NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def hear() -> Hear:
    """Understand a text, in the first message of a conversation or with what the test adds to it."""
    understander = nlu.understander(built())
    return lambda text, **context: understander.understand(text, Context(now=NOW, **context))


SUMMARY = (Option("1", "Yes, book"), Option("2", "No"))


@pytest.mark.parametrize("text", ["hm", "aaaaaaa", "yep wait no", "I don't know", "maybe", "hmm ok wait"])
def test_who_hesitates_agrees_to_nothing_and_refuses_nothing(hear: Hear, text: str) -> None:
    heard = hear(text, asks="confirm", options=SUMMARY, previous="en")
    assert heard.intent not in ("affirm", "deny", "choose")


@pytest.mark.parametrize(
    ("text", "previous"), [("attends", "fr"), ("je ne sais pas", "fr"), ("não sei", "pt"), ("Moment", "de")]
)
def test_hesitation_is_heard_in_other_languages(hear: Hear, text: str, previous: str) -> None:
    assert hear(text, asks="confirm", options=SUMMARY, previous=previous).intent == "repeat"


@pytest.mark.parametrize("text", ["yes please", "ok, book it", "sim, pode marcar", "oui c'est bon", "haan theek hai"])
def test_a_clear_yes_is_a_yes(hear: Hear, text: str) -> None:
    assert hear(text, asks="confirm", options=SUMMARY).intent in ("affirm", "choose")


@pytest.mark.parametrize(
    "text",
    ["Waxaan rabaa inaan cusboonaysiiyo kaarkayga deganaanshaha", "Chcę rozmawiać z człowiekiem", "chồng tôi đánh tôi"],
)
def test_in_a_language_that_is_not_understood_nothing_is_answered(hear: Hear, text: str) -> None:
    heard = hear(text)
    assert heard.intent == "nlu_fallback" and heard.concept is None


@pytest.mark.parametrize(
    ("text", "concept"),
    [("Bonjour, je cherche un avocat", "legal_aid"), ("bonjour j'ai perdu ma carte", "lost_or_stolen_card")],
)
def test_a_question_behind_a_greeting_is_answered(hear: Hear, text: str, concept: str) -> None:
    assert hear(text).concept == concept


@pytest.mark.parametrize("text", ["NIF", "niss", "AIMA", "OQTF"])
def test_an_acronym_alone_tells_no_language(hear: Hear, text: str) -> None:
    heard = hear(text, territory="pt")
    assert heard.language_source == "unsure" and heard.language_candidates[0] == "pt"
    assert hear(text, previous="bn").language == "bn"


def test_an_acronym_alone_is_a_question(hear: Hear) -> None:
    assert hear("NIF", previous="pt").concept == "tax_number"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I want to book", None),
        ("marcar", None),
        ("rdv svp", None),
        ("mujhe appointment chahiye", None),
        ("I want an appointment for NIF", "tax_number"),
        ("quero marcar um atendimento sobre o NIF", "tax_number"),
        ("NIF için randevu", "tax_number"),
        ("запись по поводу гражданства", "nationality"),
        ("rdv pour titre de séjour à Porto", "regularisation"),
        ("book a visit in Porto", None),
        ("quiero pedir cita en lisboa", None),
    ],
)
def test_a_wish_to_book_has_a_topic_only_where_it_names_one(hear: Hear, text: str, topic: str | None) -> None:
    heard = hear(text)
    assert heard.intent == "book" and heard.topic == topic
