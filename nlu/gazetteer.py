"""The names of places, ready to be looked for: the tables, and what spelling and everyday words do to names.

The tables are `nlu/places/<territory>.tsv`; `words.yml` there lists the words that stand around names and the
names that are everyday words too ('guarda', 'tomar', 'ajuda'); `spelling.yml` the letters that hands swap;
`not_places.txt` words that are a letter or two away from a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans
from spacy.vocab import Vocab

from locales import plain_yaml
from nlu.normalise import latin, normalise
from nlu.skeleton import skeleton

FOLDER = Path(__file__).with_name("places")
TERRITORIES = ("pt", "fr-clermont", "lu", "be")
KINDS = ("municipality", "town")

_HAN = "\u3400-\u9fff\uf900-\ufaff"
APOSTROPHES = "'`´‘’‛′＇"
_WORD = re.compile(rf"[{_HAN}]|[^\s{_HAN}{APOSTROPHES}\-‐–—.,;:!?()\[\]/\\|\"«»“”…،؛؟।॥。，、！？：；·•]+")
_NASAL = re.compile("म्(?=[पफबभ])|ं")
"""Signs that are written for one sound in names of Devanagari."""
_SPELLED = re.compile(rf"[^\x00-\x7f{_HAN}]+")
_SHORT = {"sao": "s", "santo": "sto", "santa": "sta", "santiago": "stgo"}
_SMALL = {"de", "do", "da", "dos", "das", "la", "les", "sur", "d", "a", "o"}
_UNKNOWN = "?"


@dataclass(frozen=True)
class Place:
    """A municipality or town: `lat` and `lon` in degrees (WGS84), `names` its other names in all scripts."""

    id: str
    name: str
    municipality: str
    kind: str
    territory: str
    lat: float
    lon: float
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name that tells it from others of the same name: 'Queluz (Sintra)', 'Lagoa (Algarve)'."""
        own = self.name == self.municipality or "(" in self.name
        return self.name if own else f"{self.name} ({self.municipality})"


@dataclass(frozen=True)
class Token:
    """One word of a message: `word` in the spelling of the gazetteer, `low` as written, in small letters."""

    word: str
    low: str
    capital: bool
    start: int
    end: int


def _read(file: Path) -> Iterator[Place]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith(("#", "id\t")):
            continue
        cells = line.split("\t")
        try:
            identity, name, municipality, kind, territory, lat, lon, names = cells
            found = Place(identity, name, municipality, kind, territory, float(lat), float(lon),
                          tuple(n for n in names.split("|") if n))  # fmt: skip
        except ValueError as error:
            raise ValueError(f"{file.name}, line {number}: eight columns, coordinates as numbers ({error})") from None
        if kind not in KINDS or territory not in TERRITORIES or not (27 < found.lat < 52 and -32 < found.lon < 8):
            raise ValueError(f"{file.name}, line {number}: check kind, territory and coordinates of {name}")
        yield found


@cache
def places() -> dict[str, Place]:
    """Return every place by its id, in the order of the tables; raises ValueError for a table that is not right."""
    found = [one for territory in TERRITORIES for one in _read(FOLDER / f"{territory}.tsv")]
    by_id = {one.id: one for one in found}
    if len(by_id) < len(found):
        raise ValueError(f"nlu/places: an id stands twice among {len(found)} rows; ids must differ")
    return by_id


class Spelling:
    """What is equal in names: `spelling.yml`, on top of the spelling that every message gets."""

    def __init__(self) -> None:
        data = plain_yaml.parse((FOLDER / "spelling.yml").read_text(encoding="utf-8"))
        self._same = {ord(c): group[0] if len(group) > 1 else "" for group in data["same"] for c in group}
        self.endings = [(r["drop"], self.fold(e)) for r in data["endings"] for e in sorted(r["add"], key=len)]
        self.beginnings = [self.fold(b) for b in data["beginnings"]]

    def fold(self, text: str) -> str:
        """One spelling for all hands: on top of `normalise`, letters that are swapped in foreign names."""
        folded = normalise(text).translate(self._same)
        return _NASAL.sub("न्", folded)

    def tokens(self, text: str) -> list[Token]:
        """Return the words of a text; every Chinese sign is one, and an apostrophe or dash parts two."""
        return [
            Token(word, match[0].casefold(), match[0][0].isupper(), match.start(), match.end())
            for match in _WORD.finditer(text)
            for word in self.fold(match[0]).split()
        ]

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of a name."""
        return tuple(token.word for token in self.tokens(name))


def _variants(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name itself, with its usual abbreviations, and without its small words."""
    yield words
    if words[0] in _SHORT and len(words) > 1:
        yield (_SHORT[words[0]], *words[1:])
    bare = tuple(word for word in words if word not in _SMALL)
    if 2 <= len(bare) < len(words):
        yield bare


class Gazetteer:
    """All names of the tables, ready to be looked for."""

    def __init__(self) -> None:
        self.spelling = Spelling()
        self.names: dict[str, list[Place]] = {}
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        for one in places().values():
            plain = re.sub(r" \(.*", "", one.name)
            for name in (one.name, plain, *one.names):
                for words in _variants(self.spelling.words(name)):
                    self._add(words, one)
        self._known = {word for name in self.names for word in name.split()}
        self._stems = {word[:-1]: word for word in self._known if len(word) > 3}
        self._compact: dict[int, dict[str, str]] = {}
        self._skeletons: dict[str, list[str]] = {}
        for name in self.names:
            joined = name.replace(" ", "")
            if len(name) > 3:
                self._compact.setdefault(len(joined), {})[joined] = name
            if name.isascii():
                self._skeletons.setdefault(skeleton(joined), []).append(name)
        self._rank = {place_id: n for n, place_id in enumerate(places())}
        self._read_words()

    def _add(self, words: tuple[str, ...], one: Place) -> None:
        name = " ".join(words)
        owners = self.names.setdefault(name, [])
        if not owners:
            self._matcher.add(name, [Doc(self._vocab, words=list(words))])
        if one not in owners:
            owners.append(one)

    def _read_words(self) -> None:
        data = plain_yaml.parse((FOLDER / "words.yml").read_text(encoding="utf-8"))
        for key, words in data.items():
            if not all(isinstance(word, str) for word in words):
                raise ValueError(f"nlu/places/words.yml, {key}: put quotes around words such as no, on and yes")
        self.before = {word.casefold() for word in data["before"]}
        self.after = {word.casefold() for word in data["after"]}
        self.linked = {word.casefold() for word in data["linked"]}
        self.around = self.linked | {word for word in self.before if len(word) < 4}
        self.dwelling = {word.casefold() for word in data["dwelling"]}
        self.ordinary = {" ".join(self.spelling.words(word)) for word in data["ordinary"]}
        self.everyday = {" ".join(self.spelling.words(word)) for word in data["everyday"]}
        lines = (FOLDER / "not_places.txt").read_text(encoding="utf-8").splitlines()
        self.common = self.ordinary | self.everyday
        self.not_places = {word for line in lines if not line.startswith("#") for word in line.split()}

    def owners(self, name: str, territory: str | None) -> tuple[Place, ...]:
        """Who bears the name: the territory's first, then in the order of the tables."""
        return tuple(sorted(self.names[name], key=lambda one: one.territory != territory))

    def spans(self, words: Sequence[str]) -> list[tuple[str, int, int]]:
        """Return the names in a row of words with their first word and the one behind them, the longest first."""
        stems = [self._stem(word) for word in words]
        # Words that no name has are masked: nothing that people write stays in spaCy's store of strings.
        doc = Doc(self._vocab, words=[word if word in self._known else _UNKNOWN for word in stems])
        return [(span.text, span.start, span.end) for span in filter_spans(self._matcher(doc, as_spans=True))]

    def near(self, written: str, slips: int) -> list[str]:
        """Return the names that differ least from a row of letters, by `slips` at most, important ones first."""
        hits: list[tuple[int, str]] = []
        for length in range(len(written) - slips, len(written) + slips + 1):
            joined = self._compact.get(length, {})
            for match, distance, _ in process.extract(
                written, joined.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                if match[0] == written[0] or (distance == 1 and len(written) > 4):
                    hits.append((int(distance), joined[match]))
        best = min(hits, default=(0, ""))[0]
        names = [name for distance, name in hits if distance == best]
        return sorted(names, key=lambda name: self._rank[self.names[name][0].id])

    def sounding(self, written: str) -> list[str]:
        """Return the Latin names with the same consonants as a word in another alphabet."""
        bones = skeleton(latin(written)) if _SPELLED.fullmatch(written) else ""
        return self._skeletons.get(bones, []) if len(bones) > 3 else []

    def _stem(self, word: str) -> str:
        """The word of a name inside this one, without what a language added to it; else the word itself."""
        if word in self._known:
            return word
        for drop, ending in self.spelling.endings:
            base = word.removesuffix(ending)
            if len(base) < 3 or base == word:
                continue
            if base in self._known and (len(base) > 4 or not base.isascii()):
                return base
            full = self._stems.get(base, "")
            if full and full[-1] in drop:
                return full
        for beginning in self.spelling.beginnings:
            if word.startswith(beginning) and word[len(beginning) :] in self._known:
                return word[len(beginning) :]
        return word


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer, read once."""
    return Gazetteer()
