"""A bare cry for help says nothing of what happens; a sentence with such a word says more."""

from __future__ import annotations

import pytest

from locales.languages import languages
from nlu.cries import FILE, cries


@pytest.mark.parametrize("text", ["SOS", "Socorro!!", "bachao", "救命", "помогите", "Au secours !", "النجدة"])
def test_a_cry_is_heard_in_every_language(text: str) -> None:
    assert cries(text)


@pytest.mark.parametrize("text", ["", "ok", "help me renew my card", "preciso de ajuda com o NIF", "urgent visit"])
def test_a_sentence_is_no_cry(text: str) -> None:
    assert not cries(text)


def test_every_language_that_is_spoken_has_its_cries() -> None:
    from locales import plain_yaml

    listed = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    assert set(listed) == {code for code, language in languages().items() if language.speak}
