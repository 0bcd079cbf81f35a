"""From a message to numbers: three TF-IDF blocks joined into one sparse vector of length one.

* *romanised*: character n-grams (2-5, inside words) of the Latin reading of the text;
* *words*: words and pairs of words in the writer's own script;
* *skeleton*: character n-grams of the consonant skeleton, where spellings of one sound meet.

An n-gram is a number: letters, digits and the space make 37 symbols, so five of them fit into 30 bits without
collision, and a text is cut into n-grams by a few array operations. A word is its CRC-32. The vocabulary is a
sorted array per block, so loading it costs nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nlu.normalise import latin, normalise
from nlu.skeleton import skeleton

Codes = NDArray[np.uint32]
Weights = NDArray[np.float32]

BLOCKS = ("romanised", "words", "skeleton")
# Kernel weights that were best over six languages; a feature is scaled by the square root.
KERNEL_WEIGHTS = (1.5, 1.0, 1.0)
_SHORTEST, _LONGEST = 2, 5
_SPACE = 1
# Codes at or above this have four symbols or more: six bits a symbol, and no symbol is zero.
_FOUR_SYMBOLS = 1 << 18


def _symbols() -> NDArray[np.uint32]:
    table = np.zeros(128, dtype=np.uint32)
    table[ord(" ")] = _SPACE
    for position, char in enumerate("abcdefghijklmnopqrstuvwxyz0123456789"):
        table[ord(char)] = _SPACE + 1 + position
    return table


_SYMBOLS = _symbols()


def symbols_of(text: str) -> NDArray[np.uint32]:
    """Return a text in a-z, 0-9 and spaces as numbers, with a space before and behind."""
    return _SYMBOLS[np.frombuffer(f" {text} ".encode("ascii"), dtype=np.uint8)]


def ngrams_of(symbols: NDArray[np.uint32]) -> Iterator[tuple[Codes, NDArray[np.bool_]]]:
    """Yield, from two symbols to five, the n-gram that begins at each symbol, and whether it counts.

    It counts when it does not reach over a space; a space at its end marks the end of a word.
    """
    inside = symbols != _SPACE
    codes = symbols
    whole = inside[:-1] | inside[1:]
    for length in range(2, min(_LONGEST, len(symbols)) + 1):
        if length > _SHORTEST:
            # All but the first and last symbol of the n-gram must be letters or digits.
            whole = whole[:-1] & inside[length - 2 : len(symbols) - 1]
        codes = (codes[:-1] << np.uint32(6)) | symbols[length - 1 :]
        yield codes, whole


def words_of(normalised: str) -> Codes:
    """Return the words and pairs of words of a normalised text."""
    words = normalised.split()
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    return np.array([zlib.crc32(item.encode()) for item in words + pairs], dtype=np.uint32)


def log_counts(counts: NDArray[np.int64]) -> Weights:
    """Return 1 + log of how often n-grams occur in a text."""
    return (1.0 + np.log(counts)).astype(np.float32)


@dataclass(frozen=True)
class Counted:
    """The different n-grams of one block of one text, ascending, with 1 + log of how often each occurs."""

    codes: Codes
    weights: Weights


def _count(codes: Codes) -> Counted:
    unique, counts = np.unique(codes, return_counts=True)
    return Counted(unique, log_counts(counts))


def _ngrams(text: str) -> Codes:
    return np.concatenate([codes[whole] for codes, whole in ngrams_of(symbols_of(text))])


def count(text: str) -> tuple[Counted, ...]:
    """Return the n-grams of a message, one `Counted` per block in the order of `BLOCKS`."""
    normal = normalise(text)
    reading = latin(normal)
    return _count(_ngrams(reading)), _count(words_of(normal)), _count(_ngrams(skeleton(reading)))


@dataclass(frozen=True)
class Vector:
    """One message: feature numbers, ascending, and their weights (length one, or empty)."""

    features: NDArray[np.int32]
    weights: Weights
    known: float
    """Share of the message's n-grams of four and more characters that the vocabulary knows, 0 to 1."""


@dataclass(frozen=True)
class Vocabulary:
    """Which n-grams count, and how much: per block the codes, ascending, and their inverse document weight."""

    codes: tuple[Codes, ...]
    idf: tuple[Weights, ...]

    @property
    def size(self) -> int:
        """Number of features over all blocks."""
        return sum(len(block) for block in self.codes)

    def vector(self, text: tuple[Counted, ...]) -> Vector:
        """Return the vector of a counted text."""
        features: list[NDArray[np.int64]] = []
        weights: list[Weights] = []
        offset = 0
        known = 0.0
        for block, (counted, codes, idf) in enumerate(zip(text, self.codes, self.idf, strict=True)):
            place = np.minimum(np.searchsorted(codes, counted.codes), max(len(codes) - 1, 0))
            hit = codes[place] == counted.codes if len(codes) else np.zeros(len(place), dtype=bool)
            if block == 0:
                long = counted.codes >= _FOUR_SYMBOLS
                known = float(hit[long].mean()) if long.any() else float(hit.mean()) if len(hit) else 0.0
            place = place[hit]
            weight = counted.weights[hit] * idf[place]
            length = float(np.sqrt(weight @ weight))
            if length > 0:
                features.append(place + offset)
                weights.append(weight * np.float32(np.sqrt(KERNEL_WEIGHTS[block]) / length))
            offset += len(codes)
        if not features:
            return Vector(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32), known)
        joined = np.concatenate(weights)
        return Vector(np.concatenate(features).astype(np.int32), joined / np.float32(np.sqrt(joined @ joined)), known)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what `from_arrays` needs, by name, for an .npz file."""
        named: dict[str, NDArray[np.generic]] = {}
        for name, codes, idf in zip(BLOCKS, self.codes, self.idf, strict=True):
            named[f"{name}_codes"] = codes
            named[f"{name}_idf"] = idf
        return named

    @classmethod
    def from_arrays(cls, named: dict[str, NDArray[np.generic]]) -> Vocabulary:
        """Rebuild a vocabulary from `arrays`; raises KeyError when a block is missing."""
        return cls(
            tuple(named[f"{name}_codes"].astype(np.uint32) for name in BLOCKS),
            tuple(named[f"{name}_idf"].astype(np.float32) for name in BLOCKS),
        )
