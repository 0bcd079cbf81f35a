"""What identification reads of a message, in which script, and how other scripts may be typed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge import glossary
from locales.languages import languages
from nlu.lid import text as lid_text
from nlu.lid.labels import label_of, labels_in
from nlu.lid.scripts import decided_by_script, languages_of, script_of
from nlu.lid.spelling import chat_spelling, spellings
from nlu.lid.text import TERMS, TermsError, plain_letters, terms, without_terms, words_of, words_outside_terms


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("NIF kaise milega bhai", "kaise milega bhai"),
        ("je veux un TITRE DE SÉJOUR svp", "je veux un svp"),
        ("je veux un titre de sejour svp", "je veux un svp"),
        ("atestado de residência कब मिलेगा", "कब मिलेगा"),
        ("what is a XYZ paper", "what is a paper"),
        ("I WANT A CARD", "i want a card"),
        ("cancel DEMO-AAAA-BBBBB", "cancel"),
    ],
)
def test_administrative_words_are_no_sign_of_a_language(text: str, left: str) -> None:
    assert without_terms(text) == left


def test_a_term_alone_is_kept_because_nothing_else_would_be_left() -> None:
    assert without_terms("Atestado!") == "atestado"
    assert words_outside_terms("Atestado!") == []


@pytest.mark.parametrize("term", terms())
def test_every_term_is_found_again_however_it_is_written(term: str) -> None:
    assert words_outside_terms(f"{term.upper()} ... {term.lower()}") == []


def test_a_term_without_letters_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "terms.yml"
    broken.write_text("pt: [NIF, 15]\n")
    monkeypatch.setattr(lid_text, "TERMS", broken)
    with pytest.raises(TermsError, match=r"terms.yml, pt: 15 is not a word"):
        terms.__wrapped__()


@given(st.text())
def test_reading_the_words_twice_changes_nothing(text: str) -> None:
    once = words_of(text)
    assert words_of(once) == once


def test_addresses_numbers_and_punctuation_go_and_digits_in_words_stay() -> None:
    assert words_of("Sooooo... see https://aima.gov.pt/x?y=1 or a@b.pt, 12-34!") == "soo see or"
    assert words_of("3andi mochkil m3a l7anout") == "3andi mochkil m3a l7anout"
    assert words_of("d’Noperen") == "d'noperen"


@pytest.mark.parametrize("code", languages())
def test_every_language_is_found_by_the_script_of_its_own_name(code: str) -> None:
    script = script_of(languages()[code].name)
    assert script is not None
    assert code in languages_of(script)


def test_six_scripts_decide_and_five_leave_a_choice() -> None:
    decided = {s: decided_by_script(s) for s in ("Beng", "Guru", "Hans", "Thai", "Geor", "Armn")}
    assert decided == {"Beng": "bn", "Guru": "pa", "Hans": "zh", "Thai": "th", "Geor": "ka", "Armn": "hy"}
    groups = {s: set(labels_in(s)) for s in ("Cyrl", "Arab", "Deva", "Ethi")}
    assert groups == {
        "Cyrl": {"uk", "ru"},
        "Arab": {"ar", "fa", "ps", "ur"},
        "Deva": {"hi", "ne"},
        "Ethi": {"am", "ti"},
    }
    assert {"pt", "hi-l", "bn-l"} <= set(labels_in("Latn"))


def test_another_script_wins_from_three_letters_in_ten() -> None:
    assert script_of("NIF کے لیے") == "Arab"
    assert script_of("preciso de ajuda com o cartão ру") == "Latn"
    assert script_of("ありがとう 日本") == "Jpan"
    assert script_of("12:30 👍") is None
    assert languages_of("Zyyy") == ()


def test_labels_say_when_a_language_is_written_in_latin_letters() -> None:
    assert label_of("namaste", "hi") == "hi-l"
    assert label_of("नमस्ते", "hi") == "hi"
    assert label_of("नमस्ते", "pt") is None


@pytest.mark.parametrize("language", spellings())
def test_chat_spellings_are_latin_varied_and_repeatable(language: str) -> None:
    lines = (Path(lid_text.__file__).with_name("lines") / f"{language}.txt").read_text(encoding="utf-8").splitlines()

    def spelled(seed: int) -> list[str]:
        generator = random.Random(seed)
        return [chat_spelling(line, language, generator) for line in lines[:20]]

    assert all(text.isascii() and text for text in spelled(1))
    assert spelled(1) == spelled(1)
    assert spelled(1) != spelled(2)


def test_the_phrases_of_the_glossary_are_taken_out_and_its_single_words_are_not() -> None:
    assert without_terms("mera livret de famille kahan milega") == "mera kahan milega"
    assert "act" in without_terms("how do I act now").split()


def test_no_phrase_stands_in_the_glossary_and_in_the_list() -> None:
    listed = {
        plain_letters(words_of(entry))
        for entries in yaml.safe_load(TERMS.read_text(encoding="utf-8")).values()
        for entry in entries
    }
    kept = (plain_letters(words_of(term.keep)) for term in glossary.terms().values())
    assert [phrase for phrase in kept if " " in phrase and phrase in listed] == []
