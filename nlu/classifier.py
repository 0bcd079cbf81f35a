"""One flat classifier over concepts and dialogue intents, all languages in one model.

The score of a label is the decision value of its linear SVM plus half the highest cosine between the message
and any training example of the label. Serving needs numpy only: weights and examples are kept by feature, so a
message touches the few features it has. Fitting is in `nlu.train`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.features import Vector, Vocabulary, count

NEAREST_WEIGHT = 0.5
"""Weight of the nearest example beside the linear model."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Postings:
    """A sparse matrix stored by feature: which rows have the feature, and with what value.

    `starts` has one entry more than there are features; the rows of feature f are
    `rows[starts[f]:starts[f + 1]]`, and each value is a byte times `unit`, plus nothing.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.uint16] | NDArray[np.uint32]
    values: NDArray[np.int8]
    unit: float
    height: int

    @classmethod
    def build(
        cls, rows: NDArray[np.int64], features: NDArray[np.int64], values: Floats, shape: tuple[int, int]
    ) -> Postings:
        """Build from coordinates; `shape` is (rows, features). Values are rounded to 1/127 of the largest;
        rows take two bytes, or four when there are more than two can count."""
        height, width = shape
        order = np.argsort(features, kind="stable")
        starts = np.zeros(width + 1, dtype=np.int64)
        np.cumsum(np.bincount(features, minlength=width), out=starts[1:])
        unit = float(np.abs(values).max() / 127) if len(values) else 1.0
        return cls(
            starts,
            rows[order].astype(np.uint16 if height <= np.iinfo(np.uint16).max else np.uint32),
            np.rint(values[order] / unit).astype(np.int8),
            unit,
            height,
        )

    def product(self, vector: Vector) -> Floats:
        """Return the matrix times a message: one number per row."""
        starts = self.starts[vector.features]
        lengths = self.starts[vector.features + 1] - starts
        ends = np.cumsum(lengths)
        if not len(ends) or not ends[-1]:
            return np.zeros(self.height, dtype=np.float32)
        # All postings of the message's features in one go: a Python loop over them costs five times as much.
        place = np.arange(ends[-1]) + np.repeat(starts - ends + lengths, lengths)
        values = self.values[place] * np.repeat(vector.weights, lengths)
        total = np.bincount(self.rows[place], values, minlength=self.height)
        return (total * self.unit).astype(np.float32)

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return what `from_arrays` needs, each key beginning with `name`."""
        shape = np.array([self.unit, self.height], dtype=np.float64)
        return {
            f"{name}_starts": self.starts,
            f"{name}_rows": self.rows,
            f"{name}_values": self.values,
            f"{name}_shape": shape,
        }

    @classmethod
    def from_arrays(cls, name: str, named: dict[str, NDArray[np.generic]]) -> Postings:
        """Rebuild from `arrays(name)`; raises KeyError when one is missing."""
        unit, height = (float(value) for value in named[f"{name}_shape"])
        return cls(
            named[f"{name}_starts"].astype(np.int64),
            named[f"{name}_rows"],  # type: ignore[arg-type]
            named[f"{name}_values"].astype(np.int8),
            unit,
            int(height),
        )


@dataclass(frozen=True)
class Scores:
    """What the classifier says of one message, label by label."""

    scores: Floats
    """Decision value plus half the cosine of the nearest example; higher is more likely. No upper bound."""
    cosines: Floats
    """Cosine of the nearest example of each label, 0 to 1."""
    known: float
    """Share of the message's longer n-grams that training has seen, 0 to 1."""


@dataclass(frozen=True)
class Classifier:
    """Scores messages against every label. `first_example[i]` is where the examples of label i begin."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Postings
    intercepts: Floats
    examples: Postings
    first_example: NDArray[np.int64]

    def score(self, text: str) -> Scores:
        """Return the scores of a message; a message without any known n-gram gets the bare intercepts."""
        return self.score_vector(self.vocabulary.vector(count(text)))

    def score_vector(self, vector: Vector) -> Scores:
        """Return the scores of a message that is already a vector of this vocabulary."""
        linear = self.weights.product(vector) + self.intercepts
        # Examples are sorted by label, so the best of each label is a maximum over a slice.
        cosines = np.maximum.reduceat(self.examples.product(vector), self.first_example)
        return Scores(linear + np.float32(NEAREST_WEIGHT) * cosines, cosines, vector.known)

    def save(self, folder: Path) -> None:
        """Write the classifier into `folder` as one .npz file."""
        named: dict[str, NDArray[np.generic]] = {
            "labels": np.array(self.labels),
            "intercepts": self.intercepts,
            "first_example": self.first_example,
            **self.vocabulary.arrays(),
            **self.weights.arrays("weights"),
            **self.examples.arrays("examples"),
        }
        np.savez(folder / "classifier.npz", **named)

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read what `save` wrote. Raises FileNotFoundError when the folder holds no trained classifier."""
        with np.load(folder / "classifier.npz", allow_pickle=False) as stored:
            named = {name: stored[name] for name in stored.files}
        return cls(
            tuple(str(label) for label in named["labels"]),
            Vocabulary.from_arrays(named),
            Postings.from_arrays("weights", named),
            named["intercepts"].astype(np.float32),
            Postings.from_arrays("examples", named),
            named["first_example"].astype(np.int64),
        )
