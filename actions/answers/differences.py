"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Vowel signs of the Indic scripts are no word characters for `re`: a word is what stands between signs and spaces.
_PIECES = re.compile(r"\s+|[^\s.,;:!?()«»\"…।۔؟،。，、：；]+|.")


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `same`, `gone` (only in the old one) or `new`."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in reading order; one piece `same` when they are equal."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[i:j])))
            continue
        if j > i:
            pieces.append(Piece("gone", "".join(before[i:j])))
        if m > k:
            pieces.append(Piece("new", "".join(after[k:m])))
    return pieces
