"""How many SMS segments a text costs (3GPP TS 23.040, 9.2.3.24.1: six octets of header when concatenated)."""

from __future__ import annotations

from dataclasses import dataclass

from locales.gsm7 import EXTENSION, is_gsm7


@dataclass(frozen=True)
class Segments:
    """`encoding` is 'gsm7' or 'ucs2'; `units` septets or UTF-16 code units; `count` segments."""

    encoding: str
    units: int
    count: int


def segments(text: str) -> Segments:
    """Encoding, length and number of segments of `text` as carriers count them."""
    if is_gsm7(text):
        widths = [2 if c in EXTENSION else 1 for c in text]
        return _count("gsm7", widths, single=160, joined=153)
    widths = [len(c.encode("utf-16-be")) // 2 for c in text]
    return _count("ucs2", widths, single=70, joined=67)


def _count(encoding: str, widths: list[int], single: int, joined: int) -> Segments:
    units = sum(widths)
    if units <= single:
        return Segments(encoding, units, 1 if units else 0)
    count, room = 1, joined
    for width in widths:  # an escape pair or surrogate pair is never split over two segments
        if width > room:
            count, room = count + 1, joined
        room -= width
    return Segments(encoding, units, count)
