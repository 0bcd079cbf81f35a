"""The three parts of an answer as somebody writes them, and what is done with them before they are kept."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from actions.answers.models import AnswerVersion
from knowledge.packs import Answer

Key = tuple[str, str, str]
"""Territory, concept, language."""


@dataclass(frozen=True)
class Text:
    """Title, full text and the core of the SMS."""

    title: str
    text: str
    sms: str

    @property
    def parts(self) -> tuple[str, str, str]:
        """The three, in this order."""
        return self.title, self.text, self.sms

    def answer(self, key: Key) -> Answer:
        """The same as an answer of a territory, concept and language."""
        territory, concept, language = key
        return Answer(concept, territory, language, *self.parts)


def text_of(version: AnswerVersion) -> Text:
    """The parts of a version."""
    return Text(version.title, version.text, version.sms)


def tidy(title: str, text: str, sms: str) -> Text:
    """What was typed, as files can hold it: no control characters, no spaces at the ends of lines; title and SMS core
    without empty lines."""
    one_line = (" ".join(_lines(title)), "\n".join(_lines(text)).strip(), "\n".join(filter(None, _lines(sms))))
    return Text(*one_line)


def _lines(value: str) -> list[str]:
    plain = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\t", " "))
    kept = "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Zl", "Zp"))
    return [line.rstrip() for line in kept.strip().split("\n")]
