"""Training of the model behind the phrase lists: messages of danger, listed phrases, ordinary questions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from nlu.corpus import Corpus
from nlu.examples import Example, concept_of
from nlu.features import Vocabulary, count
from nlu.linear import largest, matrix_of, rows_of, telling, vocabulary_of
from nlu.urgent import NONE, Phrase, PhraseList, sentences
from nlu.urgent_messages import read_messages
from nlu.urgent_model import DANGER, NEAR_DANGER, UrgentModel, nearness

WRITTEN_OUT = 6
"""Ways in which each urgent phrase is written out for the model."""
FALSE_ALARMS = 0.06
"""Share of unseen ordinary questions in which the model, which knows nothing else of them, may see danger."""
ASKED_EVERY = 4
"""Every fourth of those questions is enough to measure it."""
COUNTS = {"phrase": 0.1, "message": 3.0, "question": 1.0, "talk": 2.0}
"""Weight of a phrase written out, a whole message, a training question and other training talk: phrases are no
messages, and who talks of a visit is not to be alarmed."""
KEPT_WEIGHTS = 0.3


class _Row(NamedTuple):
    text: str
    kind: str
    source: str
    """A key of `COUNTS`."""

    @property
    def ordinary(self) -> bool:
        """Whether it is a training question, or other talk, without danger."""
        return self.source in ("question", "talk") and self.kind == NONE


def _rows(examples: Sequence[Example], phrases: Sequence[Phrase]) -> Iterator[_Row]:
    lists = PhraseList(phrases)
    generator = random.Random(0)
    for phrase in phrases:
        kind = NONE if phrase.kind == "not" else phrase.kind
        for text in sorted(sentences(phrase, generator, WRITTEN_OUT)):
            yield _Row(text, kind, "phrase")
    for kind, message in read_messages():
        yield _Row(lists.strip(message), kind, "message")
    for example in sorted(examples, key=lambda example: (example.label, example.text)):
        stripped = lists.strip(example.text)
        concept = concept_of(example.label)
        kind = lists.kind(stripped) or DANGER.get(concept or "", NONE)
        # Near danger only what the lists know is sure; elsewhere what they find would be a false alarm.
        if (concept in DANGER or concept in NEAR_DANGER) != (kind == NONE):
            yield _Row(stripped, kind, "question" if concept else "talk")


def fit_urgent(examples: Sequence[Example], phrases: Sequence[Phrase]) -> UrgentModel:
    """Fit the model behind the phrase lists, so that few ordinary questions it has not seen raise an alarm."""
    rows = list(_rows(examples, phrases))
    vocabulary, matrix = _counted(rows)
    kinds = tuple(sorted({row.kind for row in rows} - {NONE}))
    alarm = _alarm(matrix, rows)
    weights, intercepts = _which(matrix, rows, kinds)
    dangers = [number for number, row in enumerate(rows) if row.source == "message" and row.kind != NONE]
    harmless = [number for number, row in enumerate(rows) if row.source == "message" and row.kind == NONE]
    messages = telling(matrix[dangers + harmless])

    def near(number: int) -> float:
        return nearness(messages, len(dangers), vocabulary.vector(count(rows[number].text)))

    return UrgentModel(
        kinds,
        vocabulary,
        largest(np.vstack([alarm.coef_, weights]), KEPT_WEIGHTS),
        np.concatenate([alarm.intercept_, intercepts]).astype(np.float32),
        _threshold(matrix, rows, near),
        messages,
        len(dangers),
    )


def _counted(rows: Sequence[_Row]) -> tuple[Vocabulary, csr_matrix]:
    corpus = Corpus.of([row.text for row in rows])  # needs more memory than the matrix, and is not kept
    vocabulary = vocabulary_of(corpus)
    return vocabulary, matrix_of(corpus, vocabulary)


def _alarm(matrix: csr_matrix, rows: Sequence[_Row]) -> LinearSVC:
    """Fit danger against everything else; `rows` are the rows of `matrix`."""
    danger = [row.kind != NONE for row in rows]
    return LinearSVC(C=0.2, tol=0.1, random_state=0).fit(matrix, danger, _weights(rows))


def _which(
    matrix: csr_matrix, rows: Sequence[_Row], kinds: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit the kinds of danger against each other: weights and intercepts, a row for each."""
    dangers = [number for number, row in enumerate(rows) if row.kind != NONE]
    model = LinearSVC(C=0.5, tol=0.1, random_state=0)
    model.fit(matrix[dangers], [kinds.index(rows[i].kind) for i in dangers], _weights([rows[i] for i in dangers]))
    return rows_of(model, len(kinds))


def _weights(rows: Sequence[_Row]) -> list[float]:
    return [COUNTS[row.source] for row in rows]


def _threshold(matrix: csr_matrix, rows: Sequence[_Row], near: Callable[[int], float]) -> float:
    """Return the score that few ordinary questions reach which the model has not seen: every third is kept from it.

    `near` is what the nearest messages add to the score of a row.
    """
    held_out = [number for number, row in enumerate(rows) if row.ordinary][::3]
    rest = sorted(set(range(len(rows))) - set(held_out))
    trial = _alarm(matrix[rest], [rows[i] for i in rest])
    asked = held_out[::ASKED_EVERY]
    scores = trial.decision_function(matrix[asked]) + [near(number) for number in asked]
    return float(np.quantile(scores, 1 - FALSE_ALARMS))
