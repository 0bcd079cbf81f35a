"""The GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1) and folding of Latin text into it.

One letter outside the alphabet turns a 160-character SMS into one of 70: ã õ â ê ô í ú ç are outside, é à ü inside.
"""

from __future__ import annotations

import unicodedata

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "^{}\\[~]|€"  # two septets each
_ALPHABET = frozenset(BASIC + EXTENSION)
_PUNCTUATION = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-",
    "…": "...", "·": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "º": "o", "ª": "a", "œ": "oe", "Œ": "OE", "•": "-", "×": "x",
    "ı": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",  # letters of their own, which do not decompose
    "\u2066": "", "\u2067": "", "\u2068": "", "\u2069": "", "\u200e": "", "\u200f": "",
})  # fmt: skip


def is_gsm7(text: str) -> bool:
    """Whether every character of `text` is in the GSM 7-bit alphabet or its extension."""
    return all(c in _ALPHABET for c in text)


def septets(text: str) -> int:
    """Length of `text` in septets; extension characters count two. Only for text where `is_gsm7` holds."""
    return sum(2 if c in EXTENSION else 1 for c in text)


def fold(text: str) -> str:
    """`text` with Latin letters and punctuation outside GSM-7 replaced by their nearest inside it.

    Text of another script comes back unchanged but for punctuation: folding never removes a letter it cannot write.
    """
    return "".join(c if c in _ALPHABET else _nearest(c) for c in text.translate(_PUNCTUATION))


def _nearest(char: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return plain if plain and all(c in _ALPHABET for c in plain) else char
