"""What a person types never reaches Rasa as a command, whatever they type."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.incoming import MAX_CHARACTERS, clean


@given(st.text())
def test_no_text_starts_with_a_slash_in_any_form(text: str) -> None:
    cleaned = clean(text).text
    assert not re.match(r"\s*[/\\\uff0f\u2044\u2215\u29f8]", cleaned)
    assert len(cleaned) <= MAX_CHARACTERS


@given(st.text(alphabet=" \u00a0\t\n/\uff0f\u200b\u202erestart"))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


def test_only_the_few_commands_allowed_are_commands() -> None:
    assert clean("/start").command == "greet"
    assert clean("/START@farol_bot x").command == "greet"
    assert clean("/session_start").command == ""
    assert clean("start").command == ""


def test_joiners_that_persian_and_hindi_need_are_kept() -> None:
    assert clean("می\u200cخواهم").text == "می\u200cخواهم"
    assert clean("a\u200bb").text == "ab"
