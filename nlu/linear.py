"""What the trainings share: texts as a sparse matrix, and the weights of a linear model as postings."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from nlu.classifier import Postings
from nlu.corpus import Block, Corpus
from nlu.features import KERNEL_WEIGHTS, Codes, Vocabulary, Weights

RARE_FROM = 3000
"""From so many texts on an n-gram must occur `OFTEN` to count, and in no larger share than `TOO_COMMON`."""
OFTEN = 3
TOO_COMMON = 0.08
"""What more texts have tells nothing; leaving it out saves a third of time and memory."""

AT_ONCE = 20_000
"""Texts whose rows are made in one go."""
COMMON_FROM = 500
"""An n-gram that more texts have says nothing of the nearest one, and looking at all of them is what costs."""


def vocabulary_of(corpus: Corpus) -> Vocabulary:
    """Return the vocabulary that training texts give."""
    texts = len(corpus)
    least, most = (OFTEN, TOO_COMMON * texts) if texts >= RARE_FROM else (1, texts)
    codes: list[Codes] = []
    idf: list[Weights] = []
    for block in corpus.blocks:
        every, frequency = np.unique(block.codes, return_counts=True)
        kept = (frequency >= least) & (frequency <= most)
        codes.append(every[kept])
        idf.append((np.log((1 + texts) / (1 + frequency[kept])) + 1).astype(np.float32))
    return Vocabulary(tuple(codes), tuple(idf))


def matrix_of(corpus: Corpus, vocabulary: Vocabulary) -> csr_matrix:
    """Return the texts as the rows of a sparse matrix, each the vector that `vocabulary.vector` gives it."""
    starts = range(0, len(corpus), AT_ONCE)
    return vstack([_some_rows(corpus, vocabulary, start, start + AT_ONCE) for start in starts], format="csr")


def _some_rows(corpus: Corpus, vocabulary: Vocabulary, start: int, stop: int) -> csr_matrix:
    """The rows from `start` to before `stop`: what lies between counts and matrix needs more memory than both."""
    some = (block.between(start, stop) for block in corpus.blocks)
    blocks = zip(some, vocabulary.codes, vocabulary.idf, KERNEL_WEIGHTS, strict=True)
    matrix = hstack([_columns(*block) for block in blocks], format="csr")
    return normalize(matrix, copy=False)  # in double precision: what the solver would make of others costs memory


def _columns(block: Block, codes: Codes, idf: Weights, kernel_weight: float) -> csr_matrix:
    """Return the columns of one block, each row of the length that the block weighs."""
    place = np.searchsorted(codes, block.codes)
    known = place < len(codes)
    known[known] = codes[place[known]] == block.codes[known]
    features, rows = place[known], block.rows[known]
    weights = block.weights[known].astype(np.float64) * idf[features]
    lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(block.starts) - 1))
    weights *= np.sqrt(kernel_weight) / lengths[rows]
    starts = np.searchsorted(rows, np.arange(len(block.starts)))
    return csr_matrix((weights, features, starts), shape=(len(block.starts) - 1, len(codes)))


def rows_of(model: LinearSVC, labels: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights and intercepts with one row per label; scikit-learn gives a single row for two labels."""
    if labels == 2:
        return np.vstack([-model.coef_, model.coef_]), np.concatenate([-model.intercept_, model.intercept_])
    return model.coef_, model.intercept_


def largest(weights: NDArray[np.floating[Any]], share: float) -> Postings:
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


def telling(matrix: csr_matrix) -> Postings:
    """Return the texts by those n-grams that few of them share, to find the nearest."""
    coordinates = matrix.tocoo()
    kept = np.bincount(coordinates.col, minlength=matrix.shape[1])[coordinates.col] <= COMMON_FROM
    values = coordinates.data[kept].astype(np.float32)
    return Postings.build(coordinates.row[kept], coordinates.col[kept], values, matrix.shape)
