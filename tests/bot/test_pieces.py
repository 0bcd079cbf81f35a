"""Long texts are cut where a reader would pause, and nothing but white space at the cuts is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pieces import pieces

TEXTS = st.text(st.sampled_from("aé ñ.\n\u0939\u094d \U0001f600。।"), max_size=200)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS, st.integers(2, 60))
def test_no_piece_is_too_long_or_empty_and_no_letter_is_lost(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert all(0 < units(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_text_that_fits_stays_whole() -> None:
    assert pieces(" Olá.\n\nBom dia. ", 100) == ["Olá.\n\nBom dia."]


def test_the_cut_is_after_a_paragraph_before_a_sentence_before_a_word() -> None:
    assert pieces("aaaa bbbb. cc\n\ndddd", 17) == ["aaaa bbbb. cc", "dddd"]
    assert pieces("aaaa bbbb. cc dddd", 15) == ["aaaa bbbb.", "cc dddd"]
    assert pieces("aaaa bbbb cc", 10) == ["aaaa bbbb", "cc"]


def test_a_character_of_two_units_is_never_cut() -> None:
    assert pieces("\U0001f600" * 3, 3) == ["\U0001f600"] * 3
