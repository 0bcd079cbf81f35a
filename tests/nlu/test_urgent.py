"""Danger is recognised before all else: what lists promise, what the model adds, and what is no danger."""

from __future__ import annotations

import csv
import random
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.languages import languages
from nlu.corpus import Corpus
from nlu.examples import Example, concept_of, read_examples
from nlu.features import count
from nlu.linear import matrix_of, telling, vocabulary_of
from nlu.normalise import normalise
from nlu.urgent import KINDS, PhraseList, UrgentError, read_phrases, sentences, urgent_kind
from nlu.urgent_messages import read_messages
from nlu.urgent_model import DANGER, DOUBT, DOUBTFUL, NEAR_DANGER, SILENCE, UrgentModel, UrgentSignals, nearness
from tests.nlu.trained_model import built

pytestmark = pytest.mark.model

MESSAGES = Path(__file__).with_name("evaluation") / "urgent.tsv"
FULL = ("pt", "en", "fr", "es", "uk", "ru", "ro", "ar", "hi", "bn", "ne", "ur", "pa", "zh", "fa", "tr", "de")
"""Languages of full understanding."""
LEAST_PHRASES = 12
RECALL, RECALL_OF_ONE, LOOKALIKES = 0.95, 0.9, 0.1
"""Shares of the messages that must be recognised, over all languages and in each; share of look-alikes that may be."""
ORDINARY = 0.01
"""Share of ordinary training questions in which the lists may see danger; their writers had no list before them."""


@cache
def _messages() -> list[dict[str, str]]:
    with MESSAGES.open(encoding="utf-8", newline="") as handle:
        names = ("kind", "language", "wording", "text")
        return list(csv.DictReader(handle, names, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _questions() -> list[Example]:
    return read_examples()


def _list(tmp_path: Path, content: str) -> PhraseList:
    (tmp_path / "xx.yml").write_text(content, encoding="utf-8")
    return PhraseList(read_phrases(tmp_path))


def test_every_understood_language_lists_every_kind() -> None:
    counts = Counter((phrase.language, phrase.kind) for phrase in read_phrases())
    understood = [code for code, language in languages().items() if language.understand]
    short = [
        (code, kind, counts[code, kind]) for code in understood for kind in KINDS if counts[code, kind] < LEAST_PHRASES
    ]
    assert short == []
    assert {code for code, _ in counts} <= set(languages())


def test_every_listed_phrase_is_recognised_however_it_is_read() -> None:
    phrases, generator = read_phrases(), random.Random(7)
    every = PhraseList(phrases)
    missed = [
        (phrase.language, text)
        for phrase in phrases
        if phrase.kind != "not"
        for text in sorted(sentences(phrase, generator, 3))
        if every.kind(every.strip(text)) is None  # noqa: B005 - the method of PhraseList
    ]
    assert missed == []


def test_case_accents_and_punctuation_do_not_hide_danger() -> None:
    assert urgent_kind("o meu marido bate-me") == urgent_kind("O MEU MARIDO BATE ME!!!") == "violence"
    assert urgent_kind("je veux mourir") == urgent_kind("JE  VEUX... mourir") == "self_harm"


@given(st.text(alphabet=st.characters(exclude_categories=("L", "M", "Cs")), max_size=40))
def test_text_without_letters_is_never_listed_danger(text: str) -> None:
    assert urgent_kind(text) is None


def test_lists_see_danger_in_hardly_any_ordinary_question() -> None:
    ordinary = [e for e in _questions()[::3] if concept_of(e.label) not in {*DANGER, *NEAR_DANGER}]
    alarms = [(e.language, e.text) for e in ordinary if urgent_kind(e.text)]
    assert len(alarms) <= ORDINARY * len(ordinary), alarms[:20]


def test_unseen_messages_of_danger_are_recognised_and_look_alikes_are_not() -> None:
    signals = UrgentSignals.load(built())
    seen, every = Counter[str](), Counter[str]()
    alarms: list[str] = []
    harmless = 0
    for message in _messages():
        kind = signals.signal(message["text"]).kind
        if message["kind"] == "none":
            harmless += 1
            alarms += [message["text"]] if kind else []
        else:
            every[message["language"]] += 1
            seen[message["language"]] += kind is not None
    assert set(every) == set(FULL)
    assert seen.total() >= RECALL * every.total()
    assert [code for code in FULL if seen[code] < RECALL_OF_ONE * every[code]] == []
    assert len(alarms) <= LOOKALIKES * harmless, alarms


def test_no_message_of_the_evaluation_is_a_training_question_or_a_listed_phrase() -> None:
    known = {normalise(example.text) for example in _questions()} | {normalise(p.text) for p in read_phrases()}
    copied = [m["text"] for m in _messages() if len(m["text"].split()) > 3 and normalise(m["text"]) in known]
    assert copied == []


def test_words_stand_one_after_the_other_unless_a_gap_allows_more(tmp_path: Path) -> None:
    strict = _list(tmp_path, "medical: [heart stopped]")
    assert strict.kind("heart stopped") == "medical"
    assert strict.kind("heart has stopped") is None
    loose = _list(tmp_path, "medical: [heart ... stopped]")
    assert loose.kind("heart has just now suddenly stopped") == "medical"
    assert loose.kind("heart one two three four five six stopped") is None


def test_stems_choices_groups_and_optional_words(tmp_path: Path) -> None:
    phrases = _list(tmp_path, "groups: {him: [husband, old man]}\nviolence: ['<him> (often|) (hit*|kick*) me']")
    for text in ("husband hits me", "old man often kicked me"):
        assert phrases.kind(text) == "violence"
    for text in ("man hits me", "husband never hits me", "husband hits"):
        assert phrases.kind(text) is None


def test_parts_joined_by_plus_stand_in_any_order_but_near(tmp_path: Path) -> None:
    phrases = _list(tmp_path, "violence: [knife + husband]")
    assert phrases.kind("my husband has a knife") == phrases.kind("knife in the hand of my husband") == "violence"
    assert phrases.kind("knife " + "x " * 20 + "husband") is None


def test_words_of_a_not_phrase_are_taken_out_first(tmp_path: Path) -> None:
    phrases = _list(tmp_path, "self_harm: [killing me, want to die]\nnot: [deadline ... killing me]")
    assert phrases.kind(phrases.strip("this deadline is killing me")) is None
    assert phrases.kind(phrases.strip("this deadline is killing me, I want to die")) == "self_harm"


def test_the_longest_phrase_names_the_kind(tmp_path: Path) -> None:
    phrases = _list(tmp_path, "violence: [hits]\nchild: [hits my son]")
    assert phrases.kind("he hits my son") == "child"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- a", "expected kinds"),
        ("robbery: [thief]", "unknown kind 'robbery'"),
        ("violence: ['<partner> hits me']", "no group called <partner>"),
        ("violence: ['(my|) ...']", "needs at least one word"),
        ("violence: ['(hit|kick)* me']", "a star follows a word"),
    ],
)
def test_a_wrong_list_is_named_with_file_and_cure(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(UrgentError, match=message) as error:
        _list(tmp_path, content)
    assert "xx.yml" in str(error.value)


def test_a_folder_without_lists_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UrgentError, match="no phrase lists"):
        read_phrases(tmp_path)


def test_a_single_word_or_a_strange_language_is_left_to_the_lists() -> None:
    model = UrgentModel.load(built())
    for text in ("pita", "më vonë", "depois", "kiedy przyjdzie listonosz z paczką"):
        assert model.signal(text) == SILENCE


def test_what_comes_near_to_danger_is_doubtful_and_no_alarm() -> None:
    model = UrgentModel.load(built())
    text = "ele disse que hoje ninguém sai de casa"
    danger = model.look(text).danger
    for less, heard in ((0.1, DOUBTFUL), (DOUBT + 0.1, SILENCE)):
        assert replace(model, threshold=danger + less).signal(text) == heard
    assert replace(model, threshold=danger - 0.1).signal(text).kind


def test_what_is_nearer_to_danger_than_to_harmless_talk_sounds_more_like_danger() -> None:
    texts = ["o meu marido bate-me", "o trânsito está a matar-me"]
    corpus = Corpus.of(texts)
    vocabulary = vocabulary_of(corpus)
    messages = telling(matrix_of(corpus, vocabulary))
    near = [nearness(messages, 1, vocabulary.vector(count(text))) for text in ("ele bate-me", "que trânsito", "")]
    assert near[0] > 0 > near[1]
    assert near[2] == 0


def test_a_message_of_unknown_kind_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "pt.tsv").write_text("violence\tele bate-me\nfome\tnão comemos\n", encoding="utf-8")
    with pytest.raises(UrgentError, match=r"pt\.tsv, line 2: write one of violence"):
        read_messages(tmp_path)


@pytest.mark.parametrize("text", ["mein mann schlaegt mich", "er wuergt mich", "ich moechte sterben"])
def test_danger_is_read_without_the_letters_that_a_keyboard_lacks(text: str) -> None:
    assert urgent_kind(text)
