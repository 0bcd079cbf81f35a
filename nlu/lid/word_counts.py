"""How often each word stands in the training rows of each label: whole words tell short messages apart.

'mon mari me bat' has no letters that only French has; its words are French all the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = "words.npz"
FEWEST = 4
"""Words that stand more rarely in the rows are not kept."""
MOST_WORDS = 8
"""Longer messages are told apart by their letters well enough."""
PER = 100_000
"""Counts are per so many words of the label."""
WEIGHT = 0.7
"""Weight of the words beside the letters."""
LEAST = math.exp(-8)
"""The words alone never rule a language out."""


@dataclass(frozen=True)
class WordCounts:
    """The words of row i are counted in `labels[starts[i]:starts[i + 1]]`, `rates` times per `PER` words of the label.

    `labels` holds numbers of `names`, which end in the mark of Latin letters where that is not the language's script.
    """

    names: tuple[str, ...]
    rows: Mapping[str, int]
    starts: NDArray[np.int32]
    labels: NDArray[np.uint8]
    rates: NDArray[np.float32]

    @classmethod
    def of(cls, lines: Iterable[str]) -> WordCounts:
        """Count the words of fastText rows: '__label__pt uma linha'."""
        counted: dict[str, Counter[int]] = {}
        totals: Counter[int] = Counter()
        numbers: dict[str, int] = {}
        for line in lines:
            label, *words = line.split()
            number = numbers.setdefault(label.removeprefix("__label__"), len(numbers))
            totals[number] += len(words)
            for word in words:
                counted.setdefault(word, Counter())[number] += 1
        kept = {word: found for word, found in sorted(counted.items()) if found.total() >= FEWEST}
        pairs = [(label, PER * n / totals[label]) for found in kept.values() for label, n in sorted(found.items())]
        starts = np.cumsum([0, *(len(found) for found in kept.values())])
        return cls(
            tuple(numbers),
            {word: row for row, word in enumerate(kept)},
            starts.astype(np.int32),
            np.array([label for label, _ in pairs], dtype=np.uint8),
            np.array([rate for _, rate in pairs], dtype=np.float32),
        )

    def chances(self, words: Collection[str], labels: Collection[str]) -> dict[str, float]:
        """How likely the known ones of `words` are in each of `labels`, beside the likeliest: `LEAST` to 1.

        Empty where no word is known, or there are too many words.
        """
        known = [self.rows[word] for word in words if word in self.rows]
        if not known or len(words) > MOST_WORDS:
            return {}
        numbers = {self.names.index(label) for label in labels if label in self.names}
        found = dict.fromkeys(numbers, 0.0)
        for row in known:
            here = slice(self.starts[row], self.starts[row + 1])
            for number, rate in zip(self.labels[here].tolist(), self.rates[here].tolist(), strict=True):
                if number in numbers:
                    found[number] += math.log1p(rate)  # of a word that the label's rows do not have: nothing
        best = max(found.values())
        return {self.names[n]: max(math.exp(WEIGHT * (value - best)), LEAST) for n, value in found.items()}

    def save(self, folder: Path) -> None:
        """Write the counts into `folder`."""
        words = np.frombuffer("\n".join(self.rows).encode(), dtype=np.uint8)
        names = np.array(self.names)
        np.savez(folder / FILE, words=words, names=names, starts=self.starts, labels=self.labels, rates=self.rates)

    @classmethod
    def load(cls, folder: Path) -> WordCounts:
        """Read what `save` wrote. Raises FileNotFoundError."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            words = stored["words"].tobytes().decode().split("\n")
            return cls(
                tuple(str(name) for name in stored["names"]),
                {word: row for row, word in enumerate(words)},
                stored["starts"],
                stored["labels"],
                stored["rates"],
            )
