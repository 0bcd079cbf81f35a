"""The sentences of a message, as far as people mark them."""

from __future__ import annotations

import re

from nlu.normalise import normalise

QUESTION_MARKS = frozenset("?？؟;՞፧")  # Latin and others, Chinese, Arabic, Greek, Armenian, Ethiopic
SHORTEST = 3
"""A sentence of fewer words says nothing by itself: 'Olá!'."""

_END = re.compile(r"(?<=[?？؟!！。।॥۔።፧])|(?<=\.)(?=\s)|\n+")


def sentences(text: str) -> list[str]:
    """Return the sentences of a message that may say something by themselves, in order and without blanks around."""
    return [part.strip() for part in _END.split(text) if len(normalise(part).split()) >= SHORTEST]


def asks(sentence: str) -> bool:
    """Return whether a sentence ends with a question mark."""
    return sentence[-1:] in QUESTION_MARKS
