"""Bare cries for help: 'help!', 'bachao', 'SOS'. The words are in `nlu/cries.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from locales import plain_yaml
from nlu.normalise import normalise

FILE = Path(__file__).with_name("cries.yml")


def cries(text: str) -> bool:
    """Return whether a message is nothing but a cry for help, in any language."""
    return normalise(text) in _cries()


@cache
def _cries() -> frozenset[str]:
    languages = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    for language, words in languages.items():
        if not isinstance(words, list) or not all(isinstance(word, str) and normalise(word) for word in words):
            raise ValueError(f"nlu/cries.yml, {language}: a list of words; put quotes around no, on and numbers")
    return frozenset(normalise(word) for words in languages.values() for word in words)
