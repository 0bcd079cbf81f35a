"""Keys pressed at random tell no language; words and abbreviations do."""

from __future__ import annotations

import pytest

from nlu.lid.noise import is_noise
from nlu.lid.text import words_of


@pytest.mark.parametrize(
    "text",
    [
        "asdkjh qwe zxm",
        "qwerty",
        "asdf asdf",
        "asdasd",
        "xxxx",
        "dfgdfg dfg",
        "kkkkkk",
        "aaaaaaa",
        "jajaja",
        "x x x x",
        "a b c",
    ],
)
def test_keys_pressed_at_random_and_laughter_are_noise(text: str) -> None:
    assert is_noise(words_of(text))


@pytest.mark.parametrize(
    "text", ["rdv", "qro marcar", "oi", "wer hilft mir", "tre", "nif kaise", "kkk quero marcar", "Schwangerschaft"]
)
def test_words_and_abbreviations_are_not(text: str) -> None:
    assert not is_noise(words_of(text))
