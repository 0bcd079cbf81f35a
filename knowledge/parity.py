"""Figures of a text: what must be the same in every language."""

from __future__ import annotations

import re
from collections import Counter

from locales.digits import ascii_digits

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_URL = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s,;)]*)?", re.I)


def figures(text: str) -> Counter[str]:
    """Every number, amount, date, time, phone and article of `text`, any script's digits, separators dropped."""
    return Counter(re.sub(r"\D", "", n) for n in _NUMBER.findall(ascii_digits(text)))


def addresses(text: str) -> frozenset[str]:
    """Every web address of `text`, without scheme and final full stop, in lower case."""
    return frozenset(
        u.lower().removeprefix("https://").removeprefix("http://").rstrip("./") for u in _URL.findall(text)
    )
