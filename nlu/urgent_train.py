"""Training of the model behind the phrase lists: messages of danger, listed phrases, ordinary questions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.svm import LinearSVC

from nlu.examples import Example, concept_of
from nlu.features import Vocabulary, count
from nlu.linear import RARE_FROM, Texts, largest, matrix_of, rows_of
from nlu.urgent import NONE, Phrase, PhraseList, sentences
from nlu.urgent_messages import read_messages
from nlu.urgent_model import DANGER, NEAR_DANGER, UrgentModel

WRITTEN_OUT = 12
"""Ways in which each urgent phrase is written out for the model."""
FALSE_ALARMS = 0.0625
"""Share of unseen ordinary questions in which the model, which knows nothing else of them, may see danger."""
PHRASE_COUNTS, MESSAGE_COUNTS = 0.1, 10.0
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
    for example in examples:
        stripped = lists.strip(example.text)
        concept = concept_of(example.label)
        kind = lists.kind(stripped) or DANGER.get(concept or "", NONE)
        # Near danger only what the lists know is sure; elsewhere what they find would be a false alarm.
        if (concept in DANGER or concept in NEAR_DANGER) != (kind == NONE):
            yield _Row(stripped, kind, 1.0, kind == NONE)


def fit_urgent(examples: Sequence[Example], phrases: Sequence[Phrase]) -> UrgentModel:
    """Fit the model behind the phrase lists, so that few ordinary questions it has not seen raise an alarm."""
    rows = list(_rows(examples, phrases))
    counted = [count(row.text) for row in rows]
    held_out = set([number for number, row in enumerate(rows) if row.ordinary][::3])
    rest = [number for number in range(len(rows)) if number not in held_out]
    trial = _fit([counted[i] for i in rest], [rows[i] for i in rest], threshold=0.0)
    unseen = [trial.look(rows[i].text).danger for i in sorted(held_out)]
    return _fit(counted, rows, threshold=float(np.quantile(unseen, 1 - FALSE_ALARMS)))


def _fit(counted: Texts, rows: Sequence[_Row], threshold: float) -> UrgentModel:
    vocabulary = Vocabulary.fit(counted, at_least=2 if len(counted) >= RARE_FROM else 1)
    matrix = matrix_of([vocabulary.vector(text) for text in counted], vocabulary.size)
    weight = np.array([row.weight for row in rows])
    danger = np.array([row.kind != NONE for row in rows])
    alarm = LinearSVC(C=2.0, tol=1e-2, random_state=0).fit(matrix, danger, sample_weight=weight)
    kinds = tuple(sorted({row.kind for row in rows} - {NONE}))
    of_kind = np.array([kinds.index(row.kind) for row in rows if row.kind != NONE])
    which = LinearSVC(C=0.5, tol=1e-2, random_state=0).fit(matrix[danger], of_kind, sample_weight=weight[danger])
    weights, intercepts = rows_of(which, len(kinds))
    return UrgentModel(
        kinds,
        vocabulary,
        largest(np.vstack([alarm.coef_, weights]), KEPT_WEIGHTS),
        np.concatenate([alarm.intercept_, intercepts]).astype(np.float32),
        threshold,
    )
