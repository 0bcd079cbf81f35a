"""The check of the training questions: what makes the classifier learn the wrong thing, with the place and the cure.

Everything here can be mended by whoever writes questions; nothing needs a trained model.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

import pycld2
from langdetect import DetectorFactory, detect_langs

from knowledge.check import Finding
from knowledge.packs import Pack, concepts, packs
from locales import plain_yaml
from locales.languages import languages
from nlu.examples import Example, ExamplesError, concept_of, read_examples
from nlu.lid.scripts import LATIN, script_of
from nlu.lid.text import words_outside_terms
from nlu.normalise import normalise

KINDS = frozenset({
    "official", "everyday", "story", "telegraphic", "third", "misspelt", "romanised", "mixed", "question", "short",
})  # fmt: skip
ANY_SCRIPT = frozenset({"romanised", "mixed"})
"""Kinds that may be written in another script than the language's own."""
DECIDED = frozenset({
    "faq", "unsure", "nlu_fallback", "urgent", "choose", "inform", "receipt", "media", "start",
})  # fmt: skip
"""Intents that understanding or a channel decides; nobody writes questions for them."""
OF_ORGANISATIONS = 8
MIN_KINDS, MIN_WORDS, WORDS_OVER = 3, 25, 15
MAX_ALIKE, MAX_OPENING, OPENING = 0.8, 3, 3
SHORTEST_WORD = 3
COMMON, COMMON_FROM = 0.25, 20
"""A word under more than this share of a language's labels says nothing of any; with fewer labels all words count."""
LONG, AGREED = 8, 0.99
"""From so many words on a line is judged by language, and so sure must the second judge be."""
QUOTED, NAMED = 60, 5
"""Letters of a question, and concepts, that a finding names."""


@dataclass(frozen=True)
class _Line:
    """A question with what several checks need of it."""

    example: Example

    @cached_property
    def normal(self) -> str:
        return normalise(self.example.text)

    @cached_property
    def words(self) -> list[str]:
        return self.normal.split()

    @cached_property
    def trigrams(self) -> frozenset[str]:
        padded = f"  {self.normal} "
        return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))

    @property
    def opening(self) -> tuple[str, ...]:
        """The first three words; two Chinese characters, which `normalise` sets apart, make one."""
        size = OPENING * (2 if self.words and _is_han(self.words[0]) else 1)
        return tuple(self.words[:size]) if len(self.words) >= size else ()

    def finding(self, cure: str) -> Finding:
        """A finding about this line."""
        return _finding(self.example, f"'{self.example.text[:QUOTED]}': {cure}")


def check(root: Path) -> list[Finding]:
    """Return everything to mend in the training questions of the project below `root`; empty when all is well.

    Reads `nlu/data`, `knowledge/` (concepts, languages of its answers) and `bot/domain/domain.yml`. A file that cannot
    be read is a finding too, and then the only one.
    """
    try:
        lines = [_Line(example) for example in read_examples(root / "nlu" / "data")]
    except ExamplesError as error:
        return [Finding("nlu/data", "-", str(error))]
    known = _labels(root)
    DetectorFactory.seed = 0  # it samples letters; the same questions shall have the same findings
    found = [finding for line in lines for finding in _of_line(line, known)]
    by_language: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        by_language[line.example.language].append(line)
    for own in by_language.values():
        found += _of_language(own)
    asked = {(line.example.language, concept_of(line.example.label)) for line in lines}
    return [*found, *_not_understood(packs(root / "knowledge").values(), asked)]


def _not_understood(all_packs: Iterable[Pack], asked: Collection[tuple[str, str | None]]) -> Iterator[Finding]:
    """Concepts that a territory answers in a language in which nobody can ask for them."""
    for pack in all_packs:
        for code in pack.languages:
            answered = (concept for concept, language in pack.answers if language == code)
            if missing := [concept for concept in answered if (code, concept) not in asked]:
                cure = f"{pack.territory} answers in it; write questions for {', '.join(missing[:NAMED])}"
                yield Finding(f"nlu/data/{code}", "-", cure)


def _labels(root: Path) -> frozenset[str]:
    """Every label that may be learned: concepts, and the dialogue intents of the domain."""
    domain = plain_yaml.parse((root / "bot" / "domain" / "domain.yml").read_text(encoding="utf-8"))
    return frozenset(f"faq/{concept}" for concept in concepts(root / "knowledge")) | (
        frozenset(domain["intents"]) - DECIDED
    )


def _finding(example: Example, cure: str) -> Finding:
    return Finding(f"nlu/data/{example.language}/{example.source}", example.label, cure)


def _is_han(word: str) -> bool:
    return script_of(word) == "Hans"


def _of_line(line: _Line, known: frozenset[str]) -> Iterator[Finding]:
    example = line.example
    if example.label not in known:
        yield line.finding("unknown label; use 'faq/' and a concept of knowledge/concepts.tsv, or a dialogue intent")
    if example.kind not in KINDS:
        yield line.finding(f"unknown kind {example.kind!r}; use one of {', '.join(sorted(KINDS))}")
    language = languages().get(example.language)
    if language is None:
        yield line.finding(f"unknown language {example.language!r}; use a code of locales/languages.yml")
        return
    if example.kind in ANY_SCRIPT:
        return
    if script := _foreign_script(example.text, language.scripts):
        yield line.finding(
            f"is in {script}, not {'/'.join(language.scripts)}; rewrite it, or mark it romanised or mixed"
        )
    elif other := _foreign_language(line):
        yield line.finding(f"reads as {other}, not {example.language}; move it, rewrite it, or mark it mixed")


def _foreign_script(text: str, own: Sequence[str]) -> str | None:
    """The script that most of a line is in, when it is not the language's; papers may keep their Latin names."""
    script = script_of(text)
    if script is None or script in own:
        return None
    beside = {script_of(word) for word in text.split()}
    return None if script == LATIN and not beside.isdisjoint(own) else script


def _foreign_language(line: _Line) -> str | None:
    """Another language of the list in which a long line is, when two judges who never saw these lines agree on it."""
    words = words_outside_terms(line.example.text)
    if line.example.kind == "misspelt" or len(words) < LONG:
        return None
    text = " ".join(words)
    sure, _, found = pycld2.detect(text.encode())
    language = found[0][1]
    if not sure or language == line.example.language or language not in languages():
        return None
    second = detect_langs(text)[0]
    return language if second.lang.startswith(language) and second.prob >= AGREED else None


def _of_language(lines: Sequence[_Line]) -> Iterator[Finding]:
    """What is wrong among the questions of one language."""
    first: dict[str, _Line] = {}
    by_label: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        by_label[line.example.label].append(line)
        other = first.setdefault(line.normal, line).example.label
        if other != line.example.label:
            yield line.finding(f"is also under {other}; keep it where it belongs")
    common = _common(by_label)
    for label, own in by_label.items():
        if concept_of(label):
            yield from _of_concept(own, common)


def _common(by_label: dict[str, list[_Line]]) -> frozenset[str]:
    """Words that stand under so many labels that they set none apart."""
    if len(by_label) < COMMON_FROM:
        return frozenset()
    counts = Counter(word for own in by_label.values() for word in {w for line in own for w in line.words})
    return frozenset(word for word, labels in counts.items() if labels > COMMON * len(by_label))


def _of_concept(lines: Sequence[_Line], common: frozenset[str]) -> Iterator[Finding]:
    """What is wrong among the questions for one concept in one language."""
    example = lines[0].example
    least = _least(example)
    if len(lines) < least:
        yield _finding(example, f"{len(lines)} questions; write at least {least}")
    if len({line.example.kind for line in lines}) < MIN_KINDS:
        yield _finding(example, f"fewer than {MIN_KINDS} kinds of wording; vary them: {', '.join(sorted(KINDS))}")
    content = {word for line in lines for word in line.words if _says_something(word, common)}
    if len(lines) >= WORDS_OVER and len(content) < MIN_WORDS:
        yield _finding(example, f"{len(content)} different content words; use at least {MIN_WORDS}")
    for one, other in combinations(lines, 2):
        if _alike(one, other) > MAX_ALIKE:
            yield other.finding(f"is almost '{one.example.text[:QUOTED]}'; delete one or say it in another way")
    openings = Counter(line.opening for line in lines if line.opening)
    for opening, times in openings.items():
        if times > MAX_OPENING:
            yield _finding(example, f"{times} questions begin '{' '.join(opening)}'; at most {MAX_OPENING} may")


def _least(example: Example) -> int:
    """How many questions a concept needs: fewer where only organisations ask, in a few set phrases."""
    concept = concepts().get(concept_of(example.label) or "")
    if concept and concept.for_organisations:
        return OF_ORGANISATIONS
    return languages()[example.language].questions if example.language in languages() else 0


def _says_something(word: str, common: frozenset[str]) -> bool:
    return word not in common and (len(word) >= SHORTEST_WORD or _is_han(word))


def _alike(one: _Line, other: _Line) -> float:
    """Dice similarity of the letter trigrams, 0 to 1."""
    size = len(one.trigrams) + len(other.trigrams)
    return 2 * len(one.trigrams & other.trigrams) / size
