"""Isolates for right-to-left text, so that phone numbers and addresses keep their order (Unicode UAX 9)."""

from __future__ import annotations

import re

# A sign or one space joins figures to one number only when a figure follows at once: 185,60 but not '2026: 920'.
_LTR_RUN = re.compile(r"https?://\S+|[A-Z]{2,}[A-Z0-9-]*\d[A-Z0-9-]*|\+?\d(?:\d|[ .,:/-](?=\d))*")


def isolate(text: str) -> str:
    """`text` of a right-to-left language with every number, address and code wrapped in LRI … PDI."""
    return _LTR_RUN.sub(lambda run: f"\u2066{run.group()}\u2069", text)
