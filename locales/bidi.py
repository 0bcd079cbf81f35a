"""Isolates for right-to-left text, so that phone numbers and addresses keep their order (Unicode UAX 9)."""

from __future__ import annotations

import re

# A code, 'K5F0-A38', is one run whatever it begins with. A sign or one space joins figures to one number only when a
# figure follows at once: 185,60 but not '2026: 920'.
_LTR_RUN = re.compile(
    r"https?://\S+"
    r"|\b(?=[\d-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]+)+\b"
    r"|[A-Z]{2,}[A-Z0-9-]*\d[A-Z0-9-]*"
    r"|\+?\d(?:\d|[ .,:/-](?=\d))*"
)


def isolate(text: str) -> str:
    """`text` of a right-to-left language with every number, address and code wrapped in LRI … PDI."""
    return _LTR_RUN.sub(lambda run: f"\u2066{run.group()}\u2069", text)
