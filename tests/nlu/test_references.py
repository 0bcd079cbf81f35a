"""Codes in a message: read in any dress, and never where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import passport
from nlu.references import find_phones, find_postcodes, find_receipts, find_references

RECEIPT = passport.code(passport.version_hash(concept="tax_number", language="pt"))


@pytest.mark.parametrize(
    "text",
    [
        "DEMO-4HTX-92",
        "demo-4htx-92",
        "demo 4htx 92",
        "a minha referência é DEMO-4HTX-92, obrigado",
        "DEMO–4HTX–92",
        "DEMO-４HTX-92",
    ],
)
def test_a_reference_is_read_in_any_dress(text: str) -> None:
    assert [code for code, _ in find_references(text)] == ["DEMO-4HTX-92"]


def test_the_words_of_a_reference_are_kept_as_written() -> None:
    assert find_references("cancelar demo 4htx 92 por favor")[0][1] == "demo 4htx 92"


@pytest.mark.parametrize(
    "text", ["bom dia a todos", "2026-11", "4700-123", "moro na rua 12", "AIMA", "quarta 10:30", "", "🙂"]
)
def test_ordinary_text_has_no_reference_and_no_receipt(text: str) -> None:
    assert find_references(text) == []
    assert find_receipts(text) == []


def test_a_receipt_is_read_in_small_letters_and_without_its_dash() -> None:
    assert any(char.isdigit() for char in RECEIPT) and any(char.isalpha() for char in RECEIPT)
    for text in (RECEIPT, RECEIPT.lower(), f"o código é {RECEIPT}.", RECEIPT.replace("-", " ")):
        assert [code for code, _ in find_receipts(text)] == [RECEIPT], text


def test_a_receipt_with_a_wrong_letter_is_not_one() -> None:
    wrong = RECEIPT[:-1] + ("A" if RECEIPT[-1] != "A" else "B")
    assert find_receipts(wrong) == []


def test_a_receipt_is_not_an_appointment_reference() -> None:
    assert find_references(RECEIPT) == []


def test_a_postcode_with_its_dash_counts_always_and_bare_digits_only_when_asked() -> None:
    assert find_postcodes("moro em 4700-123 Braga", asked=False) == [("4700-123", "4700-123")]
    assert find_postcodes("1000", asked=False) == []
    assert find_postcodes("1000", asked=True) == [("1000", "1000")]
    assert find_postcodes("4700123", asked=True) == [("4700-123", "4700123")]
    assert find_postcodes("L-2165", asked=True)[0][0] == "2165"


def test_digits_of_every_script_are_digits() -> None:
    assert find_postcodes("४७००-१२३", asked=True)[0][0] == "4700-123"


@pytest.mark.parametrize(
    ("text", "number"),
    [("liga 912 345 678", "912345678"), ("+351 912-345-678", "+351912345678"), ("0033612345678", "0033612345678")],
)
def test_a_telephone_number_is_read_as_digits(text: str, number: str) -> None:
    assert [found for found, _ in find_phones(text)] == [number]


def test_a_short_number_is_no_telephone() -> None:
    assert find_phones("112") == []
    assert find_phones("no ano 2026") == []


@given(st.text(max_size=50))
def test_any_text_can_be_searched(text: str) -> None:
    for found in (find_references(text), find_receipts(text), find_postcodes(text, True), find_phones(text)):
        assert all(code and words for code, words in found)
