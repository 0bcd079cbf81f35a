"""Codes and figures in a message: appointment references, receipts of answers, postcodes, telephone numbers.

Codes are read with small letters, with a space or a long dash instead of the dash, and in the middle of a sentence.
Whether a code exists is for those who issued it to say; here it is only recognised.
"""

from __future__ import annotations

import re
import unicodedata

from knowledge import passport
from locales.digits import ascii_digits

Found = tuple[str, str]
"""What was found: its normal form, and the words as written."""

# The alphabet of references has no look-alikes and hardly a vowel, so ordinary words do not match.
_SYMBOL = "[234679CDFGHJKMNPQRTVWX]"
_REFERENCE = re.compile(
    rf"(?<![A-Z0-9-])(?:(DEMO)[ -]{{1,3}})?({_SYMBOL}{{4}})[ -]{{1,3}}({_SYMBOL}{{2,5}})(?![A-Z0-9-])"
)
_RECEIPT = re.compile(r"(?<![A-Z0-9-])([0-9A-Z]{4})([- ]?)([0-9A-Z]{3})(?![A-Z0-9-])")
# Receipts as they stand in the first examples: letters that name the answer, then four characters.
_NAMED_RECEIPT = re.compile(r"(?<![A-Z0-9-])([A-Z]{3})-((?=[A-Z]*[0-9])[0-9A-Z]{4})(?![A-Z0-9-])")
_POSTCODE = re.compile(r"(?<![\d-])(\d{4})\s?-\s?(\d{3})(?![\d-])")
_BARE_POSTCODE = re.compile(r"(?<![\d-])(?:[LB]-?)?(\d{4} ?\d{3}|\d{4,5})(?![\d-])", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d-])(?:\+|00)?\d(?:[ .-]?\d){8,13}(?![\d-])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−－_", "-"))


def _plain(text: str) -> str:
    return ascii_digits(unicodedata.normalize("NFKC", text)).translate(_DASHES)


def _written(text: str, plain: str, match: re.Match[str]) -> str:
    # Folding seldom changes the length; where it did, the folded words are the best there is.
    return text[match.start() : match.end()] if len(plain) == len(text) else match[0]


def find_receipts(text: str) -> list[Found]:
    """Return the receipt codes of answers in a text."""
    upper = _plain(text).upper()
    found = [(f"{m[1]}-{m[2]}", _written(text, upper, m)) for m in _NAMED_RECEIPT.finditer(upper)]
    for match in _RECEIPT.finditer(upper):
        code = passport.read(match[0])
        letters = any(char.isalpha() for char in match[0])
        # One seven-letter word in 31 has a right check character by chance: words need a digit or the dash.
        if code and letters and (match[2] == "-" or any(char.isdigit() for char in match[0])):
            found.append((code, _written(text, upper, match)))
    return found


def find_references(text: str) -> list[Found]:
    """Return the appointment references in a text; a receipt code is not one."""
    upper = _plain(text).upper()
    return [
        ("-".join(part for part in match.groups() if part), _written(text, upper, match))
        for match in _REFERENCE.finditer(upper)
        if any(char.isdigit() for char in match[0]) and any(char.isalpha() for char in match[2] + match[3])
        if match[1] or not passport.read(match[0])
    ]


def find_postcodes(text: str, asked: bool) -> list[Found]:
    """Return the postcodes in a text; `asked` says whether the person was asked for one.

    Unasked, only the Portuguese form with its dash counts; asked, also four, five or seven bare digits.
    """
    plain = _plain(text)
    found = [(f"{m[1]}-{m[2]}", _written(text, plain, m)) for m in _POSTCODE.finditer(plain)]
    if asked and not found:
        for match in _BARE_POSTCODE.finditer(plain):
            digits = match[1].replace(" ", "")
            found.append((f"{digits[:4]}-{digits[4:]}" if len(digits) == 7 else digits, _written(text, plain, match)))
    return found


def find_phones(text: str) -> list[Found]:
    """Return the telephone numbers in a text, as digits with a leading plus where one was written."""
    plain = _plain(text)
    return [(re.sub(r"[^\d+]", "", match[0]), _written(text, plain, match)) for match in _PHONE.finditer(plain)]
