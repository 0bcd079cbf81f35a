"""Training: from questions to the folder that `nlu.understanding` serves from.

    python -m nlu.train --out .build/nlu

Needs scikit-learn and SciPy; serving does not. Everything is seeded, so the same questions give the same model.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlu.classifier import Classifier
from nlu.corpus import Corpus
from nlu.examples import DATA, Example, concept_of, read_examples
from nlu.gate import Gate, gate_features
from nlu.linear import largest, matrix_of, rows_of, telling, vocabulary_of
from nlu.published import FINGERPRINT
from nlu.urgent import read_phrases
from nlu.urgent_train import fit_urgent

log = logging.getLogger(__name__)

KEPT_WEIGHTS = 0.15
"""Share of the linear weights that is kept: the largest. Fewer cost accuracy, more only memory."""
HELD_OUT = 3
"""Every third example of a label is unknown to the trial classifier that the gate learns from."""
LEFT_OUT = 6
"""Every sixth label is wholly unknown to it: what people ask about it stands for questions out of scope."""
LEFT_OUT_WEIGHT = 0.3
GATE_MESSAGES = 7500
"""Messages scored for the gate; more change nothing and cost time."""

AT_ONCE = 45
"""Labels whose weights are fitted in one go: more need more memory, fewer more time."""

ROOM = Path(__file__).parent
READ = {".py", ".yml", ".tsv", ".txt", ".json", ".csv"}


def _in_order(corpus: Corpus, labels: Sequence[str]) -> tuple[Corpus, list[str]]:
    """Return texts and labels by label and wording, so that the same questions give the same model."""
    order = sorted(range(len(labels)), key=lambda index: (labels[index], corpus.texts[index]))
    if order == list(range(len(labels))):  # a second corpus would be the largest thing in memory
        return corpus, list(labels)
    return corpus.take(order), [labels[index] for index in order]


def fit_classifier(corpus: Corpus, labels: Sequence[str]) -> Classifier:
    """Fit the classifier on texts and their labels (at least two different ones); their order does not matter.

    Raises ValueError when there is only one label.
    """
    if len(set(labels)) < 2:
        raise ValueError("training needs questions of at least two labels")
    corpus, labels = _in_order(corpus, labels)
    names, first, numbers = np.unique(np.array(labels), return_index=True, return_inverse=True)
    vocabulary = vocabulary_of(corpus)
    matrix = matrix_of(corpus, vocabulary)
    weights, intercepts = _each_against_the_rest(matrix, numbers, len(names))
    return Classifier(
        tuple(str(name) for name in names),
        vocabulary,
        largest(weights, KEPT_WEIGHTS),
        intercepts.astype(np.float32),
        telling(matrix),
        first.astype(np.int64),
    )


def _each_against_the_rest(
    matrix: csr_matrix, numbers: NDArray[np.int64], labels: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Weights and intercepts, a row per label. Some labels at a time: the solver holds two dense copies of its rows."""
    weights = np.zeros((labels, matrix.shape[1]), dtype=np.float32)
    intercepts = np.zeros(labels)
    for first in range(0, labels, AT_ONCE):
        some = min(AT_ONCE, labels - first)
        inside = (numbers >= first) & (numbers < first + some)
        model = LinearSVC(C=0.5, tol=0.3, random_state=0)  # a finer tolerance gains nothing
        model.fit(matrix, np.where(inside, numbers - first, some))
        rows, constants = rows_of(model, len(model.classes_))
        weights[first : first + some], intercepts[first : first + some] = rows[:some], constants[:some]
    return weights, intercepts


@dataclass
class _Unseen:
    """What the gate learns from: figures of messages the classifier had not seen, and what was right."""

    features: list[NDArray[np.float64]]
    right: list[bool]
    weight: list[float]
    ranked: list[tuple[NDArray[np.float64], int]]
    """Scores of the concepts and the place of the right one, for the temperature; unknown concepts are -inf."""


def _held_out(labels: Sequence[str], generator: np.random.Generator) -> NDArray[np.bool_]:
    """Mark every third example of each label, at random."""
    seen: dict[str, int] = defaultdict(int)
    held_out = np.zeros(len(labels), dtype=bool)
    for index in generator.permutation(len(labels)):
        held_out[index] = seen[labels[index]] % HELD_OUT == 0
        seen[labels[index]] += 1
    return held_out


def _unseen(corpus: Corpus, labels: Sequence[str]) -> _Unseen:
    """Score messages by a classifier that knows neither them nor, for some, their label."""
    corpus, labels = _in_order(corpus, labels)
    generator = np.random.default_rng(0)
    held_out = _held_out(labels, generator)
    names = sorted(set(labels))
    concepts = [name for name in names if concept_of(name)]
    left_out = set(names[::LEFT_OUT]) if len(names) > LEFT_OUT else set()
    known = [i for i, label in enumerate(labels) if not held_out[i] and label not in left_out]
    model = fit_classifier(corpus.take(known), [labels[i] for i in known])
    place = {label: position for position, label in enumerate(model.labels)}
    unseen = _Unseen([], [], [], [])
    asked = [i for i, label in enumerate(labels) if held_out[i] or label in left_out]
    for index in generator.permutation(asked)[:GATE_MESSAGES]:
        scores = model.score_vector(model.vocabulary.vector(corpus.counted(index)))
        label = labels[index]
        unseen.features.append(gate_features(scores))
        unseen.right.append(model.labels[int(scores.scores.argmax())] == label)
        unseen.weight.append(LEFT_OUT_WEIGHT if label in left_out else 1.0)
        if label not in left_out and concept_of(label):
            row = [float(scores.scores[place[c]]) if c in place else -np.inf for c in concepts]
            unseen.ranked.append((np.array(row), concepts.index(label)))
    return unseen


def _temperature(ranked: Sequence[tuple[NDArray[np.float64], int]]) -> float:
    """Return the temperature under which the right concepts were least surprising."""
    scores = np.array([score for score, _ in ranked])
    right = np.array([place for _, place in ranked])
    scores -= scores.max(axis=1, keepdims=True)

    def surprise(temperature: float) -> float:
        powers = scores / temperature
        return float((np.log(np.exp(powers).sum(axis=1)) - powers[np.arange(len(right)), right]).mean())

    return min((float(value) for value in np.geomspace(0.05, 0.6, 40)), key=surprise)


def fit_gate(corpus: Corpus, labels: Sequence[str]) -> Gate:
    """Fit the confidence gate; costs one more classifier."""
    unseen = _unseen(corpus, labels)
    right = np.array(unseen.right)
    if right.all() or not right.any():
        raise ValueError("the gate needs right and wrong guesses to learn from; add questions")
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(np.array(unseen.features), right, sample_weight=np.array(unseen.weight))
    return Gate(
        tuple(float(weight) for weight in model.coef_[0]),
        float(model.intercept_[0]),
        _temperature(unseen.ranked),
    )


def code_fingerprint() -> str:
    """Return a hash of everything in this room that training or serving reads, the questions excepted."""
    digest = hashlib.sha256()
    for file in sorted(ROOM.rglob("*")):
        if file.suffix in READ and DATA not in file.parents:
            digest.update(f"{file.relative_to(ROOM)}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def fingerprint(examples: Sequence[Example]) -> str:
    """Return the hash that names the model these questions give; the order of the questions does not matter."""
    digest = hashlib.sha256(code_fingerprint().encode())
    for line in sorted(f"{e.label}\0{e.language}\0{e.text}" for e in examples):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def train(examples: Sequence[Example], out: Path) -> None:
    """Train everything that understanding needs and write it into the folder `out`, which is made if missing.

    The fingerprint is written last, so a folder without it is not a whole model. Raises ValueError when the
    questions have fewer than two labels, CalledProcessError when language identification cannot be trained.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / FINGERPRINT).unlink(missing_ok=True)
    log.info("%d questions of %d labels", len(examples), len({example.label for example in examples}))
    identification = subprocess.Popen(
        [sys.executable, "-m", "nlu.lid.train", "--out", str(out / "lid")], cwd=ROOM.parent
    )  # beside the rest: it uses one core
    try:
        _train_understanding(examples, out)
        if identification.wait():
            raise subprocess.CalledProcessError(identification.returncode, identification.args)
    finally:
        identification.kill()
    (out / FINGERPRINT).write_text(fingerprint(examples), encoding="utf-8")


def _train_understanding(examples: Sequence[Example], out: Path) -> None:
    fit_urgent(examples, read_phrases()).save(out)  # first, while nothing else takes memory
    log.info("urgent signals done; now the classifier")
    examples = sorted(examples, key=lambda example: (example.label, example.text))
    labels = [example.label for example in examples]
    corpus = Corpus.of([example.text for example in examples])
    fit_classifier(corpus, labels).save(out)
    log.info("classifier done; now the confidence gate")
    fit_gate(corpus, labels).save(out)
    log.info("confidence gate done")


def train_or_copy(examples: Sequence[Example], out: Path, built: Path) -> None:
    """Like `train`, but copy the model in `built` when it is the one these questions give."""
    known = built / FINGERPRINT
    if known.is_file() and known.read_text(encoding="utf-8") == fingerprint(examples):
        shutil.copytree(built, out, dirs_exist_ok=True)
    else:
        train(examples, out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; `--help` lists the options."""
    parser = argparse.ArgumentParser(prog="python -m nlu.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of training questions")
    parser.add_argument("--out", type=Path, required=True, help="folder the model is written into")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train(read_examples(options.data), options.out)


if __name__ == "__main__":
    main()
