"""The passport of a text: its hash, and the short code that names it.

The code names a text (concept, territory, language, version), never a person. It is six letters or digits of the
version's SHA-256 and one check character, written `7K2M-9QX`: the alphabet is Crockford's base 32, without I L O U,
so that it survives being read aloud or copied by hand.
"""

from __future__ import annotations

import hashlib
import json
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILOU", "110V")
PATTERN = re.compile(r"\b([0-9A-Za-z]{4})[-\s]?([0-9A-Za-z]{3})\b")


def version_hash(**parts: str) -> str:
    """SHA-256, in hexadecimal, of the named parts of a text; the order of the names does not matter."""
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def code(version: str, attempt: int = 0) -> str:
    """The code of a version hash; `attempt` gives the next one where two texts would share a code."""
    number = int(version, 16) >> (5 * attempt)
    body = "".join(ALPHABET[number >> (5 * place) & 31] for place in range(6))
    return f"{body[:4]}-{body[4:]}{_check(body)}"


def read(text: str) -> str | None:
    """The code that `text` consists of, in its written form; None where there is none or a character is wrong."""
    match = PATTERN.fullmatch(text.strip())
    if not match:
        return None
    body = "".join(match.groups()).upper().translate(_LOOKALIKES)
    if any(c not in ALPHABET for c in body) or _check(body[:6]) != body[6]:
        return None
    return f"{body[:4]}-{body[4:]}"


def _check(body: str) -> str:
    # Weighted sum modulo 31: weights are prime to it, so one wrong or two swapped characters show (0 for Z excepted).
    return ALPHABET[sum((place + 2) * ALPHABET.index(c) for place, c in enumerate(body)) % 31]
