"""One spelling for every message: the same function in training and at run time.

Three things that people type differently without meaning anything by it are made equal: case and
compatibility forms, marks that keyboards add or leave out (Latin accents, apostrophes, joiners, Arabic
vowel signs, the Devanagari and Gurmukhi nukta), and punctuation. Vowel signs of the Indic scripts are part
of the word and stay.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_APOSTROPHES = "'`´‘’‛ʹʼʻˈ′＇"
_VARIANTS = {
    # Arabic script: one letter, several code points, chosen by the keyboard and not by the writer.
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ی", "ي": "ی", "ئ": "ی", "ؤ": "و", "ك": "ک", "ة": "ه",
    "ۀ": "ه", "ہ": "ه", "ە": "ه", "ھ": "ه", "ۃ": "ه", "ے": "ی", "ں": "ن",
    # Chandrabindu and anusvara stand for each other in everyday Devanagari and Gurmukhi.
    "ँ": "ं", "ਁ": "ਂ", "ੰ": "ਂ",
    "ё": "е", "ґ": "г",
}  # fmt: skip
# Ethiopic: letters that sound alike, and the first order of a guttural for the fourth, vary by country and by writer.
_VARIANTS |= {
    chr(written + vowel): chr(kept + (0 if guttural and vowel == 3 else vowel))
    for written, kept, guttural in (
        (0x1220, 0x1230, False), (0x1340, 0x1338, False), (0x1280, 0x1210, True), (0x1210, 0x1210, True),
        (0x1200, 0x1200, True), (0x12A0, 0x12A0, True), (0x12D0, 0x12D0, True),
    )
    for vowel in range(7)
}  # fmt: skip
_DROPPED = set(_APOSTROPHES) | set("ـ़਼ّٰ")  # tatweel, dagger alef, nuktas, addak's Arabic cousin
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿" or "豈" <= char <= "﫿" or char >= "\U00020000"


def _replacement(char: str) -> str:
    """What one code point (already NFKC and case-folded) becomes."""
    if char in _VARIANTS:
        return _VARIANTS[char]
    category = unicodedata.category(char)
    if char in _DROPPED or category == "Cf":
        return ""
    if "\u0300" <= char <= "\u036f" or "\u064b" <= char <= "\u065f":
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category[0] == "L":
        if _is_han(char):
            return f" {char} "
        if char > "\x7f" and "LATIN" in unicodedata.name(char, ""):
            return anyascii(char).lower()
        return char
    return char if category[0] in "MN" else " "


class _Table(dict[int, str]):
    """Translation table that fills itself: a code point is worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        replacement = self[code] = _replacement(chr(code))
        return replacement


_TABLE = _Table()


def normalise(text: str) -> str:
    """Return `text` lower-cased, without punctuation or typing variants, words separated by one space.

    Chinese characters become words of their own, since nothing separates words there. The result is stable:
    normalising it again changes nothing.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        # Folding can leave letters decomposed; composed ones are what the table knows.
        folded = unicodedata.normalize("NFKC", folded)
    squeezed = " ".join(folded.translate(_TABLE).split())
    return _STRETCHED.sub(r"\1\1", squeezed)


def latin(normalised: str) -> str:
    """Return the Latin reading of a normalised text: letters a-z, digits and single spaces only."""
    if normalised.isascii():
        return normalised
    spelled = anyascii(normalised).lower()
    return " ".join("".join(char if char.isalnum() else " " for char in spelled).split())
