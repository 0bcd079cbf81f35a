"""Training of the model behind the phrase lists: messages of danger, listed phrases, ordinary questions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from nlu.corpus import Corpus
from nlu.examples import Example, concept_of
from nlu.linear import largest, matrix_of, rows_of, vocabulary_of
from nlu.urgent import NONE, Phrase, PhraseList, sentences
from nlu.urgent_messages import read_messages
from nlu.urgent_model import DANGER, NEAR_DANGER, UrgentModel

WRITTEN_OUT = 12
"""Ways in which each urgent phrase is written out for the model."""
FALSE_ALARMS = 0.058
"""Share of unseen ordinary questions in which the model, which knows nothing else of them, may see danger."""
PHRASE_COUNTS, MESSAGE_COUNTS = 0.1, 3.0
"""Weight of a phrase written out, and of a whole message, beside an ordinary question: phrases are no messages."""
KEPT_WEIGHTS = 0.3


class _Row(NamedTuple):
    text: str
    kind: str
    weight: float
    ordinary: bool
    """Whether it is a training question without danger."""


def _rows(examples: Sequence[Example], phrases: Sequence[Phrase]) -> Iterator[_Row]:
    lists = PhraseList(phrases)
    generator = random.Random(0)
    for phrase in phrases:
        kind = NONE if phrase.kind == "not" else phrase.kind
        for text in sorted(sentences(phrase, generator, WRITTEN_OUT)):
            yield _Row(text, kind, PHRASE_COUNTS, False)
    for kind, message in read_messages():
        yield _Row(lists.strip(message), kind, MESSAGE_COUNTS, False)
    for example in sorted(examples, key=lambda example: (example.label, example.text)):
        stripped = lists.strip(example.text)
        concept = concept_of(example.label)
        kind = lists.kind(stripped) or DANGER.get(concept or "", NONE)
        # Near danger only what the lists know is sure; elsewhere what they find would be a false alarm.
        if (concept in DANGER or concept in NEAR_DANGER) != (kind == NONE):
            yield _Row(stripped, kind, 1.0, kind == NONE)


def fit_urgent(examples: Sequence[Example], phrases: Sequence[Phrase]) -> UrgentModel:
    """Fit the model behind the phrase lists, so that few ordinary questions it has not seen raise an alarm."""
    rows = list(_rows(examples, phrases))
    corpus = Corpus.of([row.text for row in rows])
    vocabulary = vocabulary_of(corpus)
    matrix = matrix_of(corpus, vocabulary)
    alarm = _alarm(matrix, rows)
    kinds = tuple(sorted({row.kind for row in rows} - {NONE}))
    dangers = [number for number, row in enumerate(rows) if row.kind != NONE]
    which = LinearSVC(C=0.5, tol=0.1, random_state=0)
    which.fit(matrix[dangers], [kinds.index(rows[i].kind) for i in dangers], [rows[i].weight for i in dangers])
    weights, intercepts = rows_of(which, len(kinds))
    return UrgentModel(
        kinds,
        vocabulary,
        largest(np.vstack([alarm.coef_, weights]), KEPT_WEIGHTS),
        np.concatenate([alarm.intercept_, intercepts]).astype(np.float32),
        _threshold(matrix, rows),
    )


def _alarm(matrix: csr_matrix, rows: Sequence[_Row]) -> LinearSVC:
    """Fit danger against everything else; `rows` are the rows of `matrix`."""
    danger = [row.kind != NONE for row in rows]
    return LinearSVC(C=1.0, tol=0.1, random_state=0).fit(matrix, danger, [row.weight for row in rows])


def _threshold(matrix: csr_matrix, rows: Sequence[_Row]) -> float:
    """Return the score that few ordinary questions reach which the model has not seen: every third is kept from it."""
    held_out = [number for number, row in enumerate(rows) if row.ordinary][::3]
    rest = sorted(set(range(len(rows))) - set(held_out))
    trial = _alarm(matrix[rest], [rows[i] for i in rest])
    return float(np.quantile(trial.decision_function(matrix[held_out]), 1 - FALSE_ALARMS))
