"""Why a message is understood as it is: the training questions nearest to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from nlu import default_folder
from nlu.examples import FAQ, Example, read_examples
from nlu.features import Vector, Vocabulary, count


@dataclass(frozen=True)
class Near:
    """A training question and its likeness to the message: the cosine, 0 to 1."""

    example: Example
    cosine: float


def nearest(text: str, concepts: Collection[str], most: int = 8, folder: Path | None = None) -> list[Near]:
    """The training questions of `concepts` that are nearest to a message, in every language, nearest first.

    Raises FileNotFoundError where no model is trained.
    """
    known = _vocabulary(folder or default_folder())
    wanted = known.vector(count(text))
    labels = {f"{FAQ}{concept}" for concept in concepts}
    found = [
        Near(example, round(_cosine(wanted, known.vector(count(example.text))), 3))
        for example in _examples()
        if example.label in labels
    ]
    return sorted(found, key=lambda near: -near.cosine)[:most]


def _cosine(first: Vector, second: Vector) -> float:
    _, here, there = np.intersect1d(first.features, second.features, assume_unique=True, return_indices=True)
    return float(first.weights[here] @ second.weights[there])


@cache
def _vocabulary(folder: Path) -> Vocabulary:
    with np.load(folder / "classifier.npz", allow_pickle=False) as stored:
        return Vocabulary.from_arrays({name: stored[name] for name in stored.files if name.endswith(("codes", "idf"))})


@cache
def _examples() -> tuple[Example, ...]:
    return tuple(read_examples())
