"""What identification reads of a message: lower-case words, without papers, numbers and punctuation.

The same function in training and at run time. Administrative words of the country (`terms.yml` and the glossary of
the knowledge packs) are no sign of the language: people say NIF and 'atestado' in every language.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from knowledge import glossary
from locales import plain_yaml

TERMS = Path(__file__).with_name("terms.yml")

# Links, mail addresses, handles, and references such as DEMO-4HTX-92, DEMO-AAAA-BBBBB or 4700-123.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|@\w+"
    r"|\b(?=[\w-]*\d)[A-Za-z0-9]{1,6}(?:-[A-Za-z0-9]{2,6})+\b|\b[A-Z]{2,6}(?:-[A-Z]{4,6}){2}\b"
)
_CAPITALS = re.compile(r"\b[A-Z]{3,5}\b")
_ACRONYM, _MOST_ACRONYMS = 5, 2
"""Letters of an acronym, and how many of them stand alone in a message, at most."""
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼʹ′＇", "'"))
_NUMBER = re.compile(r"(?<!\S)'*\d[\d']*(?!\S)")


class _Kept(dict[int, str]):
    """Translation table that fills itself: letters, marks and digits stay, all else becomes a space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        kept = category[0] in "LM" or category == "Nd" or char == "'"
        self[code] = char if kept else ("" if category == "Cf" else " ")
        return self[code]


_KEPT = _Kept()


class TermsError(ValueError):
    """`terms.yml` cannot be read; the message names the place and the cure."""


def words_of(text: str) -> str:
    """Return `text` in lower case, words separated by one space; addresses, references, digits and signs are out."""
    folded = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text)).lower().translate(_APOSTROPHES)
    words = " ".join(word.strip("'") for word in folded.translate(_KEPT).split())
    return " ".join(_STRETCHED.sub(r"\1\1", _NUMBER.sub(" ", words)).split())


def without_terms(text: str) -> str:
    """Return the words of `text` without administrative terms and short words in capitals.

    What would leave nothing is kept: 'atestado' alone is at least a Portuguese word.
    """
    return " ".join(words_outside_terms(text)) or words_of(text)


def words_outside_terms(text: str) -> list[str]:
    """Return the words of `text` that are neither an administrative term nor a short word in capitals."""
    words = words_of(text).split()
    capitals = set() if text.isupper() else {word.lower() for word in _CAPITALS.findall(text)}
    plain = [plain_letters(word) for word in words]
    kept: list[str] = []
    place = 0
    while place < len(words):
        length = _term_length(plain, place)
        if not length and words[place] not in capitals:
            kept.append(words[place])
        place += length or 1
    return kept


def only_acronyms(text: str) -> bool:
    """Whether `text` is nothing but names of papers and offices: 'NIF', 'niss', 'OQTF'. They are typed in every
    language."""
    words = words_of(text).split()
    if not words or len(words) > _MOST_ACRONYMS or max(map(len, words)) > _ACRONYM:
        return False
    return not words_outside_terms(text) or (text.isascii() and text.isupper())


def names_term(text: str) -> bool:
    """Whether an administrative term of a country stands in `text`: 'NIF', 'titre de séjour'."""
    return len(words_outside_terms(text)) < len(words_of(text).split())


@cache
def plain_letters(text: str) -> str:
    """Return `text` without the accents of Latin letters; marks of other scripts stay."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(char for char in parts if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", bare).translate(_UNDECOMPOSED)


_UNDECOMPOSED = str.maketrans({"ł": "l", "đ": "d", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"})


def _term_length(plain: list[str], place: int) -> int:
    """How many words from `place` on are one term, the longest first; 0 when none begins here."""
    for term in _terms().get(plain[place], ()):
        if tuple(plain[place : place + len(term)]) == term:
            return len(term)
    return 0


@cache
def _terms() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word -> terms that begin with it, the longest first."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for term in terms():
        words = tuple(plain_letters(words_of(term)).split())
        found.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(those, key=len, reverse=True)) for first, those in found.items()}


@cache
def terms() -> tuple[str, ...]:
    """Return every administrative term: of `terms.yml`, and of the glossary those of two or more words.

    Single words of the glossary stay out: 'act' and 'commune' are words of a language too. Those that are not are
    listed in `terms.yml`. Raises TermsError for an entry that has no letters.
    """
    groups = plain_yaml.parse(TERMS.read_text(encoding="utf-8"))
    for group, entries in groups.items():
        for entry in entries:
            if not isinstance(entry, str) or not words_of(entry):
                raise TermsError(f"{TERMS.name}, {group}: {entry!r} is not a word; put quotes around it or remove it")
    listed = (entry for entries in groups.values() for entry in entries)
    kept = (term.keep for term in glossary.terms().values() if len(words_of(term.keep).split()) > 1)
    return tuple(dict.fromkeys((*listed, *kept)))
