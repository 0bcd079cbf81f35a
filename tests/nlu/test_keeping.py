"""Who wants a visit to stay is heard in any language, though the words look like a wish to cancel."""

from __future__ import annotations

import pytest

from locales import plain_yaml
from locales.languages import languages
from nlu.keeping import FILE, keeps


@pytest.mark.parametrize(
    "text", ["please don't cancel my visit", "não faltarei", "n'annulez pas svp", "别取消", "na thak"]
)
def test_a_visit_is_to_stay(text: str) -> None:
    assert keeps(text)


@pytest.mark.parametrize(
    "text", ["cancel my visit", "desmarcar", "I can't come", "how do I keep my residence card valid"]
)
def test_other_wishes_keep_nothing(text: str) -> None:
    assert not keeps(text)


def test_every_language_that_is_spoken_has_its_words() -> None:
    listed = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    assert set(listed) == {code for code, language in languages().items() if language.speak}
