"""QR codes as SVG inside the page: nothing to load."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(text: str) -> SafeString:
    """The code as an `<svg>` element that takes the size its place gives it."""
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="svg", xmldecl=False, omitsize=True)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn by segno: shapes only, the text is in the pattern
