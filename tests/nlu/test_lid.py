"""Which language a message is in: the floors of accuracy per register, what is never guessed, and the time it takes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.languages import languages
from nlu.lid.identify import DESCRIPTION, SAME_SPEECH, LanguageGuess, LanguageIdentifier
from nlu.lid.ladder import SURE
from nlu.lid.sources import LINES
from nlu.lid.text import words_of
from tests.nlu.lid_model import identifier

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
MESSAGES = Path(__file__).with_name("evaluation") / "language.tsv"
FLOORS = {"native": 98.5, "short": 94.0, "noisy": 97.0, "romanised": 85.0, "mixed": 91.0}
"""Macro-averaged accuracy over the languages, in percent, that each register must reach."""


def _messages() -> Iterator[tuple[str, str, str]]:
    with MESSAGES.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["text"], row["language"], row["register"]


def _right(guess: LanguageGuess, language: str) -> bool:
    return guess.language == language or (guess.romanised and {guess.language, language} <= SAME_SPEECH)


def _shares(by_language: dict[str, list[bool]]) -> dict[str, float]:
    return {code: 100 * sum(right) / len(right) for code, right in by_language.items()}


@pytest.mark.parametrize("register", FLOORS)
def test_accuracy_reaches_the_floor_of_the_register(register: str) -> None:
    by_language: dict[str, list[bool]] = defaultdict(list)
    for text, language, kind in _messages():
        if kind == register:
            by_language[language].append(_right(identifier().identify(text), language))
    shares = _shares(by_language)
    macro = sum(shares.values()) / len(shares)
    assert macro >= FLOORS[register], f"{macro:.1f}: {sorted(shares.items(), key=lambda pair: pair[1])[:5]}"


def test_no_language_is_left_behind() -> None:
    by_language: dict[str, list[bool]] = defaultdict(list)
    for text, language, kind in _messages():
        if kind != "romanised":
            by_language[language].append(_right(identifier().identify(text), language))
    shares = _shares(by_language)
    assert set(shares) == set(languages())
    assert min(shares.values()) >= 80, shares


def test_romanised_messages_are_seldom_wrong_and_sure() -> None:
    guesses = [(identifier().identify(text), language) for text, language, kind in _messages() if kind == "romanised"]
    wrong = [guess for guess, language in guesses if guess.confidence >= SURE and not _right(guess, language)]
    assert len(wrong) <= 0.05 * len(guesses), wrong


def test_confidence_is_the_share_that_is_right() -> None:
    judged = [(guess.confidence, _right(guess, code)) for text, code, _ in _messages()
              for guess in [identifier().identify(text)]]  # fmt: skip
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[min(int(confidence * 10), 9)].append((confidence, right))
    error = sum(abs(sum(c for c, _ in bin_) - sum(r for _, r in bin_)) for bin_ in bins.values()) / len(judged)
    assert error <= 0.05


def test_the_evaluation_is_large_and_shares_no_message_with_the_training_lines() -> None:
    messages = list(_messages())
    assert len(messages) >= 600
    lines = {words_of(line) for file in LINES.glob("*.txt") for line in file.read_text(encoding="utf-8").splitlines()}
    shared = [text for text, _, _ in messages if words_of(text) in lines and len(words_of(text).split()) > 2]
    assert shared == []


def test_training_never_opens_anything_below_tests() -> None:
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda event, given: event == 'open' and opened.append(str(given[0])))\n"
        "from nlu.lid.sources import read_sources; read_sources(); print('\\n'.join(opened))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    opened = result.stdout.splitlines()
    assert any(path.endswith("lines/pt.txt") for path in opened), "the hook saw nothing"
    assert [path for path in opened if str(ROOT / "tests") in path] == []
    assert [path for path in opened if "lingua" in path] == []


# Some signs are letters in a frame, and become letters when the text is brought into one form.
@given(
    st.text(
        alphabet=st.characters(categories=["Nd", "So", "Po", "Zs", "Sm"]).filter(
            lambda char: not any(map(str.isalpha, unicodedata.normalize("NFKC", char)))
        )
    )
)
def test_digits_emoji_and_signs_have_no_language(text: str) -> None:
    guess = identifier().identify(text)
    assert (guess.language, guess.confidence, guess.candidates) == ("und", 0.0, ())


@pytest.mark.parametrize("text", ["Ευχαριστώ πολύ", "תודה רבה", "ありがとうございます", "감사합니다", "நன்றி"])
def test_a_script_of_no_listed_language_is_not_guessed_at(text: str) -> None:
    assert identifier().identify(text).language == "und"


@given(st.text())
def test_any_text_gives_a_language_of_the_list_or_none(text: str) -> None:
    guess = identifier().identify(text)
    assert guess.language in {*languages(), "und"}
    assert 0.0 <= guess.confidence <= 1.0 + 1e-6
    chances = [chance for _, chance in guess.candidates]
    assert sum(chances) <= 1.0 + 1e-6


@pytest.mark.parametrize(
    ("text", "language"),
    [("NIF kaise milega bhai paper nahi hai", "hi"), ("oi meu cartao vence em março e ngm atende na aima", "pt"),
     ("Как там погода в Порту", "ru"), ("he will kill me when he comes home", "en"), ("apaga tudo", "pt")],
)  # fmt: skip
def test_first_conversations_are_heard_right(text: str, language: str) -> None:
    assert identifier().identify(text).language == language


def test_what_is_known_of_the_conversation_tips_the_scale() -> None:
    plain = identifier().identify("no")
    chances = dict(plain.candidates)
    assert {"en", "es"} <= set(chances)
    assert identifier().identify("no", {"es": 1000.0}).language == "es"
    assert identifier().identify("no", {"es": 1.0}).language == plain.language


def test_hindi_and_urdu_in_latin_letters_count_as_one_speech() -> None:
    guess = identifier().identify("mujhe kal subah wahan jana hai")
    assert guess.romanised
    assert {code for code, _ in guess.candidates[:2]} <= SAME_SPEECH  # the unlikelier may be too unlikely to be listed
    assert guess.confidence >= guess.candidates[0][1]
    assert guess.confidence > 0.9


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("mi marido me pega", "es"),
        ("mi pareja me pega", "es"),
        ("appointment in Odivelas", "en"),
    ],
)
def test_whole_words_tell_short_messages_apart(text: str, language: str) -> None:
    assert identifier().identify(text).language == language


def test_a_folder_without_a_model_is_refused_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nlu\.lid\.train --out"):
        LanguageIdentifier.load(tmp_path)


def test_a_model_of_other_labels_is_refused(tmp_path: Path) -> None:
    folder = _folder()
    for name in ("language.ftz", "words.npz"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / DESCRIPTION).write_text(json.dumps({"labels": ["xx"]}))
    with pytest.raises(ValueError, match="train again"):
        LanguageIdentifier.load(tmp_path)


def test_the_model_of_languages_is_small() -> None:
    assert (_folder() / "language.ftz").stat().st_size <= 6_000_000


def _folder() -> Path:
    from tests.nlu.lid_model import FOLDERS, recipe_sha256

    identifier()
    return next(
        folder
        for folder in FOLDERS
        if (folder / DESCRIPTION).is_file()
        and json.loads((folder / DESCRIPTION).read_text())["recipe_sha256"] == recipe_sha256()
    )
