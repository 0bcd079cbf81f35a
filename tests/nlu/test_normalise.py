"""One spelling for every message: typing variants meet, and normalising twice changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.languages import find_languages
from nlu.normalise import latin, normalise


@given(st.text())
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_the_latin_reading_is_letters_digits_and_single_spaces(text: str) -> None:
    reading = latin(normalise(text))
    assert reading.isascii() and reading == " ".join(reading.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("É urgente", "e URGENTE"),
        ("l’été", "l'ete"),
        ("كتاب", "کتاب"),
        ("हाँ", "हां"),
        ("ёлка", "елка"),
        ("ኣነ ሠራሕተኛ", "አነ ሰራሕተኛ"),
        ("ፀሓይ", "ጸሐይ"),
        ("Olaaaaa", "olaa"),
    ],
)
def test_ways_of_typing_one_word_are_one_spelling(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("op Portugisesch w.e.g.", "pt"),
        ("kann ech op Däitsch schreiwen", "de"),
        ("liever in het Spaans", "es"),
        ("ብትግርኛ", "ti"),
        ("ብእንግሊዝኛ በጃኹም", "en"),
        ("po-russki pozhaluysta", "ru"),
    ],
)
def test_a_language_is_known_by_its_name_in_other_languages(text: str, language: str) -> None:
    assert [code for code, _ in find_languages(text)] == [language]
