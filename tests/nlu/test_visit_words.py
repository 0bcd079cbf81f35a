"""The words for an appointment tell a wish to book from a question about the same matter."""

from __future__ import annotations

import pytest

from locales import plain_yaml
from locales.languages import languages
from nlu.visit_words import FILE, names_visit


@pytest.mark.parametrize("text", ["Termin wegen Rente", "cita sobre el paro", "запишите меня", "想预约咨询", "RDV svp"])
def test_an_appointment_is_named_in_any_language(text: str) -> None:
    assert names_visit(text)


@pytest.mark.parametrize("text", ["how do I get a NIF?", "quanto custa a creche?", "我的卡过期了"])
def test_a_question_names_none(text: str) -> None:
    assert not names_visit(text)


def test_every_language_that_is_spoken_has_its_words() -> None:
    listed = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    assert set(listed) == {code for code, language in languages().items() if language.speak}
