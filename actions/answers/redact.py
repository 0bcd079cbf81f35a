"""Taking personal data out of a question before mediators read it."""

from __future__ import annotations

import re

from locales.digits import ascii_digits

_PATTERNS = (
    re.compile(r"\S+@\S+"),  # e-mail
    re.compile(r"https?://\S+"),
    re.compile(r"\+?\d[\d\s./-]{4,}\d"),  # phone, document and process numbers
    re.compile(r"\b[A-Z]{1,3}\d{4,}\w*"),  # passport numbers
)
_NAME = re.compile(r"(?<=[a-zà-ÿ,] )(?:[A-ZÀ-Ý][a-zà-ÿ]+ )+[A-ZÀ-Ý][a-zà-ÿ]+")


def redact(text: str) -> str:
    """`text` with addresses, numbers of six digits and more, and runs of capitalised words replaced by `[…]`."""
    text = ascii_digits(text)
    for pattern in _PATTERNS:
        text = pattern.sub("[…]", text)
    return _NAME.sub("[…]", text).strip()
