"""Cutting a text that is longer than a provider takes."""

from __future__ import annotations

BREAKS = ("\n\n", "\n", "। ", ". ", "。", " ")


def pieces(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` UTF-16 code units, cut after a paragraph, line, sentence or word.

    A single word longer than `limit` is cut inside, never inside a character. No text gives no piece.
    """
    found = []
    rest = text.strip()
    while _units(rest) > limit:
        head = _head(rest, limit)
        found.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*found, rest] if rest else found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _head(text: str, limit: int) -> str:
    longest = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", errors="ignore")
    for mark in BREAKS:
        at = longest.rfind(mark)
        if at > len(longest) // 2:
            return longest[: at + len(mark)]
    return longest
