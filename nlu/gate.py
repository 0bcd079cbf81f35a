"""The confidence gate: how likely the first guess is right, and what may be done with it.

A logistic regression over four figures of the classifier's scores. It is fitted on messages the classifier had
not seen, and on messages of concepts it had not seen, so it needs no collection of foreign questions. Shares by
softmax alone are never used to reject: they say which guess is better, not whether any is good.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from locales import plain_yaml
from nlu.classifier import Scores

THRESHOLDS = Path(__file__).with_name("gate.yml")
VISITS = frozenset({"book", "change", "cancel", "my_appointments"})
"""Wishes about a visit. People explain them with illness and trouble: 'my boy has a fever, take me off'."""
ABOUT_APPOINTMENTS = frozenset({"immigration_office_appointment", "immigration_appointment_documents"})
"""Concepts whose every question sounds like a wish to book."""
FEATURES = ("top score", "gap to the second", "cosine of the top label", "share of known n-grams")


@dataclass(frozen=True)
class Thresholds:
    """Confidences (0 to 1) from which a message is answered, offered guesses, taken as a wish, a wish about a visit,
    or a reply."""

    answer: float
    offer: float
    wish: float
    visit: float
    reply: float


class GateError(ValueError):
    """The thresholds file is wrong; the message says what and where."""


@cache
def _thresholds(file: Path) -> dict[str, Thresholds]:
    content = plain_yaml.parse(file.read_text(encoding="utf-8"))
    default = content.get("default") or {}
    every: dict[str, Thresholds] = {}
    for name, own in {"default": {}, **(content.get("languages") or {})}.items():
        values = {**default, **own}
        if set(values) != {field.name for field in fields(Thresholds)}:
            raise GateError(f"{file}: {name}: needs exactly answer, offer, wish, visit and reply")
        if not all(isinstance(v, (int, float)) and 0 <= v <= 1 for v in values.values()):
            raise GateError(f"{file}: {name}: every figure is a number from 0 to 1")
        if values["offer"] > values["answer"]:
            raise GateError(f"{file}: {name}: offer must not be above answer")
        every[name] = Thresholds(**values)
    return every


def thresholds(language: str, file: Path = THRESHOLDS) -> Thresholds:
    """Return the thresholds of a language. Raises GateError when the file is wrong."""
    every = _thresholds(file)
    return every.get(language, every["default"])


def gate_features(scores: Scores) -> NDArray[np.float64]:
    """Return the four figures of `FEATURES` for one message."""
    top = int(scores.scores.argmax())
    second = float(np.partition(scores.scores, -2)[-2]) if len(scores.scores) > 1 else float("-inf")
    best = float(scores.scores[top])
    return np.array([best, min(best - second, 2.0), scores.cosines[top], scores.known], dtype=np.float64)


@dataclass(frozen=True)
class Gate:
    """Weights of the logistic regression, in the order of `FEATURES`, and the temperature of the ranking."""

    weights: tuple[float, ...]
    intercept: float
    temperature: float

    def confidence(self, scores: Scores) -> float:
        """Return the probability (0 to 1) that the first label is what the person meant."""
        value = float(gate_features(scores) @ np.array(self.weights)) + self.intercept
        return float(1 / (1 + np.exp(-value)))

    def shares(self, scores: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return scores as shares that sum to one, sharpened by the temperature."""
        powers = np.exp((scores.astype(np.float64) - float(scores.max())) / self.temperature)
        return np.asarray(powers / powers.sum())

    def save(self, folder: Path) -> None:
        """Write the gate into `folder` as JSON."""
        values = {
            "weights": dict(zip(FEATURES, self.weights, strict=True)),
            "intercept": self.intercept,
            "temperature": self.temperature,
        }
        (folder / "gate.json").write_text(json.dumps(values, indent=2), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Gate:
        """Read what `save` wrote. Raises FileNotFoundError or KeyError when it is not there or not whole."""
        values: Mapping[str, object] = json.loads((folder / "gate.json").read_text(encoding="utf-8"))
        weights = values["weights"]
        assert isinstance(weights, dict)
        return cls(
            tuple(float(weights[name]) for name in FEATURES),
            float(values["intercept"]),  # type: ignore[arg-type]
            float(values["temperature"]),  # type: ignore[arg-type]
        )
