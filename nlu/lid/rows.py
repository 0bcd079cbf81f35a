"""Training rows: short pieces of every label's text, spoiled the way chat messages are.

    python -m nlu.lid.rows --out rows.txt

One row is `__label__<label> <words>`. Seeded: the same sources give the same rows.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from locales.languages import languages
from nlu.lid.labels import LATIN_MARK, labels_in
from nlu.lid.scripts import LATIN, languages_of
from nlu.lid.sources import Sources, read_sources
from nlu.lid.spelling import chat_spelling
from nlu.lid.text import plain_letters, terms, without_terms, words_of

SEED = 20261121
ROWS = 15000
"""Rows of a label; half as many for a label in Latin letters, whose words are drawn from a smaller choice."""
_BAG = 0.4
_CUT = 0.6
_PLAIN = 0.33
_SPOILED = 0.06
_FOREIGN = 0.08
_LOAN = 0.15
_OWN_LINES = 0.75
"""Share of everyday lines among the lines, beside questions and answers of the project, which few languages have."""
_SPELLINGS = 6
"""Latin spellings drawn of each everyday line; of catalogue strings and words one."""
_LISTED = 4000
"""Words of a list that are spelled in Latin letters."""


@dataclass
class _Pool:
    """What the rows of one label are drawn from; `own` everyday lines, `project` questions and answers."""

    own: list[str]
    project: list[str]
    catalogue: list[str]
    words: list[str]
    cumulative: list[float]


def training_rows(rows: int = ROWS, seed: int = SEED) -> list[str]:
    """Return the rows of every label that is told apart by its words, shuffled."""
    sources = read_sources()
    scripts = sorted({script for language in languages().values() for script in language.scripts})
    labels = sorted({label for script in scripts for label in labels_in(script)})
    written: list[str] = []
    for label in labels:
        generator = random.Random(f"{seed} {label}")
        pool = _pool(label, sources, generator)
        count = rows // 2 if label.endswith(LATIN_MARK) else rows
        written += [f"__label__{label} {text}" for text in _rows(pool, label, count, generator)]
    random.Random(seed).shuffle(written)
    return written


def _pool(label: str, sources: dict[str, Sources], generator: random.Random) -> _Pool:
    language = label.removesuffix(LATIN_MARK)
    found = sources.get(label, Sources())
    own, project = found.lines, found.project
    catalogue, shares = found.catalogue, dict(found.words)
    if language != label:
        native = sources[language]

        def spelled(texts: Sequence[str], times: int = 1) -> list[str]:
            return [chat_spelling(words_of(text), language, generator) for text in texts for _ in range(times)]

        own = [*own * (_SPELLINGS // 2), *spelled(native.lines, _SPELLINGS)]
        project = [*project, *spelled(native.project)]
        catalogue = spelled(native.catalogue)
        listed = list(native.words)[:_LISTED]
        shares = dict(zip(spelled(listed), (native.words[word] for word in listed), strict=True))
    own, project, catalogue = ([t for t in map(without_terms, texts) if t] for texts in (own, project, catalogue))
    return _Pool(own, project, catalogue, *_weighted(shares, [*own, *project, *catalogue]))


def _weighted(shares: dict[str, float], texts: Sequence[str]) -> tuple[list[str], list[float]]:
    """Words and their cumulative weight: the word list's, or the frequency in the label's own texts; both damped."""
    own = Counter(word for text in texts for word in text.split())
    total = own.total()
    frequency: dict[str, float] = {word: count / total / 2 for word, count in own.items()}
    for word, share in shares.items():
        frequency[word] = frequency.get(word, 0.0) + share
    words = sorted(word for word in frequency if word)
    return words, list(accumulate(frequency[word] ** 0.7 for word in words))


def _rows(pool: _Pool, label: str, count: int, generator: random.Random) -> list[str]:
    latin = label.endswith(LATIN_MARK) or label in languages_of(LATIN)
    foreign = [words_of(term) for term in terms()]
    loans = _loanwords() if label != "en" and latin else []
    return [_row(pool, generator, foreign, loans) for _ in range(count)]


def _loanwords() -> list[str]:
    lines = Path(__file__).with_name("loanwords.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _row(pool: _Pool, generator: random.Random, foreign: Sequence[str], loans: Sequence[str]) -> str:
    words = _words(pool, generator)
    if generator.random() < _PLAIN:
        words = [plain_letters(word).replace("'", "") for word in words]
    words = [_spoiled(word, generator) if generator.random() < _SPOILED else word for word in words]
    if generator.random() < _FOREIGN:
        words.insert(generator.randint(0, len(words)), generator.choice(foreign))
    if loans and len(words) > 1 and generator.random() < _LOAN:
        words.insert(generator.randint(0, len(words)), generator.choice(loans))
    return " ".join(words)


def _words(pool: _Pool, generator: random.Random) -> list[str]:
    if generator.random() < _BAG:
        return generator.choices(pool.words, cum_weights=pool.cumulative, k=generator.randint(1, 4))
    lines = pool.own if not pool.project or generator.random() < _OWN_LINES else pool.project
    chosen = lines if not pool.catalogue or generator.random() < 0.5 else pool.catalogue
    words = generator.choice(chosen).split()
    if generator.random() < _CUT:
        length = generator.randint(1, 6)
        start = generator.randint(0, max(0, len(words) - length))
        words = words[start : start + length]
    return words


def _spoiled(word: str, generator: random.Random) -> str:
    """One typing error: a letter left out, doubled, or two swapped."""
    if len(word) < 3:
        return word
    place = generator.randrange(len(word) - 1)
    kind = generator.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[: place + 1] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the rows; a process of its own, since fastText fails more often in one that has worked before."""
    parser = argparse.ArgumentParser(prog="python -m nlu.lid.rows", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    options = parser.parse_args(arguments)
    options.out.write_text("\n".join(training_rows()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
