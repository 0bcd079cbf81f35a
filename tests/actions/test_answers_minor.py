"""A minor edit changes spelling and wording, never what a person would do because of the text."""

from __future__ import annotations

import pytest

from actions.answers.minor import refusals
from actions.answers.texts import Text

LONG = " Leve os seus documentos ao centro mais próximo e peça ajuda à equipa, sem custos, todos os dias."


def _why(old: str, new: str, language: str = "pt") -> list[str]:
    return refusals(Text("Título", old + LONG, "Resumo"), Text("Título", new + LONG, "Resumo"), language)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Peça o catão de residência.", "Peça o cartão de residência.", []),
        ("Custa 60 euros.", "Custa 65 euros.", ["figures"]),
        ("Veja aima.gov.pt hoje.", "Veja aima.gov.pr hoje.", ["addresses"]),
        ("Até 3 de março.", "Até 3 de maio.", ["dates"]),
        ("Espere dois meses.", "Espere seis meses.", ["dates"]),
        ("Vá na segunda.", "Vá na sexta.", ["dates"]),
        ("Pode pedir.", "Não pode pedir.", ["negation"]),
        ("Com passaporte.", "Sem passaporte.", ["negation"]),
        ("Peça a renovação na AIMA.", "Peça outra coisa noutro sítio qualquer.", ["too_much"]),
    ],
)  # fmt: skip
def test_figures_addresses_dates_and_negations_stay(old: str, new: str, why: list[str]) -> None:
    assert _why(old, new) == why


def test_a_short_title_is_a_part_of_its_own() -> None:
    assert refusals(Text("Renovar", "a " * 200, "b"), Text("Cancelar", "a " * 200, "b"), "pt") == ["too_much"]


def test_negations_are_known_in_other_scripts_and_inside_words() -> None:
    tail = " " + "word " * 60
    assert "negation" in refusals(Text("t", "You can" + tail, "s"), Text("t", "You can't" + tail, "s"), "en")
    assert "negation" in refusals(Text("t", "आप जा सकते हैं" + tail, "s"), Text("t", "आप नहीं जा सकते" + tail, "s"), "hi")
    assert "negation" in refusals(Text("t", "你可以去。" + tail, "s"), Text("t", "你不可以去。" + tail, "s"), "zh")


def test_a_language_without_word_lists_has_no_minor_edits() -> None:
    assert refusals(Text("a", "b", "c"), Text("a", "b.", "c"), "ti") == ["unknown_words"]
