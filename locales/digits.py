"""Digits of every script: people type ३, ٣, ৩ or 3, and mean the same."""

from __future__ import annotations

import unicodedata


def ascii_digits(text: str) -> str:
    """`text` with every decimal digit (Unicode category Nd) written 0-9; all else unchanged."""
    return "".join(str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text)
