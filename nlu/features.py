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
from collections.abc import Sequence
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


def _ngrams(text: str) -> Codes:
    """Every character n-gram of `text` that does not reach over a space; spaces mark word ends."""
    symbols = _SYMBOLS[np.frombuffer(f" {text} ".encode("ascii"), dtype=np.uint8)]
    inside = symbols != _SPACE
    codes = symbols
    whole = np.ones(len(symbols), dtype=bool)
    found: list[Codes] = []
    for length in range(2, _LONGEST + 1):
        if len(symbols) < length:
            break
        whole = whole[:-1]
        if length > _SHORTEST:
            # All but the first and last symbol of the n-gram must be letters or digits.
            whole = whole & inside[length - 2 : len(symbols) - 1]
        codes = (codes[:-1] << np.uint32(6)) | symbols[length - 1 :]
        found.append(codes[whole])
    return np.concatenate(found) if found else symbols[:0]


def _words(text: str) -> Codes:
    words = text.split()
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    return np.array([zlib.crc32(item.encode()) for item in words + pairs], dtype=np.uint32)


@dataclass(frozen=True)
class Counted:
    """The different n-grams of one block of one text, ascending, with 1 + log of how often each occurs."""

    codes: Codes
    weights: Weights


def _count(codes: Codes) -> Counted:
    unique, counts = np.unique(codes, return_counts=True)
    return Counted(unique, (1.0 + np.log(counts)).astype(np.float32))


def count(text: str) -> tuple[Counted, ...]:
    """Return the n-grams of a message, one `Counted` per block in the order of `BLOCKS`."""
    normal = normalise(text)
    reading = latin(normal)
    return _count(_ngrams(reading)), _count(_words(normal)), _count(_ngrams(skeleton(reading)))


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

    @classmethod
    def fit(cls, texts: Sequence[tuple[Counted, ...]], at_least: int, at_most: float = 1.0) -> Vocabulary:
        """Learn the vocabulary of counted texts; an n-gram must occur in `at_least` of them (a number), and in
        `at_most` of them (a share, 0 to 1)."""
        codes: list[Codes] = []
        idf: list[Weights] = []
        for block in range(len(BLOCKS)):
            every, frequency = np.unique(np.concatenate([text[block].codes for text in texts]), return_counts=True)
            kept = (frequency >= at_least) & (frequency <= at_most * len(texts))
            codes.append(every[kept])
            idf.append((np.log((1 + len(texts)) / (1 + frequency[kept])) + 1).astype(np.float32))
        return cls(tuple(codes), tuple(idf))

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
