"""Who hesitates says neither yes nor no."""

from __future__ import annotations

import pytest

from nlu.hesitation import hesitates


@pytest.mark.parametrize(
    "text", ["hm", "Espera!", "je ne sais pas", "yep wait no", "Moment", "ruko ek minute", "等一下"]
)
def test_words_of_hesitation_are_heard_in_every_language(text: str) -> None:
    assert hesitates(text)


@pytest.mark.parametrize(
    "text", ["yes", "sim", "não", "ja bitte", "ok", "", "1", "I have been told to wait for the letter of the office"]
)
def test_a_clear_word_or_a_story_is_no_hesitation(text: str) -> None:
    assert not hesitates(text)
