"""Sentences are where people mark them; a greeting and a figure with a point are none."""

from __future__ import annotations

import pytest

from nlu.sentences import asks, sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("How do I get a NIF? And can my wife come?", 2),
        ("怎么办NIF？我可以带妻子来吗？", 2),
        ("كيف أجدد البطاقة؟ وهل يمكنني السفر الآن؟", 2),
        ("मुझे NIF कैसे मिलेगा। मेरी पत्नी कैसे आएगी।", 2),
        ("quero renovar o cartão\nquanto custa a creche", 2),
        ("Olá! Como peço o NIF?", 1),
        ("it costs 185.60 for the card", 1),
        ("", 0),
    ],
)
def test_a_message_has_so_many_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_question_is_told_by_its_mark_in_any_script() -> None:
    assert asks("can she come?") and asks("我可以吗？") and asks("هل يمكن؟")
    assert not asks("my card expired.") and not asks("")
