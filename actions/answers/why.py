"""Why a message is understood as it is: the training questions nearest to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from nlu import default_folder
from nlu.examples import FAQ, Example, read_examples
from nlu.features import Vector, Vocabulary, count
from nlu.published import latest


@dataclass(frozen=True)
class Near:
    """A training question and its likeness to the message: the cosine, 0 to 1."""

    example: Example
    cosine: float


def nearest(text: str, concepts: Collection[str], most: int = 8, folder: Path | None = None) -> list[Near]:
    """The training questions of `concepts` that are nearest to a message, in every language, nearest first.

    Without `folder`: of the model that answers now. Raises FileNotFoundError where none is trained.
    """
    newer = latest()
    folder = folder or (newer.folder if newer else default_folder())
    known = _vocabulary(folder)
    wanted = known.vector(count(text))
    labels = {f"{FAQ}{concept}" for concept in concepts}
    found = [
        Near(example, round(_cosine(wanted, known.vector(count(example.text))), 3))
        for example in _examples(folder)
        if example.label in labels
    ]
    return sorted(found, key=lambda near: -near.cosine)[:most]


def _cosine(first: Vector, second: Vector) -> float:
    _, here, there = np.intersect1d(first.features, second.features, assume_unique=True, return_indices=True)
    return float(first.weights[here] @ second.weights[there])


@lru_cache(maxsize=2)
def _vocabulary(folder: Path) -> Vocabulary:
    with np.load(folder / "classifier.npz", allow_pickle=False) as stored:
        return Vocabulary.from_arrays({name: stored[name] for name in stored.files if name.endswith(("codes", "idf"))})


@lru_cache(maxsize=2)
def _examples(folder: Path) -> tuple[Example, ...]:
    """The questions of the files, and those of mediators that lie beside a model trained at the desk."""
    accepted = folder / "questions"
    return (*read_examples(), *(read_examples(accepted) if accepted.is_dir() else ()))
