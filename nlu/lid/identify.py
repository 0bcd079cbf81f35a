"""Which language a message is in.

Script first: where it leaves one language, that is the answer. Otherwise the trained model decides among the
languages of the script, helped by CLD2 for languages in their own spelling and, in short messages, by whole words.
Languages in Latin letters that have a script of their own (romanised) are labels of the model like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import fasttext
import pycld2

from locales.languages import languages
from nlu.lid.labels import LATIN_MARK, labels_in
from nlu.lid.noise import is_noise
from nlu.lid.scripts import LATIN, decided_by_script, languages_of, script_of
from nlu.lid.text import only_acronyms, without_terms
from nlu.lid.word_counts import FILE as WORDS
from nlu.lid.word_counts import WordCounts

UNKNOWN = "und"
MODEL = "language.ftz"
DESCRIPTION = "language.json"

_NAMED_AT_LEAST = 0.1
"""What CLD2's share is at least, so that it can never rule a language out."""
_UNHEARD_OF = 0.3
"""The share of a language that CLD2 does not know."""
_CLD2_UNKNOWN = {"kea"}
_FEW_WORDS = 2
_ROMANISED_FEW, _ROMANISED_MANY = 0.35, 2.0
"""Weight of romanised labels up to `_FEW_WORDS` words, where anything looks like one, and from there on."""
SAME_SPEECH = frozenset({"hi", "ur"})
"""In Latin letters these are one spoken language."""
_LISTED_FROM = 0.001
"""Candidates less likely than this are not listed."""


@dataclass(frozen=True)
class LanguageGuess:
    """What a message looks like by itself.

    `language` is an ISO code or 'und'; `confidence` the chance (0 to 1) that it is right, for romanised Hindi and
    Urdu the chance that it is one of the two. `candidates` are languages with their chance, best first;
    `romanised` says that it is written in Latin letters though the language has a script of its own; `script` is
    an ISO 15924 code, None without letters.
    """

    language: str
    confidence: float
    candidates: tuple[tuple[str, float], ...]
    romanised: bool
    script: str | None

    def weighted(self, prior: Mapping[str, float]) -> LanguageGuess:
        """Return the guess with the chance of the languages in `prior` multiplied (1 is neutral), all else equal."""
        if self.script is None or not self.candidates:
            return self
        return _guess({code: chance * prior.get(code, 1.0) for code, chance in self.candidates}, self.script)


class LanguageIdentifier:
    """The trained model and the rules around it; holds no state."""

    def __init__(self, model: fasttext.FastText._FastText, counts: WordCounts) -> None:
        self._model = model
        self._counts = counts
        self._labels = len(model.labels)

    @classmethod
    def load(cls, folder: Path) -> LanguageIdentifier:
        """Read a folder written by `nlu.lid.train`.

        Raises FileNotFoundError when a file is missing and ValueError when the model was trained for other labels.
        """
        for name in (MODEL, DESCRIPTION, WORDS):
            if not (folder / name).is_file():
                raise FileNotFoundError(
                    f"{folder / name} is missing: train with python -m nlu.lid.train --out {folder}"
                )
        # The class itself, not load_model(), which writes a warning to standard error.
        model = fasttext.FastText._FastText(model_path=str(folder / MODEL))
        described = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        if sorted(described["labels"]) != sorted(label.removeprefix("__label__") for label in model.labels):
            raise ValueError(f"{folder}: {DESCRIPTION} and {MODEL} belong to different trainings; train again")
        return cls(model, WordCounts.load(folder))

    def identify(self, text: str, prior: Mapping[str, float] | None = None) -> LanguageGuess:
        """Return the language of `text`; `prior` multiplies the chance of the languages it names (1 is neutral).

        Without letters, in a script that no language of the list uses, for keys pressed at random or for nothing but
        acronyms, the language is 'und' and the confidence 0.
        """
        words = without_terms(text)
        script = script_of(words)
        silent = script == LATIN and (is_noise(words) or only_acronyms(text))
        if script is None or not languages_of(script) or silent:
            return LanguageGuess(UNKNOWN, 0.0, (), False, script)
        if decided := decided_by_script(script):
            return LanguageGuess(decided, 1.0, ((decided, 1.0),), False, script)
        guess = _guess(self._weights(words, script), script)
        return guess.weighted(prior) if prior else guess

    def _weights(self, words: str, script: str) -> dict[str, float]:
        """Every language of the script with the model's chance, multiplied by what CLD2, words and length say."""
        labels, chances = self._model.predict(words, k=self._labels)
        found = {label.removeprefix("__label__"): float(chance) for label, chance in zip(labels, chances, strict=True)}
        shares = _cld2_shares(words)
        whole = self._counts.chances(words.split(), labels_in(script))
        romanised = _ROMANISED_FEW if len(words.split()) <= _FEW_WORDS else _ROMANISED_MANY
        weights: dict[str, float] = {}
        for label in labels_in(script):
            weight = (found.get(label, 0.0) + 1e-9) * whole.get(label, 1.0)
            if label.endswith(LATIN_MARK):
                weight *= romanised
            elif shares:
                share = shares.get(label, _UNHEARD_OF if label in _CLD2_UNKNOWN else 0.0)
                weight *= max(share, _NAMED_AT_LEAST)
            weights[label.removesuffix(LATIN_MARK)] = weight
        return weights


def _cld2_shares(words: str) -> dict[str, float]:
    """The languages that CLD2 names, with their share of the text; empty when it names none."""
    try:
        _, _, details = pycld2.detect(words, bestEffort=True)
    except pycld2.error:
        return {}
    return {code.split("-")[0]: percent / 100 for _, code, percent, _ in details if code != "un" and percent}


def _guess(weights: Mapping[str, float], script: str) -> LanguageGuess:
    """The guess that weights of languages, of any sum, amount to."""
    total = sum(weights.values())
    ranked = sorted(((code, weight / total) for code, weight in weights.items()), key=lambda pair: -pair[1])
    both = sum(chance for code, chance in ranked if code in SAME_SPEECH)
    if script == LATIN and both > max((chance for code, chance in ranked if code not in SAME_SPEECH), default=0.0):
        # Together they lead, so both stand before all others, the likelier one first.
        ranked.sort(key=lambda pair: pair[0] not in SAME_SPEECH)
        confidence = both
    else:
        confidence = ranked[0][1]
    language = ranked[0][0]
    listed = tuple(pair for pair in ranked if pair[1] >= _LISTED_FROM)
    return LanguageGuess(language, confidence, listed, script not in languages()[language].scripts, script)
