"""Training: from questions to the folder that `nlu.understanding` serves from.

    python -m nlu.train --out .build/nlu

Needs scikit-learn and SciPy; serving does not. Everything is seeded, so the same questions give the same model.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlu.classifier import Classifier, Postings
from nlu.examples import DATA, Example, concept_of, read_examples
from nlu.features import Counted, Vector, Vocabulary, count
from nlu.gate import Gate, gate_features
from nlu.urgent import NONE, Phrase, PhraseList, UrgentModel, read_phrases, sentences
from nlu.urgent_messages import read_messages

log = logging.getLogger(__name__)

KEPT_WEIGHTS = 0.15
"""Share of the linear weights that is kept: the largest. Fewer cost accuracy, more only memory."""
RARE_FROM = 3000
"""From this many examples on, an n-gram must occur twice to count."""
COMMON_FROM = 500
"""An n-gram that more examples have says nothing of the nearest one, and looking at all of them is what costs."""
FOLDS = 3
LEFT_OUT = 10
"""Every tenth label is unknown to a fold: what people ask about it stands for questions out of scope."""
LEFT_OUT_WEIGHT = 0.3
GATE_MESSAGES = 2500
"""Messages scored per fold for the gate; more change nothing and cost time."""

WRITTEN_OUT = 12
"""Ways in which each urgent phrase is written out for the model."""
FALSE_ALARMS = 0.015
"""Share of unseen ordinary questions in which the model of urgent signals may see danger."""
DANGER = {"domestic_violence": "violence"}
"""Concepts whose questions count as urgent, also when they are put as questions."""
NEAR_DANGER = frozenset({
    "asylum_apply", "asylum_rights", "border_refusal", "child_without_papers", "crime_victim", "emergency_shelter",
    "eviction", "food_social_support", "health_emergency", "labour_exploitation", "mental_health",
    "pregnancy_child_health", "removal_order", "trafficking_help", "trafficking_victim_permit", "work_accident_sick",
})  # fmt: skip
"""Concepts whose questions may tell of danger or only ask about it."""
FINGERPRINT = "fingerprint.txt"
ROOM = Path(__file__).parent
READ = {".py", ".yml", ".tsv", ".txt", ".json", ".csv"}

Texts = Sequence[tuple[Counted, ...]]


def _matrix(vectors: Sequence[Vector], width: int) -> csr_matrix:
    starts = np.cumsum([0, *(len(vector.features) for vector in vectors)])
    features = np.concatenate([vector.features for vector in vectors])
    weights = np.concatenate([vector.weights for vector in vectors])
    return csr_matrix((weights, features, starts), shape=(len(vectors), width))


def _decision(model: LinearSVC, labels: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights and intercepts with one row per label; scikit-learn gives a single row for two labels."""
    if labels == 2:
        return np.vstack([-model.coef_, model.coef_]), np.concatenate([-model.intercept_, model.intercept_])
    return model.coef_, model.intercept_


def _largest(weights: NDArray[np.float64]) -> Postings:
    """Keep the largest weights. The threshold comes from every seventh weight, to save memory."""
    threshold = float(np.quantile(np.abs(weights.ravel()[::7]), 1 - KEPT_WEIGHTS))
    rows: list[NDArray[np.int64]] = []
    features: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float32]] = []
    for row, weight in enumerate(weights):
        kept = np.flatnonzero(np.abs(weight) >= threshold)
        rows.append(np.full(len(kept), row))
        features.append(kept)
        values.append(weight[kept].astype(np.float32))
    return Postings.build(
        np.concatenate(rows), np.concatenate(features), np.concatenate(values), (weights.shape[0], weights.shape[1])
    )


def _telling(matrix: csr_matrix) -> Postings:
    """Return the examples by those n-grams that few of them share."""
    coordinates = matrix.tocoo()
    kept = np.bincount(coordinates.col, minlength=matrix.shape[1])[coordinates.col] <= COMMON_FROM
    return Postings.build(coordinates.row[kept], coordinates.col[kept], coordinates.data[kept], matrix.shape)


def fit_classifier(texts: Texts, labels: Sequence[str]) -> Classifier:
    """Fit the classifier on counted texts and their labels (at least two different ones).

    Raises ValueError when there is only one label.
    """
    if len(set(labels)) < 2:
        raise ValueError("training needs questions of at least two labels")
    order = sorted(range(len(labels)), key=lambda index: labels[index])
    texts, labels = [texts[index] for index in order], [labels[index] for index in order]
    names, first, numbers = np.unique(np.array(labels), return_index=True, return_inverse=True)
    vocabulary = Vocabulary.fit(texts, at_least=2 if len(texts) >= RARE_FROM else 1)
    matrix = _matrix([vocabulary.vector(text) for text in texts], vocabulary.size)
    model = LinearSVC(C=0.5, tol=1e-2, random_state=0).fit(matrix, numbers)
    weights, intercepts = _decision(model, len(names))
    return Classifier(
        tuple(str(name) for name in names),
        vocabulary,
        _largest(weights),
        intercepts.astype(np.float32),
        _telling(matrix),
        first.astype(np.int64),
    )


@dataclass
class _Unseen:
    """What the gate learns from: figures of messages the classifier had not seen, and what was right."""

    features: list[NDArray[np.float64]]
    right: list[bool]
    weight: list[float]
    ranked: list[tuple[NDArray[np.float64], int]]
    """Scores of the concepts and the place of the right one, for the temperature; unknown concepts are -inf."""


def _folds(labels: Sequence[str], generator: np.random.Generator) -> NDArray[np.int64]:
    """Give each example a fold, so that every label is spread evenly over all."""
    seen: dict[str, int] = defaultdict(int)
    fold = np.zeros(len(labels), dtype=np.int64)
    for index in generator.permutation(len(labels)):
        fold[index] = seen[labels[index]] % FOLDS
        seen[labels[index]] += 1
    return fold


def _unseen(texts: Texts, labels: Sequence[str]) -> _Unseen:
    """Score messages by classifiers that know neither them nor, for some, their label."""
    generator = np.random.default_rng(0)
    fold = _folds(labels, generator)
    names = sorted(set(labels))
    concepts = [name for name in names if concept_of(name)]
    unseen = _Unseen([], [], [], [])
    for number in range(FOLDS):
        left_out = set(names[number::LEFT_OUT]) if len(names) > LEFT_OUT else set()
        known = [i for i, label in enumerate(labels) if fold[i] != number and label not in left_out]
        model = fit_classifier([texts[i] for i in known], [labels[i] for i in known])
        place = {label: position for position, label in enumerate(model.labels)}
        asked = [i for i, label in enumerate(labels) if fold[i] == number or label in left_out]
        for index in generator.permutation(asked)[:GATE_MESSAGES]:
            scores = model.score_vector(model.vocabulary.vector(texts[index]))
            label = labels[index]
            unseen.features.append(gate_features(scores))
            unseen.right.append(model.labels[int(scores.scores.argmax())] == label)
            unseen.weight.append(LEFT_OUT_WEIGHT if label in left_out else 1.0)
            if label not in left_out and concept_of(label):
                row = [float(scores.scores[place[c]]) if c in place else -np.inf for c in concepts]
                unseen.ranked.append((np.array(row), concepts.index(label)))
        log.info("confidence gate: part %d of %d done", number + 1, FOLDS)
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


def fit_gate(texts: Texts, labels: Sequence[str]) -> Gate:
    """Fit the confidence gate; costs one classifier per fold."""
    unseen = _unseen(texts, labels)
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


def _urgent_questions(examples: Sequence[Example], phrases: Sequence[Phrase]) -> Iterator[tuple[str, str]]:
    """Yield text and kind (or 'none') of everything the model of urgent signals learns from."""
    lists = PhraseList(phrases)
    generator = random.Random(0)
    for phrase in phrases:
        kind = NONE if phrase.kind == "not" else phrase.kind
        for text in sorted(sentences(phrase, generator, WRITTEN_OUT)):
            yield text, kind
    for kind, message in read_messages():
        yield lists.strip(message), kind
    for example in examples:
        stripped = lists.strip(example.text)
        concept = concept_of(example.label)
        kind = lists.kind(stripped) or DANGER.get(concept or "", NONE)
        # Near danger only what the lists know is sure; elsewhere what they find would be a false alarm.
        if (concept in DANGER or concept in NEAR_DANGER) != (kind == NONE):
            yield stripped, kind


def fit_urgent(examples: Sequence[Example], phrases: Sequence[Phrase]) -> UrgentModel:
    """Fit the model behind the phrase lists, so that few ordinary questions it has not seen raise an alarm."""
    texts, kinds = zip(*_urgent_questions(examples, phrases), strict=True)
    counted = [count(text) for text in texts]
    ordinary = [number for number, kind in enumerate(kinds) if kind == NONE]
    held_out = set(ordinary[::3])
    rest = [number for number in range(len(kinds)) if number not in held_out]
    trial = _fit_urgent([counted[i] for i in rest], [kinds[i] for i in rest], margin=0.0)
    margins = [float(np.sort(trial.margins(texts[i]))[-1]) for i in sorted(held_out)]
    # 'none' beats itself by zero, so a margin of zero means that no kind came first.
    margin = max(float(np.quantile(margins, 1 - FALSE_ALARMS)), 0.0)
    return _fit_urgent(counted, kinds, margin)


def _fit_urgent(counted: Texts, kinds: Sequence[str], margin: float) -> UrgentModel:
    labels = tuple(sorted({NONE, *kinds}))
    vocabulary = Vocabulary.fit(counted, at_least=2 if len(counted) >= RARE_FROM else 1)
    matrix = _matrix([vocabulary.vector(text) for text in counted], vocabulary.size)
    model = LinearSVC(C=0.5, tol=1e-2, random_state=0).fit(matrix, [labels.index(kind) for kind in kinds])
    weights, intercepts = _decision(model, len(labels))
    return UrgentModel(labels, vocabulary, _largest(weights), intercepts.astype(np.float32), margin)


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
    labels = [example.label for example in examples]
    texts = [count(example.text) for example in examples]
    fit_classifier(texts, labels).save(out)
    log.info("classifier done; now the confidence gate")
    fit_gate(texts, labels).save(out)
    log.info("confidence gate done; now urgent signals")
    fit_urgent(examples, read_phrases()).save(out)
    log.info("urgent signals done")


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
