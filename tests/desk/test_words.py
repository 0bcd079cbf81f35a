"""The interface says the same things in its three languages, and every key that a page names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.desk.words import INTERFACE_LANGUAGES, MissingWords, strings, word

TEMPLATES = Path(__file__).parents[2] / "bot" / "desk" / "templates"
PLACES = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_each_language_has_the_same_keys_and_places(language: str) -> None:
    own, english = strings(language), strings("en")
    assert own.keys() ^ english.keys() == set()
    assert [k for k in own if sorted(PLACES.findall(own[k])) != sorted(PLACES.findall(english[k]))] == []
    assert [k for k, text in own.items() if not text.strip()] == []


def test_every_key_of_a_template_exists() -> None:
    named = {
        key
        for file in TEMPLATES.rglob("*.html")
        for key in re.findall(r"\{% t '([^']+)'", file.read_text(encoding="utf-8"))
    }
    assert named - strings("pt").keys() == set()


def test_a_key_that_nobody_wrote_is_a_mistake_not_an_empty_word() -> None:
    with pytest.raises(MissingWords):
        word("no.such.key", "pt")
