"""Danger in wordings that nobody listed, and calm wordings around a listed phrase: a small linear model.

One row of weights says how much a message sounds like danger, one row per kind says like which. To the first is added
how much nearer the message is to some message of danger that training knew than to any harmless one. It is trained on
messages (`nlu.urgent_messages`), on the listed phrases and on ordinary questions (`nlu.urgent_train`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.classifier import Postings
from nlu.examples import concept_of
from nlu.features import Vector, Vocabulary, count
from nlu.gate import VISITS
from nlu.urgent import TAKEN_OUT, Found, PhraseList, default_list

FEWEST_WORDS, FEW_WORDS = 3, 6
"""Messages of fewer words are left to the lists; up to the second number they must sound `SHORT` more like danger."""
SHORT = 0.2
DOUBT = 0.4
"""So little below the threshold a message may still be one of danger: half of those that are missed are here."""
KNOWN = 0.5
"""Share of a message's n-grams that the model must have seen; below, the language is not one it has learned."""
CALM = -0.3
"""Below this score a listed phrase among other words is taken for talk: 'the deadline is killing me'."""
ORDINARY = 0.6
"""By how much more a message must sound like danger when it is clearly something else."""
BESIDE = 3
"""So many words may stand beside a listed phrase that counts however calm it sounds."""
NEAREST_WEIGHT = 2.0
"""Weight of the nearest messages beside the linear model."""

DANGER = {"domestic_violence": "violence"}
"""Concepts whose questions count as urgent, also when they are put as questions."""
NEAR_DANGER = frozenset({
    "asylum_apply", "asylum_rights", "border_refusal", "child_without_papers", "crime_victim", "emergency_numbers",
    "emergency_shelter",
    "eviction", "food_social_support", "health_emergency", "labour_exploitation", "mental_health",
    "pregnancy_child_health", "removal_order", "trafficking_help", "trafficking_victim_permit", "work_accident_sick",
})  # fmt: skip
"""Concepts whose questions may tell of danger or only ask about it."""


@dataclass(frozen=True)
class Impression:
    """How much a message sounds like danger (0 is even), like which kind, and whether the model can tell."""

    danger: float
    kind: str
    telling: bool
    short: bool


@dataclass(frozen=True)
class Signal:
    """violence, self_harm, medical, child, trafficking, detained, no_roof, or None; then `doubtful` says that it may
    be danger all the same. `language` is that of the listed phrase, where one was found."""

    kind: str | None
    doubtful: bool = False
    language: str | None = None


SILENCE, DOUBTFUL = Signal(None), Signal(None, doubtful=True)


def nearness(messages: Postings, harmless_from: int, vector: Vector) -> float:
    """Return how much nearer a vector is to the nearest message of danger than to the nearest harmless one, weighted.

    The messages of danger are the rows before `harmless_from`; there is at least one of each.
    """
    cosines = messages.product(vector)
    return NEAREST_WEIGHT * float(cosines[:harmless_from].max() - cosines[harmless_from:].max())


@dataclass(frozen=True)
class UrgentModel:
    """The first row of `weights` is danger, the others are `kinds`; from `threshold` on it is danger. `messages` are
    those of training: danger before `harmless_from`, harmless from there on."""

    kinds: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Postings
    intercepts: NDArray[np.float32]
    threshold: float
    messages: Postings
    harmless_from: int

    def look(self, stripped: str) -> Impression:
        """Return the impression of a text from `PhraseList.strip`."""
        vector = self.vocabulary.vector(count(stripped))
        scores = self.weights.product(vector) + self.intercepts
        words = sum(word != TAKEN_OUT for word in stripped.split())
        telling = vector.known >= KNOWN and words >= FEWEST_WORDS
        danger = float(scores[0]) + nearness(self.messages, self.harmless_from, vector)
        return Impression(danger, self.kinds[int(scores[1:].argmax())], telling, words < FEW_WORDS)

    def signal(self, stripped: str, more: float = 0.0) -> Signal:
        """Return what the model hears in a text from `PhraseList.strip`; `more` is added to the threshold."""
        seen = self.look(stripped)
        enough = self.threshold + more + (SHORT if seen.short else 0.0)
        if not seen.telling or seen.danger < enough - DOUBT:
            return SILENCE
        return Signal(seen.kind, False) if seen.danger >= enough else DOUBTFUL

    def save(self, folder: Path) -> None:
        """Write the model into `folder` as one .npz file."""
        named: dict[str, Any] = {
            "kinds": np.array(self.kinds),
            "intercepts": self.intercepts,
            "threshold": np.array(self.threshold),
            "harmless_from": np.array(self.harmless_from),
            **self.vocabulary.arrays(),
            **self.weights.arrays("weights"),
            **self.messages.arrays("messages"),
        }
        np.savez(folder / "urgent.npz", **named)

    @classmethod
    def load(cls, folder: Path) -> UrgentModel:
        """Read what `save` wrote. Raises FileNotFoundError when the folder has no trained model."""
        with np.load(folder / "urgent.npz", allow_pickle=False) as stored:
            named = {name: stored[name] for name in stored.files}
        return cls(
            tuple(str(kind) for kind in named["kinds"]),
            Vocabulary.from_arrays(named),
            Postings.from_arrays("weights", named),
            named["intercepts"].astype(np.float32),
            float(named["threshold"]),
            Postings.from_arrays("messages", named),
            int(named["harmless_from"]),
        )


@dataclass(frozen=True)
class UrgentSignals:
    """Both nets: the lists first, then the model."""

    phrases: PhraseList
    model: UrgentModel

    @classmethod
    def load(cls, folder: Path) -> UrgentSignals:
        """Load the model from a trained folder and the lists from the project."""
        return cls(default_list(), UrgentModel.load(folder))

    def signal(self, text: str, learned: bool = True, label: str | None = None) -> Signal:
        """Return what is heard in a message.

        `learned` says that the language has training questions: the model knows no harmless messages of others.
        `label` is what the message surely is (`faq/<concept>` or a dialogue intent), None when that is not clear.
        """
        stripped = self.phrases.strip(text)
        found = self.phrases.find(stripped)
        if not learned:
            return _listed(found) if found else SILENCE
        if found is None:
            return self.model.signal(stripped, ORDINARY if label is not None and _is_ordinary(label) else 0.0)
        if found.beside <= BESIDE:
            return _listed(found)
        seen = self.model.look(stripped)
        return SILENCE if seen.telling and seen.danger < CALM else _listed(found)


def _listed(found: Found) -> Signal:
    return Signal(found.kind, language=found.language)


def _is_ordinary(label: str) -> bool:
    concept = concept_of(label)
    return label in VISITS if concept is None else concept not in DANGER and concept not in NEAR_DANGER
