"""'The second one' has a number; a weekday that sounds like one and a plain number have none."""

from __future__ import annotations

import pytest

from nlu.choices import LAST, ordinal


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("cancel the second one", "en", 2),
        ("annule le deuxième", "fr", 2),
        ("move the last one", "en", LAST),
        ("cancela o segundo", "pt", 2),
        ("na segunda de manhã", "pt", None),  # Monday
        ("two of us come", "en", None),
        ("at 2", "en", None),
    ],
)
def test_an_ordinal_in_a_message(text: str, language: str, number: int | None) -> None:
    assert ordinal(text, language) == number
