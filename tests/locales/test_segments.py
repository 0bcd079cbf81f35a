"""Counting SMS segments, folding, and digits of every script."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from locales.digits import ascii_digits
from locales.gsm7 import BASIC, fold, is_gsm7
from locales.segments import segments


def test_one_portuguese_tilde_more_than_halves_the_room_of_a_segment() -> None:
    assert segments("a" * 160).count == 1
    assert segments("ã" + "a" * 69).count == 1
    assert segments("ã" + "a" * 70).count == 2


def test_an_extension_character_is_never_split_over_two_segments() -> None:
    assert segments("a" * 152 + "€" + "a" * 10).count == 2
    assert segments("a" * 152 + "€" + "a" * 151).count == 2
    assert segments("a" * 152 + "€" + "a" * 152).count == 3


def test_an_emoji_costs_two_units_and_is_never_split() -> None:
    assert segments("😀").units == 2
    assert segments("अ" * 66 + "😀" + "अ" * 65).count == 2
    assert segments("अ" * 66 + "😀" + "अ" * 66).count == 3


def test_folding_portuguese_keeps_the_letters_that_gsm7_has() -> None:
    assert fold("Não é à ü – «cão» 185,60 €") == 'Nao é à ü - "cao" 185,60 €'


def test_folding_never_touches_another_script() -> None:
    assert fold("नमस्ते Ирина") == "नमस्ते Ирина"


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x24F)))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=BASIC, max_size=1000))
def test_text_in_the_alphabet_is_never_counted_as_ucs2(text: str) -> None:
    assert is_gsm7(text)
    assert segments(text).encoding == "gsm7"


def test_digits_of_every_script_are_read() -> None:
    assert ascii_digits("३ ٣ ৩ ੩ ۳ 3") == "3 3 3 3 3 3"


def test_folding_turkish_and_romanian_leaves_nothing_outside() -> None:
    assert fold("ığşİ șțăâî") == "igsI staai"
