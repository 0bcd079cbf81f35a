"""How people may type a language of another script in Latin letters: many spellings of one text, drawn at random."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from locales import plain_yaml
from locales.romanise import romanise
from nlu.lid.text import words_of

FILE = Path(__file__).with_name("spellings.yml")
_TWO_CONSONANTS = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz23579])(?=[bcdfgjklmnpqrstvwxz23579])")
_DIGRAPHS = {"kh", "gh", "sh", "ch", "zh", "th", "dz", "ts", "dh", "ph", "bh", "gn", "ny"}


class SpellingsError(ValueError):
    """`spellings.yml` cannot be used; the message names the language, the entry and the cure."""


@cache
def spellings() -> Mapping[str, Mapping[str, Any]]:
    """Return the rules of every language. Raises SpellingsError when a swap is not [from, to, chance]."""
    found = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    for language, rules in found.items():
        for swap in rules.get("swaps", ()):
            if len(swap) != 3 or not 0 <= float(swap[2]) <= 1:
                raise SpellingsError(f"{FILE.name}, {language}: {swap} must be [from, to, chance between 0 and 1]")
    return found


def chat_spelling(text: str, language: str, generator: random.Random) -> str:
    """Return one way in which `text`, written in the script of `language`, may be typed in Latin letters."""
    rules = spellings()[language]
    letters = rules.get("letters", {})
    if letters:
        # Letter by letter: the general reading would put vowels in, and those are drawn below.
        chosen = {letter: generator.choice(ways) for letter, ways in letters.items()}
        text = "".join(str(chosen[char]) if char in chosen else romanise(char, language) for char in text)
    latin = words_of(romanise(text, language))
    if rules.get("vowels"):
        latin = _with_vowels(latin, rules["vowels"], generator)
    for old, new, chance in rules.get("swaps", ()):
        if old in latin:
            latin = _swapped(latin, old, str(new), float(chance), generator)
    return _swapped(latin, " ", "", rules["joined"], generator) if "joined" in rules else latin


def _swapped(text: str, old: str, new: str, chance: float, generator: random.Random) -> str:
    first, *rest = text.split(old)
    return first + "".join((new if generator.random() < chance else old) + part for part in rest)


def _with_vowels(text: str, rule: Mapping[str, Any], generator: random.Random) -> str:
    """Put short vowels between consonants, where the own script leaves them out."""

    def vowel(match: re.Match[str]) -> str:
        pair = text[match.start() - 1 : match.start() + 1]
        return (
            generator.choice(rule["letters"]) if pair not in _DIGRAPHS and generator.random() < rule["chance"] else ""
        )

    return _TWO_CONSONANTS.sub(vowel, text)
