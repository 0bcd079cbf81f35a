"""The words for cancelling are known in every language that is spoken."""

from __future__ import annotations

import pytest

from locales import plain_yaml
from locales.languages import languages
from nlu.cancel_words import FILE, names_cancelling


@pytest.mark.parametrize(
    "text", ["anula la del NIF", "取消NIF的", "NIF olanı iptal et", "ألغ موعد NIF", "NIF er ta batil koro"]
)
def test_a_short_wish_to_cancel_is_named(text: str) -> None:
    assert names_cancelling(text)


@pytest.mark.parametrize("text", ["how do I get a NIF", "o cartão expirou", "quero marcar"])
def test_other_messages_name_none(text: str) -> None:
    assert not names_cancelling(text)


def test_every_language_that_is_spoken_has_its_words() -> None:
    listed = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    assert set(listed) == {code for code, language in languages().items() if language.speak}
