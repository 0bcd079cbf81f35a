"""What Latin letters of other scripts promise: readable, ASCII, and nothing else changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.romanise import romanise


@pytest.mark.parametrize(
    ("text", "language", "latin"),
    [
        ("अपॉइंटमेंट", "hi", "apointment"),
        ("NIF कैसे मिलेगा?", "hi", "NIF kaise milega?"),
        ("मैं माँ बाप के साथ रहता हूँ", "hi", "main maan baap ke saath rahta hoon"),
        ("मेरो छोरा बिरामी छ", "ne", "mero chhora birami chha"),
        ("আমার ছেলে অসুস্থ", "bn", "amar chhele osustho"),
        ("ਸਤ ਸ੍ਰੀ ਅਕਾਲ ਜੀ", "pa", "sat sri akal ji"),
        ("بیمار", "ur", "bimar"),
        ("دکتر نداریم", "fa", "daktar nadarim"),
        ("السلام", "ar", "alsalam"),
        ("Що в п'ятницю", "uk", "Shcho v p'yatnytsiu"),
        ("Где Это", "ru", "Gde Eto"),
        ("我要NIF号码", "zh", "wo yao NIF hao ma"),
        ("გამარჯობა", "ka", "gamarjoba"),
        ("ሰላም", "am", "selam"),
    ],
)
def test_each_script_reads_as_people_type_it(text: str, language: str, latin: str) -> None:
    assert romanise(text, language) == latin


def test_final_unwritten_vowels_are_kept_only_where_they_are_spoken() -> None:
    assert romanise("पत्र", "hi") == "patra"
    assert romanise("काम", "hi") == "kaam"
    assert romanise("गर्छ", "ne") == "garchha"


def test_the_letters_decide_where_no_language_is_given() -> None:
    assert romanise("їхати") == "yikhaty"
    assert romanise("ехать") == "yekhat"
    assert romanise("چرا") == romanise("چرا", "fa")


def test_latin_digits_and_addresses_stay_and_accents_go() -> None:
    text = "Custa 185,60 em https://portal.gov.pt/a-b?c=1 R. DEMO-4HTX-92"
    assert romanise(text) == text
    assert romanise("ação não é à São") == "acao nao e a Sao"
    assert romanise("३ बजे", "hi") == "3 baje"


@given(st.text())
def test_everything_comes_out_in_ascii_and_comes_out_once(text: str) -> None:
    once = romanise(text)
    assert once.isascii()
    assert romanise(once) == once


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_ascii_is_never_changed(text: str) -> None:
    assert romanise(text) == text
