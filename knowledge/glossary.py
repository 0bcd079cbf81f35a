"""The administrative terms of the territories: the form people meet on paper, and the agreed word in each language.

`glossary/terms.tsv` holds a term a line: id, the territories (separated by spaces), the form to keep, its meaning in
English. `glossary/<language>.yml` gives the agreed word of each id; `word | word` when more than one is in use.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from knowledge.packs import ROOT, PackError
from locales import plain_yaml

COLUMNS = ["term", "territory", "keep", "meaning_en"]
STEM = 0.6  # the share of a word's letters that no ending changes, in the languages that inflect
WHOLE = 3  # words up to this length are compared whole
_ID = re.compile(r"[a-z][a-z0-9_]*")
_LATIN = "0-9a-zß-öø-ÿāăąćčďđēęěğīıķłńňōőřśşšťūůűźżžșț"
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\s()/,;:.«»\"“”،؛–]+")
_ARABIC_THE = "ال"  # the article is written on the word and comes and goes
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")


@dataclass(frozen=True)
class Term:
    """One term; `keep`: as it stands on paper, `meaning`: in plain English, `line`: of `terms.tsv`."""

    id: str
    territories: tuple[str, ...]
    keep: str
    meaning: str
    line: int


class Problem(NamedTuple):
    """What is to mend in the glossary: file and line, the term, what to do."""

    file: str
    term: str
    cure: str


@cache
def terms(root: Path = ROOT) -> dict[str, Term]:
    """Every term by id, in the order of the file; none when there is no glossary. Raises `PackError` with the line."""
    file = root / "glossary" / "terms.tsv"
    if not file.exists():
        return {}
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    if head.split("\t") != COLUMNS:
        raise PackError(f"{file}:1: the columns are {COLUMNS}; write this first line again")
    found: dict[str, Term] = {}
    for line, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row.split("\t")]
        if len(cells) != len(COLUMNS) or not all(cells):
            raise PackError(
                f"{file}:{line}: a term has {len(COLUMNS)} filled cells with one tab between; mend the line"
            )
        id, territories, keep, meaning = cells
        if id in found:
            raise PackError(f"{file}:{line}: {id} stands already in line {found[id].line}; keep one of them")
        found[id] = Term(id, tuple(territories.split()), keep, meaning, line)
    return found


@cache
def words(language: str, root: Path = ROOT) -> dict[str, tuple[str, ...]]:
    """The agreed words of each term id in `language`, the first one to be preferred; empty without a file."""
    file = root / "glossary" / f"{language}.yml"
    if not file.exists():
        return {}
    try:
        rows = plain_yaml.parse(file.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise PackError(f"{file}: not valid YAML ({error}); mend the place it names") from error
    return {str(id): tuple(filter(None, map(str.strip, str(row or "").split("|")))) for id, row in rows.items()}


def hits(text: str, territory: str, root: Path = ROOT) -> list[Term]:
    """The terms of `territory` whose kept form stands in `text` as whole words, each once, in the order of `text`.

    Upper case does not matter. Where two begin at the same word the longer one stands: 'SNS 24' is no 'SNS'.
    """
    pattern, by_form = _finder(territory, root)
    forms = (_even(found.group()) for found in pattern.finditer(_even(text)))
    return list({term.id: term for term in map(by_form.__getitem__, forms)}.values())


def agrees(term: Term, text: str, language: str, root: Path = ROOT) -> bool:
    """Whether `text`, a translation into `language`, says `term`: its kept form or an agreed word, inflected or not."""
    even = _even(text)
    if _kept(term.keep).search(even):
        return True
    return any(all(part in even for part in _stems(word)) for word in words(language, root).get(term.id, ()))


def needed(language: str, answers_in: frozenset[str], root: Path = ROOT) -> list[Term]:
    """The terms that `language` must have a word for.

    All terms of the territories that answer in it (`answers_in`), and of those its file has begun: a territory stands
    in a language whole or not at all.
    """
    own = words(language, root)
    begun = {term.territories for id, term in terms(root).items() if id in own and len(term.territories) == 1}
    there = answers_in.union(*begun)
    return [term for term in terms(root).values() if there.intersection(term.territories)]


def problems(root: Path, answers_in: dict[str, frozenset[str]]) -> Iterator[Problem]:
    """What is to mend in the glossary below `root`; `answers_in`: language → the territories that answer in it."""
    if not (root / "glossary").exists():
        return
    try:
        known = terms(root)
    except PackError as error:
        yield Problem("knowledge/glossary/terms.tsv", "-", str(error))
        return
    yield from _of_terms(known, frozenset(file.parent.name for file in root.glob("*/pack.yml")))
    for language, territories in answers_in.items():
        try:
            yield from _of_language(language, territories, root)
        except PackError as error:
            yield Problem(f"knowledge/glossary/{language}.yml", "-", str(error))


def _of_terms(known: dict[str, Term], territories: frozenset[str]) -> Iterator[Problem]:
    kept = Counter((_even(term.keep), territory) for term in known.values() for territory in term.territories)
    for term in known.values():
        file = f"knowledge/glossary/terms.tsv:{term.line}"
        if not _ID.fullmatch(term.id):
            yield Problem(file, term.id, "an id has small English letters, digits and _; rename it in every language")
        for territory in term.territories:
            if territory not in territories:
                yield Problem(file, term.id, f"territory {territory!r} is not known; use {sorted(territories)}")
            if kept[_even(term.keep), territory] > 1:
                yield Problem(file, term.id, f"{term.keep!r} is kept twice in {territory}; keep one of the lines")


def _of_language(language: str, territories: frozenset[str], root: Path) -> Iterator[Problem]:
    file, own = root / "glossary" / f"{language}.yml", words(language, root)
    name = f"knowledge/glossary/{language}.yml"
    for term in needed(language, territories, root):
        if not own.get(term.id):
            yield Problem(name, term.id, f"has no word for {term.keep!r} ({term.meaning}); add the one answers use")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for number, line in enumerate(lines, start=1):
        id = line.partition(":")[0].strip()
        if id and not id.startswith("#") and id not in terms(root):
            yield Problem(f"{name}:{number}", id, "is not in terms.tsv; add it there or take the line out")


@cache
def _finder(territory: str, root: Path) -> tuple[re.Pattern[str], dict[str, Term]]:
    by_form = {_even(term.keep): term for term in terms(root).values() if territory in term.territories}
    longest_first = sorted(by_form, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)"), by_form


def _even(text: str) -> str:
    """`text` as it is compared: small letters, one form of each letter and apostrophe, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES).split())


@cache
def _kept(form: str) -> re.Pattern[str]:
    """Find a kept form. Letters of another script may stand right beside it, as Chinese does; Latin ones may not."""
    return re.compile(rf"(?<![{_LATIN}]){re.escape(_even(form))}(?![{_LATIN}])")


@cache
def _stems(word: str) -> tuple[str, ...]:
    """The parts of an agreed word that must stand in a translation: of each word its beginning, Chinese whole."""
    return tuple(_stem(part) for part in _WORD.findall(_even(word)))


def _stem(word: str) -> str:
    word = word.removeprefix(_ARABIC_THE) or word
    if len(word) <= WHOLE or _HAN.search(word):
        return word
    return word[: max(WHOLE, round(len(word) * STEM))]
