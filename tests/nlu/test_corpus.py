"""Texts counted together are counted as one by one: training and serving see the same."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from nlu.corpus import Corpus
from nlu.features import BLOCKS, count
from nlu.linear import matrix_of, vocabulary_of

TEXTS = ["como renovo o cartão?", "", "NIF", "मेरा कार्ड", "kal kal kal", "x", "我的卡", "  ", "aa bb", "बच्चा 4 saal"]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
@example(TEXTS)
def test_a_corpus_holds_what_counting_each_text_gives(texts: list[str]) -> None:
    corpus = Corpus.of(texts)
    assert len(corpus) == len(texts)
    for index, text in enumerate(texts):
        for together, alone in zip(corpus.counted(index), count(text), strict=True):
            assert np.array_equal(together.codes, alone.codes)
            assert np.array_equal(together.weights, alone.weights)


@given(st.permutations(range(len(TEXTS))), st.integers(1, len(TEXTS)))
def test_some_of_its_texts_in_another_order_are_those_texts(order: list[int], some: int) -> None:
    taken = Corpus.of(TEXTS).take(order[:some])
    again = Corpus.of([TEXTS[index] for index in order[:some]])
    assert taken.texts == again.texts
    for one, other in zip(taken.blocks, again.blocks, strict=True):
        assert np.array_equal(one.codes, other.codes)
        assert np.array_equal(one.starts, other.starts)


def test_a_row_of_the_matrix_is_the_vector_of_its_text() -> None:
    corpus = Corpus.of(TEXTS)
    vocabulary = vocabulary_of(corpus)
    matrix = matrix_of(corpus, vocabulary)
    assert matrix.shape == (len(TEXTS), vocabulary.size)
    assert len(vocabulary.codes) == len(BLOCKS)
    for index, text in enumerate(TEXTS):
        vector = vocabulary.vector(count(text))
        assert np.array_equal(matrix[index].indices, vector.features)
        assert np.allclose(matrix[index].data, vector.weights, atol=1e-6)
