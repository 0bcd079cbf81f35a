"""The confidence gate: what it lets pass, and that its thresholds file is read with care."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.classifier import Scores
from nlu.corpus import Corpus
from nlu.gate import FEATURES, THRESHOLDS, Gate, GateError, gate_features, thresholds
from nlu.train import fit_gate
from tests.nlu.trained_model import examples, small_classifier

pytestmark = pytest.mark.model

GATE = Gate((2.0, 1.5, 1.0, 0.5), -0.5, 0.15)
SCORES = st.lists(st.floats(-3, 3, width=32), min_size=2, max_size=20)


def _scores(values: list[float], cosine: float = 0.5, known: float = 0.8) -> Scores:
    return Scores(np.array(values, dtype=np.float32), np.full(len(values), cosine, dtype=np.float32), known)


@given(SCORES)
def test_confidence_is_a_probability_and_shares_sum_to_one(values: list[float]) -> None:
    scores = _scores(values)
    assert 0 <= GATE.confidence(scores) <= 1
    assert abs(float(GATE.shares(scores.scores).sum()) - 1) < 1e-6


def test_a_clear_winner_is_trusted_more_than_a_tie() -> None:
    assert GATE.confidence(_scores([1.0, -1.0, -1.0])) > GATE.confidence(_scores([1.0, 0.9, -1.0]))
    assert GATE.confidence(_scores([-0.9, -1.0, -1.0])) < 0.3


def test_shares_keep_the_order_of_the_scores() -> None:
    shares = GATE.shares(np.array([0.1, 0.9, -0.4], dtype=np.float32))
    assert list(np.argsort(-shares)) == [1, 0, 2]


def test_a_single_label_has_no_second_to_compare_with() -> None:
    assert len(gate_features(_scores([0.4]))) == len(FEATURES)
    assert np.isfinite(gate_features(_scores([0.4]))).all()


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    GATE.save(tmp_path)
    assert Gate.load(tmp_path) == GATE


def test_fitted_on_questions_it_trusts_known_wording_more_than_nonsense() -> None:
    every = examples()
    gate = fit_gate(Corpus.of([e.text for e in every]), [e.label for e in every])
    known = gate.confidence(small_classifier().score("como peço o NIF"))
    assert known > gate.confidence(small_classifier().score("zwölf rote Fahrräder im Keller")) + 0.2


def test_every_guess_right_gives_the_gate_nothing_to_learn() -> None:
    texts = ["aaaa bbbb", "aaaa bbbb", "aaaa bbbb", "zzzz yyyy", "zzzz yyyy", "zzzz yyyy"]
    labels = ["faq/a"] * 3 + ["faq/z"] * 3
    with pytest.raises(ValueError, match="right and wrong"):
        fit_gate(Corpus.of(texts), labels)


def test_the_thresholds_of_the_project_are_ordered_for_every_language() -> None:
    for language in ("pt", "hi", "zh", "xx"):
        limits = thresholds(language)
        assert 0 < limits.offer <= limits.answer < 1 and limits.reply < limits.wish


def test_a_language_takes_from_the_default_what_it_does_not_name(tmp_path: Path) -> None:
    file = tmp_path / "gate.yml"
    file.write_text(
        "default: {answer: 0.5, offer: 0.1, wish: 0.7, visit: 0.3, reply: 0.2}\nlanguages: {ne: {answer: 0.6}}\n"
    )
    assert thresholds("ne", file).answer == 0.6
    assert thresholds("ne", file).offer == thresholds("pt", file).offer == 0.1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("default: {answer: 0.5, offer: 0.1, wish: 0.7}", "needs exactly"),
        ("default: {answer: 0.5, offer: 0.1, wish: 0.7, visit: 0.3, reply: 2}", "from 0 to 1"),
        ("default: {answer: 0.2, offer: 0.3, wish: 0.7, visit: 0.3, reply: 0.2}", "offer must not be above"),
    ],
)
def test_a_wrong_thresholds_file_is_named_with_the_cure(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "gate.yml"
    file.write_text(content)
    with pytest.raises(GateError, match=message) as error:
        thresholds("pt", file)
    assert "gate.yml" in str(error.value)


def test_the_file_of_the_project_explains_itself_to_a_mediator() -> None:
    assert THRESHOLDS.read_text(encoding="utf-8").startswith("#")
