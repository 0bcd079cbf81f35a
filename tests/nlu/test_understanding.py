"""The order in which a message is understood: danger, menu, wish, answer to a question, need. On the real model."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlu
from nlu.model import Context, Option, Understanding
from nlu.understanding import RANKED, Understander
from tests.nlu.trained_model import built

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
MENU = (
    Option("1", "Renovar o cartão"),
    Option("2", "Marcar atendimento"),
    Option("3", "Ver os documentos"),
    Option("0", "Nenhuma destas"),
)
HERE = Context(now=NOW, previous="pt")
SIGNS = st.text(alphabet=st.characters(exclude_categories=("L", "M", "Cs")), max_size=30)


@pytest.fixture(scope="module")
def understander() -> Understander:
    return nlu.understander(built())


@pytest.fixture
def hear(understander: Understander):
    """Understand a text in a Portuguese conversation, with what the test adds to it."""

    def heard(text: str, **context: object) -> Understanding:
        return understander.understand(text, replace(HERE, **context))

    return heard


def test_understanding_loads_neither_rasa_nor_tensorflow_nor_scikit_learn() -> None:
    code = (
        "import sys; import nlu; from pathlib import Path\n"
        f"print(nlu.understander(Path({str(built())!r})).understand('como renovo o cartão de residência').intent)\n"
        "print({'rasa', 'rasa_sdk', 'tensorflow', 'sklearn'} & {name.split('.')[0] for name in sys.modules})"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.splitlines() == ["faq", "set()"]


def test_an_incomplete_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="classifier.npz"):
        Understander.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "key"),
    [("1", "1"), (" 2 ", "2"), ("2️⃣", "2"), ("२", "2"), ("٣", "3"), ("(3)", "3"), ("0", "0"), ("1!", "1")],
)
def test_a_digit_of_the_menu_is_always_the_option(hear, text: str, key: str) -> None:
    for asks in (None, "place", "date", "slot", "confirm", "language", "reference"):
        heard = hear(text, options=MENU, asks=asks)
        assert (heard.intent, heard.choice, heard.concept) == ("choose", key, None)


@pytest.mark.parametrize("text", ["7", "9", "12", "1,2", "123456789", "12/11/2026", "?", "...", "", "   ", "🙂🙂"])
def test_figures_and_signs_that_are_no_option_are_never_an_answer(hear, text: str) -> None:
    for options in ((), MENU):
        heard = hear(text, options=options)
        assert heard.intent == "nlu_fallback"
        assert heard.concept is None and heard.choice is None


@settings(max_examples=60)
@given(SIGNS)
def test_text_without_letters_is_never_urgent_and_never_a_concept(text: str) -> None:
    heard = nlu.understander(built()).understand(text, replace(HERE, options=MENU))
    assert heard.urgent is None
    assert heard.decision not in ("answer", "offer")


@pytest.mark.parametrize("text", ["x x x x x x", "asdkjh qwe zxm", "a b c d e", "qwerty asdf", "x x x 10:30"])
def test_nothing_is_offered_for_keys_pressed_at_random(hear, text: str) -> None:
    assert hear(text).decision == "fallback"


@pytest.mark.parametrize("text", ["Marcar atendimento", "marcar atendimento por favor", "a segunda", "opção 2", "a 2"])
def test_an_option_is_chosen_by_its_words_too(hear, text: str) -> None:
    assert hear(text, options=MENU).choice == "2"


@pytest.mark.parametrize(
    ("text", "key", "concept"),
    [
        ("1 mas qual o preço?", "1", "residence_permit_fees"),
        ("1 mas como peço o NIF?", "1", "tax_number"),
        ("2, and how do I get a NIF?", "2", "tax_number"),
    ],
)
def test_a_choice_and_a_need_in_one_message_are_both_understood(hear, text: str, key: str, concept: str) -> None:
    heard = hear(text, options=MENU)
    assert (heard.intent, heard.choice, heard.concept) == ("choose", key, concept)
    assert heard.decision in ("answer", "offer")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("quero falar com uma pessoa", "human"),
        ("quero cancelar a minha marcação", "cancel"),
        ("apaga tudo o que sabes de mim", "privacy_erase"),
        ("começar de novo", "start_again"),
        ("parem de me escrever", "stop"),
        ("speak english please", "change_language"),
    ],
)
def test_an_explicit_wish_outranks_the_menu_and_the_question_on_the_screen(hear, text: str, wish: str) -> None:
    assert hear(text, options=MENU).intent == wish
    for asks in ("place", "date", "confirm", "reference"):
        assert hear(text, asks=asks).intent == wish


def test_a_number_outranks_a_wish_but_a_wish_beside_a_number_counts(hear) -> None:
    assert hear("1", options=(Option("1", "Falar com uma pessoa"),)).intent == "choose"
    assert hear("1 não, quero falar com uma pessoa", options=MENU).intent in ("human", "choose")


@pytest.mark.parametrize("asks", [None, "place", "confirm"])
def test_danger_outranks_everything(hear, asks: str | None) -> None:
    for text in ("o meu marido bate-me", "1 o meu marido bate-me", "sim o meu marido bate-me"):
        heard = hear(text, options=MENU, asks=asks)
        assert (heard.intent, heard.urgent, heard.choice) == ("urgent", "violence", None)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "Podia passar aí na terça por causa do NISS da minha mulher?"),
        ("en", "could someone see me on Friday about my daughter's school place?"),
        ("fr", "je viens mardi matin pour ma carte de séjour, c'est possible?"),
        ("es", "¿me pueden ver el miércoles por lo de la nacionalidad?"),
        ("tr", "salı günü NIF için gelebilir miyim"),
        ("uk", "чи можна прийти у п'ятницю щодо NIF?"),
    ],
)
def test_who_wants_to_come_on_a_day_wants_to_book_whatever_it_is_about(hear, language: str, text: str) -> None:
    assert hear(text, previous=language).intent == "book"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "o meu cartão caduca na sexta, como renovo?"),
        ("en", "the school wants the papers by Friday, how do I enrol my daughter?"),
        ("fr", "j'ai rendez-vous mardi à l'AIMA, quels documents?"),
    ],
)
def test_a_question_that_names_a_day_stays_a_question(hear, language: str, text: str) -> None:
    assert hear(text, previous=language).intent != "book"


@pytest.mark.parametrize(
    ("asks", "text", "kind", "value"),
    [
        ("place", "Braga", "place", "pt_braga"),
        ("place", "moro em Braga", "place", "pt_braga"),
        ("place", "4700-123", "postcode", "4700-123"),
        ("date", "amanhã às 10h", "date", "2026-11-24"),
        ("slot", "10:30", "time", "10:30"),
        ("date", "31 de fevereiro", "bad_date", "31 de fevereiro"),
        ("reference", "DEMO-4HTX-92", "reference", "DEMO-4HTX-92"),
        ("reference", "a minha referência é DEMO-4HTX-92", "reference", "DEMO-4HTX-92"),
    ],
)
def test_what_was_asked_for_is_given(hear, asks: str, text: str, kind: str, value: str) -> None:
    heard = hear(text, asks=asks)
    assert heard.intent == "inform"
    assert (kind, value) in [(entity.kind, entity.value) for entity in heard.entities]


def test_a_whole_question_is_not_taken_for_the_place_it_names(hear) -> None:
    heard = hear("em Braga mas como renovo a autorização de residência?", asks="place")
    assert (heard.intent, heard.concept) == ("faq", "residence_permit_renewal")


@pytest.mark.parametrize(
    ("text", "intent"), [("sim", "affirm"), ("yes", "affirm"), ("não", "deny"), ("claro que sim", "affirm")]
)
def test_yes_and_no_answer_a_question(hear, text: str, intent: str) -> None:
    for asks in ("confirm", "place", "slot"):
        assert hear(text, asks=asks).intent == intent


def test_a_language_answers_the_question_for_one_and_is_adopted_at_once(hear) -> None:
    for text, code in (("English", "en"), ("em inglês", "en"), ("हिंदी", "hi"), ("українською", "uk")):
        heard = hear(text, asks="language")
        assert (heard.intent, heard.language, heard.language_source) == ("change_language", code, "chosen")


def test_a_language_named_in_a_question_is_no_wish(hear) -> None:
    heard = hear("onde aprendo português de graça?")
    assert heard.intent == "faq"
    assert not [entity for entity in heard.entities if entity.kind == "language"]


def test_a_bare_place_or_reference_informs_though_nobody_asked(hear) -> None:
    assert hear("Braga").intent == "inform"
    assert hear("DEMO-4HTX-92").intent == "inform"


def test_a_code_says_nothing_of_the_need(hear) -> None:
    assert hear("cancelar DEMO-4HTX-92", asks="reference").intent == "cancel"
    assert hear("DEMO-4HTX-92", asks="confirm").intent == "inform"


def test_the_ranking_is_ten_concepts_best_first(hear) -> None:
    heard = hear("quanto custa renovar o cartão de residência?")
    shares = [share for _, share in heard.ranking]
    assert len(heard.ranking) == RANKED and shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1.001
    assert heard.concept == heard.ranking[0][0]


def test_without_a_context_no_date_is_read(understander: Understander) -> None:
    heard = understander.understand("amanhã às 10h")
    assert not [entity for entity in heard.entities if entity.kind in ("date", "time", "part_of_day")]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, "place", "date", "confirm", "language", "reference"]))
def test_any_text_is_understood_as_something_that_survives_json(text: str, asks: str | None) -> None:
    heard = nlu.understander(built()).understand(text, replace(HERE, options=MENU, asks=asks))
    assert Understanding.from_dict(heard.as_dict()) == heard
    assert heard.decision in ("answer", "offer", "fallback", "dialogue")
    assert (heard.intent == "urgent") == (heard.urgent is not None)
    assert (heard.intent == "choose") == (heard.choice is not None)


@pytest.mark.parametrize(
    "text", ["amanhã às 10h", "rua augusta 25 lisboa", "demain matin à dix heures", "pode ser às 11"]
)
def test_a_short_reply_is_no_danger(hear, text: str) -> None:
    assert hear(text).urgent is None


@pytest.mark.parametrize(
    ("text", "language"),
    [("mon mari me bat", "fr"), ("vai matar-me", "pt"), ("je veux mourir", "fr"), ("mi marido me pega", "es")],
)
def test_few_words_of_danger_are_answered_in_the_language_whose_list_has_them(hear, text: str, language: str) -> None:
    heard = hear(text, previous=None)
    assert heard.urgent and heard.language == language


@pytest.mark.parametrize("text", ["and my husband?", "e o meu marido?", "y mi marido?", "aur meri biwi k liye?"])
def test_the_same_for_a_relative_is_no_danger(hear, text: str) -> None:
    assert not hear(text).may_be_danger


@pytest.mark.parametrize("text", ["SOS", "socorro", "bachao", "救命"])
def test_a_bare_cry_may_be_danger(hear, text: str) -> None:
    assert hear(text).may_be_danger


@pytest.mark.parametrize("asks", ["date", "slot", "place"])
def test_maybe_answers_no_question_and_is_no_question_of_its_own(hear, asks: str) -> None:
    assert hear("maybe", asks=asks).intent == "repeat"


def test_a_language_that_is_only_recognised_is_offered_what_names_an_office(hear) -> None:
    heard = hear("n meste NIF", previous=None)
    assert heard.language == "kea" and heard.decision == "offer" and heard.ranking[0][0] == "tax_number"
