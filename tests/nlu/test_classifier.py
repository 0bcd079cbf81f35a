"""The classifier: what it recognises, that it forgets nothing on disk, and that small differences do not matter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.classifier import Classifier, Postings
from nlu.corpus import Corpus
from nlu.features import BLOCKS, Vector, count
from nlu.linear import vocabulary_of
from nlu.train import fit_classifier
from tests.nlu.trained_model import examples, small_classifier


def _best(text: str) -> str:
    classifier = small_classifier()
    return classifier.labels[int(classifier.score(text).scores.argmax())]


def test_every_question_it_learned_is_recognised_with_a_full_cosine() -> None:
    classifier = small_classifier()
    for example in examples():
        scores = classifier.score(example.text)
        assert _best(example.text) == example.label, example.text
        assert scores.cosines[classifier.labels.index(example.label)] > 0.98, example.text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("preciso de tirar o número de contribuinte", "faq/tax_number"),
        ("PRECISO DO NIF!!", "faq/tax_number"),
        ("i need a fmily docter", "faq/health_number"),
        ("matricula da minha filha", "faq/school_enrolment"),
        ("beti ke liye school", "faq/school_enrolment"),
        ("posso falar com um humano", "human"),
    ],
)
def test_new_wordings_are_recognised(text: str, label: str) -> None:
    assert _best(text) == label


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("matrícula escolar", "MATRICULA  ESCOLAR?"),
        ("número de utente", "numero de utente"),
        ("स्कूल में दाखिला", "स्कूल में दाख़िला।"),
        ("don't know", "dont know"),
    ],
)
def test_case_accents_and_punctuation_change_nothing(one: str, other: str) -> None:
    assert np.array_equal(small_classifier().score(one).scores, small_classifier().score(other).scores)


def test_a_message_of_unknown_signs_gets_the_bare_intercepts() -> None:
    scores = small_classifier().score("☂☂☂")
    assert np.array_equal(scores.scores, small_classifier().intercepts)
    assert scores.known == 0


def test_the_share_of_known_wording_falls_for_a_strange_language() -> None:
    classifier = small_classifier()
    assert classifier.score("matrícula escolar").known > 0.9
    assert classifier.score("kiedy otwieracie jutro rano").known < 0.3


def test_saved_and_loaded_it_scores_the_same(tmp_path: Path) -> None:
    small_classifier().save(tmp_path)
    again = Classifier.load(tmp_path)
    assert again.labels == small_classifier().labels
    for text in ("onde tiro o NIF", "नमस्ते", "school places"):
        assert np.array_equal(again.score(text).scores, small_classifier().score(text).scores)


def test_the_same_questions_give_the_same_model_in_any_order() -> None:
    backwards = examples()[::-1]
    again = fit_classifier(Corpus.of([e.text for e in backwards]), [e.label for e in backwards])
    text = "preciso de um médico"
    assert np.array_equal(again.score(text).scores, small_classifier().score(text).scores)


def test_one_label_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="two labels"):
        fit_classifier(Corpus.of(["olá", "bom dia"]), ["greet", "greet"])


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="classifier.npz"):
        Classifier.load(tmp_path)


@given(st.text(max_size=60))
def test_any_text_is_scored_with_finite_figures(text: str) -> None:
    scores = small_classifier().score(text)
    assert np.isfinite(scores.scores).all()
    assert (scores.cosines <= 1.05).all() and 0 <= scores.known <= 1


@given(st.integers(2, 6), st.integers(2, 8), st.randoms(use_true_random=False))
def test_a_sparse_product_is_the_product_of_the_matrix(height: int, width: int, generator: object) -> None:
    random = np.random.default_rng(generator.randint(0, 2**31))  # type: ignore[attr-defined]
    matrix = random.normal(size=(height, width)) * (random.random((height, width)) < 0.5)
    rows, features = np.nonzero(matrix)
    sparse = Postings.build(rows, features, matrix[rows, features].astype(np.float32), matrix.shape)
    weights = random.normal(size=width).astype(np.float32)
    found = sparse.product(Vector(np.arange(width, dtype=np.int32), weights, 1.0))
    assert np.allclose(found, matrix @ weights, atol=0.02 * max(1.0, float(np.abs(matrix).max())) * width)


@pytest.mark.parametrize("height", [65_535, 70_000])
def test_as_many_examples_as_there_are_can_be_kept(height: int) -> None:
    last = np.array([height - 1])
    built = Postings.build(last, np.array([0]), np.array([1.0], dtype=np.float32), (height, 1))
    again = Postings.from_arrays("x", built.arrays("x"))
    product = again.product(Vector(np.array([0], dtype=np.int32), np.array([2.0], dtype=np.float32), 1.0))
    assert (len(product), int(product.argmax()), round(float(product.max()))) == (height, height - 1, 2)


def test_a_vector_has_length_one_or_is_empty() -> None:
    vocabulary = vocabulary_of(Corpus.of([e.text for e in examples()]))
    assert abs(float((vocabulary.vector(count("o meu NIF")).weights ** 2).sum()) - 1) < 1e-5
    assert len(vocabulary.vector(count("")).weights) == 0
    assert len(vocabulary.codes) == len(BLOCKS)
