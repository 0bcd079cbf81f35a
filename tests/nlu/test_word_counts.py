"""Whole words tell short messages apart, and never rule a language out."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nlu.lid.word_counts import LEAST, MOST_WORDS, WordCounts

ROWS = ["__label__fr mon mari me bat"] * 5 + ["__label__es mi marido me pega"] * 5 + ["__label__hi-l mera pati"] * 5
COUNTS = WordCounts.of(ROWS)
LABELS = ("fr", "es", "hi-l", "pt")


def test_the_language_whose_words_they_are_is_the_likeliest() -> None:
    chances = COUNTS.chances(["mon", "mari"], LABELS)
    assert chances["fr"] == 1.0 > chances["es"] >= LEAST


def test_words_that_nobody_knows_and_long_messages_say_nothing() -> None:
    assert COUNTS.chances(["xyz"], LABELS) == {}
    assert COUNTS.chances(["mon"] * (MOST_WORDS + 1), LABELS) == {}


@given(st.lists(st.sampled_from(["mon", "mari", "me", "pega", "pati", "xyz"]), max_size=MOST_WORDS))
def test_no_words_rule_a_language_out(words: list[str]) -> None:
    chances = COUNTS.chances(words, LABELS)
    assert all(LEAST <= chance <= 1.0 for chance in chances.values())
    assert not chances or max(chances.values()) == 1.0


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    COUNTS.save(tmp_path)
    read = WordCounts.load(tmp_path)
    assert read.chances(["me", "pega"], LABELS) == COUNTS.chances(["me", "pega"], LABELS)
