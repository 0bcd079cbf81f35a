"""Any script in Latin letters, the way people type it: no diacritics, ASCII only.

It is for people who speak a language but read Latin letters only, and for comparing what they type with text in
its own script. It cannot be turned back. The letters are in `romanise.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from anyascii import anyascii
from pypinyin import lazy_pinyin

from locales import plain_yaml

FILE = Path(__file__).with_name("romanise.yml")

_DEFAULT = {"DEVANAGARI": "hi", "BENGALI": "bn", "GURMUKHI": "pa", "CYRILLIC": "ru", "ARABIC": "ar"}
_TELLING = {"CYRILLIC": {"uk": "іїєґ"}, "ARABIC": {"ur": "ٹڈڑںےہھ", "ps": "ټډړږښځڅۍېڼګ", "fa": "پچژگ"}}
_PLAIN = {"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "।": ".", "॥": ".", "，": ", ", "、": ", ", "。": ". "}


@dataclass
class _Syllable:
    """One Indic syllable; `vowel` is None while only the unwritten vowel stands after the consonants."""

    consonants: str
    vowel: str | None
    after: str = ""
    joined: bool = False
    """Whether its consonant was written joined to the one before."""


def romanise(text: str, language: str | None = None) -> str:
    """Return `text` in ASCII letters; what is Latin already only loses its accents, digits and addresses stay.

    `language` is the ISO code of the text, for letters that two languages read differently; without it, or when
    the language is not written in that script, the letters themselves decide. Emoji are left out.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text).translate({0x200C: None, 0x200D: None})
    written = ""
    # Chinese is written against Latin letters and digits; its syllables are words in Latin letters.
    syllables = any("\u3400" <= char <= "\u9fff" for char in text)
    for foreign, run in groupby(text, _foreign):
        part = "".join(run)
        part = _word(part, language) if foreign else _ascii(part)
        written += f" {part}" if syllables and written[-1:].isalnum() and part[:1].isalnum() else part
    return written


@cache
def _foreign(char: str) -> bool:
    """Whether `char` is a letter or mark of a script other than Latin."""
    code = ord(char)
    accent = 0x300 <= code <= 0x36F or 0x1E00 <= code <= 0x1EFF
    return code > 0x2AF and not accent and unicodedata.category(char)[0] in "LM"


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    kept = (_PLAIN.get(char, char) for char in text if unicodedata.category(char) not in {"So", "Sk", "Cf"})
    return anyascii("".join(kept))


def _word(word: str, language: str | None) -> str:
    script = unicodedata.name(word[0], "").split(" ", 1)[0]
    if script == "CJK":
        return _ascii(" ".join(lazy_pinyin(word)))
    if script == "ETHIOPIC":
        return anyascii(word).replace("'", "")
    reader = _READERS.get(script)
    return _ascii(reader(word, _language(word, script, language)) if reader else word)


def _language(word: str, script: str, language: str | None) -> str:
    """The language whose reading of the letters holds: the one given, if it is one of this script's."""
    tables = _tables()
    known = {"CYRILLIC": {"ru", "uk"}, "ARABIC": set(tables["Arabic"]["languages"])}.get(script, {"hi", "ne"})
    if language in known:
        return str(language)
    telling = _TELLING.get(script, {}).items()
    return next((code for code, letters in telling if set(letters) & set(word)), _DEFAULT[script])


@cache
def _tables() -> dict[str, Any]:
    return plain_yaml.parse(unicodedata.normalize("NFC", FILE.read_text(encoding="utf-8")))


def _cyrillic(word: str, language: str) -> str:
    table = _tables()["Cyrillic"]
    own = table["languages"].get(language, {})
    letters: Mapping[str, str] = {**table["letters"], **own.get("letters", {})}
    initial = own.get("initial", table["initial"])
    lower = word.lower()
    parts = []
    index = 0
    while index < len(lower):
        length = 2 if lower[index : index + 2] in letters else 1
        piece = lower[index : index + length]
        latin = initial.get(piece, letters.get(piece, piece)) if index == 0 else letters.get(piece, piece)
        parts.append(latin.capitalize() if word[index].isupper() and not word.isupper() else latin)
        index += length
    joined = "".join(parts)
    return joined.upper() if word.isupper() and len(word) > 1 else joined


def _indic(script: str) -> Callable[[str, str], str]:
    def read(word: str, language: str) -> str:
        syllables = _syllables(word, _tables()["indic"][script])
        keep = (language if script == "Devanagari" else {"Bengali": "bn"}.get(script, "")) in _tables()[
            "keeps_final_vowel_after_two"
        ]
        _drop_unspoken(syllables, keep)
        return _spell(syllables, _tables()["indic"][script]["inherent"])

    return read


def _syllables(word: str, table: Mapping[str, Any]) -> list[_Syllable]:
    syllables: list[_Syllable] = []
    double = False
    index = 0
    while index < len(word):
        piece = next((word[index : index + n] for n in (3, 2) if word[index : index + n] in table["consonants"]), "")
        piece = piece or word[index]
        index += len(piece)
        if piece in table["consonants"]:
            latin = table["consonants"][piece]
            joined = piece[0] == table["virama"]
            syllables.append(
                _Syllable(latin[0] + latin if double else latin, None, joined=joined or _ends_bare(syllables))
            )
            if joined and len(syllables) > 1:
                syllables[-2].vowel = ""
            double = False
        elif piece in table["vowels"] or not syllables:
            syllables.append(_Syllable("", table["vowels"].get(piece, piece)))
        elif piece in table["signs"]:
            syllables[-1].vowel = table["signs"][piece]
        elif piece == table["virama"]:
            syllables[-1].vowel = ""
        elif piece in table["nasals"] or piece in table["breath"]:
            syllables[-1].after += {**table["nasals"], **table["breath"]}[piece]
        elif piece == "ੱ":
            double = True
        elif piece not in table["silent"]:
            syllables.append(_Syllable("", piece))
    return syllables


def _ends_bare(syllables: list[_Syllable]) -> bool:
    return bool(syllables) and syllables[-1].vowel == ""


def _drop_unspoken(syllables: list[_Syllable], keeps_final: bool) -> None:
    """Take out the unwritten vowels that are not spoken: at the end of a word, and between vowel-consonant pairs."""
    last = len(syllables) - 1
    if last > 0 and syllables[last].vowel is None and not syllables[last].after:
        glide = syllables[last].consonants in {"y", "r", "v"}
        if not (syllables[last].joined and (keeps_final or glide)):
            syllables[last].vowel = ""
    for index in range(last - 1, 0, -1):
        here, before, behind = syllables[index], syllables[index - 1], syllables[index + 1]
        spoken_around = before.vowel != "" and behind.vowel not in ("", None) and behind.consonants
        if here.vowel is None and not here.after and not here.joined and spoken_around:
            here.vowel = ""


def _spell(syllables: list[_Syllable], inherent: str) -> str:
    vowels = [s for s in syllables if s.vowel != ""]
    closed = len(vowels) == 1 and (syllables[-1].vowel == "" or syllables[-1].after == "n")
    parts = []
    for place, syllable in enumerate(syllables):
        vowel = inherent if syllable.vowel is None else syllable.vowel
        if not closed and not (place == 0 and not syllable.consonants and vowel == "aa"):
            vowel = {"aa": "a", "ee": "i", "oo": "u"}.get(vowel, vowel)
        following = syllables[place + 1].consonants if place + 1 < len(syllables) else ""
        after = syllable.after
        if after == "n" and following[:1] in {"n", "p", "b", "m"}:
            after = "" if following[0] == "n" else "m"
        parts.append(syllable.consonants + vowel + after)
    return "".join(parts)


def _arabic(word: str, language: str) -> str:
    table = _tables()["Arabic"]
    own = table["languages"].get(language, {})
    sounds = _sounds(word, {**table, **{k: {**table[k], **v} if isinstance(v, dict) else v for k, v in own.items()}})
    return _voiced(sounds, bool(own.get("break_final_pairs")))


def _sounds(word: str, table: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """Pairs of Latin spelling and whether it is a vowel."""
    letters = [char for char in word if char not in table["silent"]]
    if table.get("alef_carries") and len(letters) > 1 and letters[0] == "ا" and letters[1] in table["glides"]:
        return [(table["glides"][letters[1]][1], True), *_sounds("".join(letters[2:]), table)]
    sounds: list[tuple[str, bool]] = []
    for place, letter in enumerate(letters):
        behind = letters[place + 1] if place + 1 < len(letters) else ""
        vowel_before = bool(sounds) and sounds[-1][1]
        if not behind and place and letter in table["final"] and not vowel_before:
            latin = table["final"][letter]
            sounds.append((latin, latin in "aeiou"))
        elif letter in table["vowels"]:
            sounds.append((table["vowels"][letter], True))
        elif letter in table["throat"]:
            if not vowel_before and behind not in table["vowels"] and behind not in table["glides"]:
                sounds.append(("a", True))
        elif letter in table["glides"]:
            consonant, vowel = table["glides"][letter]
            before_vowel = behind in table["glides"] or (behind in table["vowels"] and behind != "ئ")
            is_consonant = place == 0 or before_vowel or (vowel_before and bool(behind))
            sounds.append((consonant if is_consonant else vowel, not is_consonant))
        else:
            sounds.append((table["consonants"].get(letter, letter), False))
    return sounds


def _voiced(sounds: list[tuple[str, bool]], break_final_pairs: bool) -> str:
    """Put an 'a' where consonants meet that cannot be spoken together."""
    parts: list[str] = []
    run = 0
    """Consonants since the last vowel; `real`: that vowel was written."""
    real = False
    for place, (latin, vowel) in enumerate(sounds):
        last = place == len(sounds) - 1
        at_start = run == 1 and place == 1
        crowded = run >= 2 or at_start or (run == 1 and last and real and break_final_pairs)
        if not vowel and crowded:
            parts.append("a")
            run, real = 0, False
        parts.append(latin)
        run, real = (0, True) if vowel else (run + 1, real)
    return re.sub(r"([aiu])\1+", r"\1", "".join(parts))


_READERS: dict[str, Callable[[str, str], str]] = {
    "CYRILLIC": _cyrillic,
    "DEVANAGARI": _indic("Devanagari"),
    "BENGALI": _indic("Bengali"),
    "GURMUKHI": _indic("Gurmukhi"),
    "ARABIC": _arabic,
}
