"""What the trainings share: texts as a sparse matrix, and the weights of a linear model as postings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from nlu.classifier import Postings
from nlu.features import Counted, Vector, Vocabulary

RARE_FROM = 3000
"""From so many texts on an n-gram must occur `OFTEN` to count, and in no larger share than `TOO_COMMON`."""
OFTEN = 3
TOO_COMMON = 0.08
"""What more texts have tells nothing; leaving it out saves a third of time and memory."""

Texts = Sequence[tuple[Counted, ...]]


def vocabulary_of(texts: Texts) -> Vocabulary:
    """Return the vocabulary that training texts give."""
    many = len(texts) >= RARE_FROM
    return Vocabulary.fit(texts, at_least=OFTEN if many else 1, at_most=TOO_COMMON if many else 1.0)


def matrix_of(vectors: Sequence[Vector], width: int) -> csr_matrix:
    """Return vectors as the rows of a sparse matrix of `width` columns."""
    starts = np.cumsum([0, *(len(vector.features) for vector in vectors)])
    features = np.concatenate([vector.features for vector in vectors])
    weights = np.concatenate([vector.weights for vector in vectors])
    return csr_matrix((weights, features, starts), shape=(len(vectors), width))


def rows_of(model: LinearSVC, labels: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights and intercepts with one row per label; scikit-learn gives a single row for two labels."""
    if labels == 2:
        return np.vstack([-model.coef_, model.coef_]), np.concatenate([-model.intercept_, model.intercept_])
    return model.coef_, model.intercept_


def largest(weights: NDArray[np.float64], share: float) -> Postings:
    """Keep that share of the weights (0 to 1), the largest. What is large comes from every seventh, to save memory."""
    threshold = float(np.quantile(np.abs(weights.ravel()[::7]), 1 - share))
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
