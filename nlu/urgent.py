"""Urgent signals: a person in danger is recognised before anything else is looked at.

Two nets, one behind the other. The phrase lists `nlu/urgent/<language>.yml`, here, can be read and changed by a
mediator. A small model (`nlu.urgent_model`) catches wordings that nobody listed. All languages are tried on every
message: danger is not the moment to guess a language.

How a phrase is written (words are compared after `nlu.normalise`):

    he will kill me          these words, one after the other
    hit*                     any word that begins so
    hits ... me              up to five other words may stand between
    (hits|beats) me          one of these; (my|) makes a word optional
    <partner> hits           one of the words listed under `groups: partner:`
    <partner> + beaten       both, in any order, at most twelve words apart

The words of a `not` phrase are taken out of the message before phrases are looked for. `also_written: {ä: ae}`
has every phrase read with the other spelling too.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from locales import plain_yaml
from nlu.normalise import normalise

FOLDER = Path(__file__).with_name("urgent")
KINDS = ("violence", "self_harm", "medical", "child", "trafficking", "detained", "no_roof")
"""Every kind; when two fit a message equally well, the one named first is taken."""
GAP = 5
APART = 12
NONE = "none"
TAKEN_OUT = "-"
"""What stands where the words of a `not` phrase stood."""

_PIECE = re.compile(r"\.\.\.|\([^()]*\)|<[^<>]*>|[^\s()<>]+")


class UrgentError(ValueError):
    """A phrase list is wrong; the message names the file, the phrase and the cure."""


class _Word(NamedTuple):
    text: str
    prefix: bool

    def fits(self, word: str) -> bool:
        return word.startswith(self.text) if self.prefix else word == self.text


_Run = tuple[_Word, ...]


class _Step:
    """One place of a phrase: a choice of word runs, looked up by their first word; no run at all is a gap."""

    def __init__(self, runs: Sequence[_Run]) -> None:
        self.runs = tuple(runs)
        self.gap = not runs
        self.optional = any(not run for run in runs)
        self.exact: dict[str, list[_Run]] = {}
        self.prefixes: list[_Run] = []
        for run in runs:
            if run and run[0].prefix:
                self.prefixes.append(run)
            elif run:
                self.exact.setdefault(run[0].text, []).append(run)

    @property
    def needed(self) -> bool:
        """Whether a message without any of these words cannot contain the phrase."""
        return not self.gap and not self.optional

    def possible(self, words: AbstractSet[str]) -> bool:
        """Whether a message made of these words can contain this step."""
        if not self.exact.keys().isdisjoint(words):
            return True
        return any(word.startswith(run[0].text) for run in self.prefixes for word in words)

    def lengths(self, words: Sequence[str], at: int) -> Iterator[int]:
        """How many words each run takes that can be read from word `at` on."""
        if at < len(words):
            word = words[at]
            for run in self.exact.get(word, ()):
                if self._rest(run, words, at):
                    yield len(run)
            for run in self.prefixes:
                if word.startswith(run[0].text) and self._rest(run, words, at):
                    yield len(run)
        if self.optional:
            yield 0

    @staticmethod
    def _rest(run: _Run, words: Sequence[str], at: int) -> bool:
        return at + len(run) <= len(words) and all(
            want.fits(words[at + offset]) for offset, want in enumerate(run) if offset
        )


_Part = tuple[_Step, ...]


@dataclass(frozen=True)
class Phrase:
    """One line of a list: parts that must all be found, in any order when there is more than one."""

    kind: str
    language: str
    parts: tuple[_Part, ...]
    text: str


@cache
def _words(text: str) -> _Run:
    if "*" not in text:
        return tuple(_Word(word, False) for word in normalise(text).split())
    run: list[_Word] = []
    for written in text.split():
        words = normalise(written).split()
        run.extend(_Word(word, False) for word in words[:-1])
        run.extend(_Word(word, written.endswith("*")) for word in words[-1:])
    return tuple(run)


def _part(text: str, groups: Mapping[str, _Step]) -> _Part:
    steps: list[_Step] = []
    for piece in _PIECE.findall(text):
        if piece == "...":
            steps.append(_Step(()))
        elif piece[0] == "(":
            steps.append(_Step([_words(choice) for choice in piece[1:-1].split("|")]))
        elif piece[0] == "<":
            if piece[1:-1] not in groups:
                raise UrgentError(f"no group called {piece}; list its words under 'groups:'")
            steps.append(groups[piece[1:-1]])
        elif run := _words(piece):
            steps.append(_Step([run]))
        else:
            raise UrgentError(f"{piece!r} is no word; a star follows a word without a space")
    return tuple(steps)


def _written(text: str, respell: Mapping[int, str]) -> dict[str, None]:
    """A text as listed and, where it differs, with the letters as people without them on the keyboard write them."""
    return dict.fromkeys((text, text.translate(respell)))


def _phrases(file: Path) -> Iterator[Phrase]:
    content = plain_yaml.parse(file.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise UrgentError(f"{file}: expected kinds ({', '.join(KINDS)}) with phrases")
    respell = str.maketrans(content.get("also_written") or {})
    groups = {
        name: _Step([_words(text) for words in every for text in _written(str(words), respell)])
        for name, every in (content.get("groups") or {}).items()
    }
    for kind, block in content.items():
        if kind in ("groups", "also_written"):
            continue
        if kind not in (*KINDS, "not"):
            raise UrgentError(f"{file}: unknown kind {kind!r}; use one of {', '.join(KINDS)}, or 'not'")
        for text in (text for line in block for text in _written(str(line), respell)):
            try:
                parts = tuple(_part(part, groups) for part in text.split(" + "))
            except UrgentError as error:
                raise UrgentError(f"{file}: {kind}: {text!r}: {error}") from error
            if not all(any(step.needed for step in part) for part in parts):
                raise UrgentError(f"{file}: {kind}: {text!r}: a phrase needs at least one word")
            yield Phrase(kind, file.stem, parts, text)


def read_phrases(folder: Path = FOLDER) -> list[Phrase]:
    """Return every phrase of every language, those of `not` included, with kind 'not'.

    Raises UrgentError when a list is wrong or the folder has none.
    """
    phrases = [phrase for file in sorted(folder.glob("*.yml")) for phrase in _phrases(file)]
    if not phrases:
        raise UrgentError(f"{folder}: no phrase lists; expected <language>.yml")
    return phrases


_Used = tuple[int, ...]
"""The positions of the words of a message that a phrase, or a part of one, was read from."""


def _follow(part: _Part, words: Sequence[str], at: int, step: int, used: _Used) -> Iterator[_Used]:
    """Every way to read the rest of a part from word `at` on."""
    if step == len(part):
        if used:
            yield used
    elif part[step].gap:
        for skipped in range(min(GAP, len(words) - at) + 1):
            yield from _follow(part, words, at + skipped, step + 1, used)
    else:
        for length in part[step].lengths(words, at):
            yield from _follow(part, words, at + length, step + 1, (*used, *range(at, at + length)))


def _find(part: _Part, words: Sequence[str]) -> set[_Used]:
    return {used for start in range(len(words)) for used in _follow(part, words, start, 0, ())}


def _matches(phrase: Phrase, words: Sequence[str]) -> list[_Used]:
    """Every way found to read the phrase in the message."""
    ways: list[_Used] = []
    for combination in product(*(_find(part, words) for part in phrase.parts)):
        used = tuple(position for part in combination for position in part)
        if len(set(used)) == len(used) and max(used) - min(used) < APART + len(used):
            ways.append(used)
    return ways


@dataclass(frozen=True)
class Found:
    """A listed phrase in a message: its kind, how many words stand beside it, and the language whose phrase it is,
    None where several languages list it."""

    kind: str
    beside: int
    language: str | None = None


class PhraseList:
    """All phrases, arranged so that a message is compared only with those it shares words with."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._every = [
            (phrase, tuple(step for part in phrase.parts for step in part if step.needed)) for phrase in phrases
        ]
        self._exact: dict[str, set[int]] = {}
        self._prefix: dict[str, set[int]] = {}
        for number, (_, needed) in enumerate(self._every):
            # Filed under the step with the fewest choices, short and so common words last.
            anchor = min(needed, key=lambda step: (min(len(run[0].text) for run in step.runs) < 3, len(step.runs)))
            for run in anchor.runs:
                index = self._prefix if run[0].prefix else self._exact
                index.setdefault(run[0].text, set()).add(number)
        self._lengths = sorted({len(text) for text in self._prefix})

    def _candidates(self, words: Sequence[str]) -> list[Phrase]:
        different = set(words)
        numbers: set[int] = set()
        for word in different:
            numbers |= self._exact.get(word, set())
            for length in self._lengths:
                if length > len(word):
                    break
                numbers |= self._prefix.get(word[:length], set())
        return [
            self._every[number][0]
            for number in sorted(numbers)
            if all(step.possible(different) for step in self._every[number][1])
        ]

    def strip(self, text: str) -> str:
        """Return `text` normalised, without the words of the `not` phrases it contains."""
        words = normalise(text).split()
        taken: set[int] = set()
        for phrase in self._candidates(words):
            if phrase.kind == "not":
                for match in _matches(phrase, words):
                    taken.update(match)
        # A mark stays where words were taken out, so that their neighbours do not become a phrase.
        return " ".join(TAKEN_OUT if number in taken else word for number, word in enumerate(words))

    def find(self, stripped: str) -> Found | None:
        """Return the most specific phrase in a text from `strip`, or None."""
        words = stripped.split()
        best: tuple[int, int] | None = None
        languages: set[str] = set()
        for phrase in self._candidates(words):
            if phrase.kind == "not":
                continue
            for match in _matches(phrase, words):
                rank = (len(match), -KINDS.index(phrase.kind))
                if best is None or rank > best:
                    best, languages = rank, set()
                if rank == best:
                    languages.add(phrase.language)
        if best is None:
            return None
        return Found(KINDS[-best[1]], len(words) - best[0], languages.pop() if len(languages) == 1 else None)

    def kind(self, stripped: str) -> str | None:
        """Return the kind of that phrase, or None."""
        found = self.find(stripped)
        return found.kind if found else None


@cache
def default_list() -> PhraseList:
    """Return the phrases of the project, read once."""
    return PhraseList(read_phrases())


def urgent_kind(text: str) -> str | None:
    """Return the kind of danger that the phrase lists see in a message, or None."""
    phrases = default_list()
    return phrases.kind(phrases.strip(text))


def sentences(phrase: Phrase, generator: random.Random, most: int) -> set[str]:
    """Return up to `most` ways of writing a phrase out, for training; gaps are closed, stems stay stems."""
    written: set[str] = set()
    for _ in range(most):
        parts = list(phrase.parts)
        generator.shuffle(parts)
        words = [word.text for part in parts for step in part if step.runs for word in generator.choice(step.runs)]
        written.add(" ".join(words))
    return written
