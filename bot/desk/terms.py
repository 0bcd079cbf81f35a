"""The administrative terms of a text, as pages show them: what stands on paper, the agreed word, what it means."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.glossary import agrees, hits, words


@dataclass(frozen=True)
class SaidTerm:
    """One term. `keep`: as on paper; `word`: agreed in the language of the text, '' when it has none; `meaning`: in
    plain English; `said`: whether the text says one of the two.
    """

    keep: str
    word: str
    meaning: str
    said: bool


def said_terms(source: str, text: str, territory: str, language: str) -> list[SaidTerm]:
    """The terms of `source`, a text in the territory's own language, and whether `text` in `language` says them."""
    agreed = words(language)
    return [
        SaidTerm(term.keep, " / ".join(agreed.get(term.id, ())), term.meaning, agrees(term, text, language))
        for term in hits(source, territory)
    ]
