"""Places: the towns that people name, in any script and with typing slips, and where they lie.

The tables are `nlu/places/<territory>.tsv`; `words.yml` there lists the words that stand around names and the
names that are everyday words too ('guarda', 'tomar', 'ajuda'); `spelling.yml` the letters that hands swap.
Found are names of the table only: a place elsewhere in the world is not guessed at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import spacy
import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans

from nlu.normalise import latin, normalise
from nlu.postcodes import place_id_of
from nlu.references import find_postcodes
from nlu.skeleton import skeleton

FOLDER = Path(__file__).with_name("places")
TERRITORIES = ("pt", "fr-clermont", "lu", "be")
KINDS = ("municipality", "town")

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_APOSTROPHES = "'`´‘’‛′＇"
_WORD = re.compile(rf"[{_HAN}]|[^\s{_HAN}{_APOSTROPHES}\-‐–—.,;:!?()\[\]/\\|\"«»“”…،؛؟।॥。，、！？：；·•]+")
_SENTENCE_END = re.compile(r"[.!?…।。！？\n]\s*$")
_SPELLED = re.compile(rf"[^\x00-\x7f{_HAN}]+")
_SHORT = {"sao": "s", "santo": "sto", "santa": "sta", "santiago": "stgo"}
_SMALL = {"de", "do", "da", "dos", "das", "la", "les", "sur", "d", "a", "o"}
_UNKNOWN = "?"
_LONG_ANSWER = 6
"""Words from which an answer to 'where are you?' is read like any other sentence."""


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
class Mention:
    """One name in a message: the places it may mean, best first, and the words as written."""

    places: tuple[Place, ...]
    text: str
    start: int
    exact: bool


@dataclass(frozen=True)
class _Token:
    word: str
    raw: str
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
def _places() -> dict[str, Place]:
    found = [one for territory in TERRITORIES for one in _read(FOLDER / f"{territory}.tsv")]
    by_id = {one.id: one for one in found}
    if len(by_id) < len(found):
        raise ValueError(f"nlu/places: an id stands twice among {len(found)} rows; ids must differ")
    return by_id


def place(place_id: str) -> Place:
    """Return the place with this id; raises KeyError when there is none."""
    return _places()[place_id]


def nearest_place(lat: float, lon: float) -> Place:
    """Return the place of the tables nearest to a position in degrees (WGS84)."""

    def distance(one: Place) -> float:
        return math.hypot(one.lat - lat, (one.lon - lon) * math.cos(math.radians(lat)))

    return min(_places().values(), key=distance)


class _Spelling:
    """What is equal in names: `spelling.yml`, on top of the spelling that every message gets."""

    def __init__(self) -> None:
        data = yaml.safe_load((FOLDER / "spelling.yml").read_text(encoding="utf-8"))
        self._same = {ord(c): group[0] if len(group) > 1 else "" for group in data["same"] for c in group}
        self.endings = [(r["drop"], self.fold(e)) for r in data["endings"] for e in sorted(r["add"], key=len)]
        self.beginnings = [self.fold(b) for b in data["beginnings"]]

    def fold(self, text: str) -> str:
        """One spelling for all hands: on top of `normalise`, letters that are swapped in foreign names."""
        folded = normalise(text).translate(self._same)
        return re.sub("म्(?=[पफबभ])|ं", "न्", folded)

    def tokens(self, text: str) -> list[_Token]:
        return [
            _Token(word, match[0], match.start(), match.end())
            for match in _WORD.finditer(text)
            for word in self.fold(match[0]).split()
        ]

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(token.word for token in self.tokens(name))


def _variants(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name itself, with its usual abbreviations, and without its small words."""
    yield words
    if words[0] in _SHORT and len(words) > 1:
        yield (_SHORT[words[0]], *words[1:])
    bare = tuple(word for word in words if word not in _SMALL)
    if 2 <= len(bare) < len(words):
        yield bare


class _Gazetteer:
    """All names of the tables, ready to be looked for."""

    def __init__(self) -> None:
        self.spelling = _Spelling()
        self.names: dict[str, list[Place]] = {}
        self.vocab = spacy.blank("xx").vocab
        self.matcher = PhraseMatcher(self.vocab)
        for one in _places().values():
            plain = re.sub(r" \(.*", "", one.name)
            for name in (one.name, plain, *one.names):
                for words in _variants(self.spelling.words(name)):
                    self._add(words, one)
        self.known = {word for name in self.names for word in name.split()}
        self.stems = {word[:-1]: word for word in self.known if len(word) > 3}
        self.compact = {name.replace(" ", ""): name for name in self.names if len(name) > 3}
        self.skeletons: dict[str, list[str]] = {}
        for name in self.names:
            if name.isascii():
                self.skeletons.setdefault(skeleton(name.replace(" ", "")), []).append(name)
        self._read_words()

    def _add(self, words: tuple[str, ...], one: Place) -> None:
        name = " ".join(words)
        owners = self.names.setdefault(name, [])
        if not owners:
            self.matcher.add(name, [Doc(self.vocab, words=list(words))])
        if one not in owners:
            owners.append(one)

    def _read_words(self) -> None:
        data = yaml.safe_load((FOLDER / "words.yml").read_text(encoding="utf-8"))
        for key, words in data.items():
            if not all(isinstance(word, str) for word in words):
                raise ValueError(f"nlu/places/words.yml, {key}: put quotes around words such as no, on and yes")
        self.before = {word.casefold() for word in data["before"]}
        self.after = {word.casefold() for word in data["after"]}
        self.linked = {word.casefold() for word in data["linked"]}
        self.dwelling = {word.casefold() for word in data["dwelling"]}
        self.ordinary = {" ".join(self.spelling.words(word)) for word in data["ordinary"]}
        self.everyday = {" ".join(self.spelling.words(word)) for word in data["everyday"]}
        lines = (FOLDER / "not_places.txt").read_text(encoding="utf-8").splitlines()
        self.not_places = {word for line in lines if not line.startswith("#") for word in line.split()}

    def owners(self, name: str, territory: str | None) -> tuple[Place, ...]:
        """Who bears the name: the territory's first, then in the order of the tables."""
        return tuple(sorted(self.names[name], key=lambda one: one.territory != territory))

    def stem(self, word: str) -> str:
        """The word of a name inside this one, without what a language added to it; else the word itself."""
        if word in self.known:
            return word
        for drop, ending in self.spelling.endings:
            base = word.removesuffix(ending)
            if len(base) < 3 or base == word:
                continue
            if base in self.known and (len(base) > 4 or not base.isascii()):
                return base
            full = self.stems.get(base, "")
            if full and full[-1] in drop:
                return full
        for beginning in self.spelling.beginnings:
            if word.startswith(beginning) and word[len(beginning) :] in self.known:
                return word[len(beginning) :]
        return word


@cache
def _gazetteer() -> _Gazetteer:
    return _Gazetteer()


class _Reader:
    """Looks for names in one message."""

    def __init__(self, text: str, territory: str | None, asked: bool) -> None:
        self.names = _gazetteer()
        self.text = text
        self.territory = territory
        self.tokens = self.names.spelling.tokens(text)
        self.asked = asked and len(self.tokens) <= _LONG_ANSWER
        self.dwells = any(token.raw.casefold() in self.names.dwelling for token in self.tokens)

    def exact(self) -> list[Mention]:
        """Names written as in the tables, the longest first where they overlap."""
        if not self.tokens:
            return []
        words = [self.names.stem(token.word) for token in self.tokens]
        # Words that no name has are masked: nothing that people write stays in spaCy's store of strings.
        doc = Doc(self.names.vocab, words=[word if word in self.names.known else _UNKNOWN for word in words])
        spans = filter_spans(self.names.matcher(doc, as_spans=True))
        return [
            self._mention(self.names.owners(span.text, self.territory), span.start, span.end, exact=True)
            for span in spans
            if self._meant(span.text, span.start, span.end)
        ]

    def close(self, taken: Iterable[Mention]) -> list[Mention]:
        """Names with a slip of the fingers, and names read by their consonants, outside what is taken already."""
        busy = {i for m in taken for i, t in enumerate(self.tokens) if m.start <= t.start < m.start + len(m.text)}
        found: list[Mention] = []
        for size in (4, 3, 2, 1):
            for start in range(len(self.tokens) - size + 1):
                window = range(start, start + size)
                if busy.isdisjoint(window) and (names := self._closest(start, start + size)):
                    busy.update(window)
                    owners = tuple(p for name in names for p in self.names.owners(name, self.territory))
                    found.append(self._mention(owners, start, start + size, exact=False))
        return found

    def _mention(self, places: Sequence[Place], start: int, end: int, exact: bool) -> Mention:
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        return Mention(tuple(places), self.text[first:last], first, exact)

    def _home(self, name: str) -> bool:
        """Whether a place of this name lies in the territory of the conversation."""
        return self.territory is None or any(one.territory == self.territory for one in self.names.names[name])

    def _capital(self, start: int) -> bool:
        """Whether the word has a capital that the beginning of a sentence or a text in capitals does not explain."""
        token = self.tokens[start]
        if not token.raw[0].isupper() or start == 0 or _SENTENCE_END.search(self.text[: token.start]):
            return False
        others = [t.raw for i, t in enumerate(self.tokens) if i != start and t.raw[0].isalpha()]
        return sum(raw[0].isupper() for raw in others) * 2 <= len(others)

    def _located(self, start: int, end: int) -> bool:
        """Whether a word of place stands beside the words from start to end."""
        before = [token.raw.casefold() for token in self.tokens[max(0, start - 2) : start]]
        if before and before[-1] in self.names.linked:
            before.pop()
            if before and before[-1] in self.names.before:
                return True
        elif before and before[-1] in self.names.before:
            return True
        if end < len(self.tokens) and self.tokens[end].raw.casefold() in self.names.after:
            return True
        # A Turkish ending behind an apostrophe: "Porto'da".
        return self.text[self.tokens[end - 1].end : self.tokens[end - 1].end + 1] in tuple(_APOSTROPHES)

    def _meant(self, name: str, start: int, end: int) -> bool:
        """Whether a name of the table is meant as a place here."""
        home = self._home(name)
        if name in self.names.everyday:
            if self.asked:
                return home and (len(self.tokens) == end - start or self._located(start, end))
            return home and self._located(start, end) and (self.dwells or self._capital(start))
        if name in self.names.ordinary or len(name) < 4 or not home:
            alone = len(self.tokens) == end - start
            return self.asked or alone or self._located(start, end) or self._capital(start)
        return True

    def _closest(self, start: int, end: int) -> list[str]:
        """The names nearest to the words from start to end, if near enough to be a slip."""
        window = self.tokens[start:end]
        written = "".join(token.word for token in window)
        if any(token.raw.casefold() in self.names.before | self.names.linked for token in (window[0], window[-1])):
            return []
        if any(char.isdigit() for char in written) or written in self.names.not_places:
            return []
        whole = self.asked and len(window) == len(self.tokens)
        linked = start > 0 and self.tokens[start - 1].raw.casefold() in self.names.linked
        likely = self._located(start, end) or self._capital(start) or linked
        if not (self.asked or likely):
            return []
        slips = _slips(len(written), self.asked, whole)
        near = self._near(written, len(window), slips) if slips else []
        if not near and self.asked and _SPELLED.fullmatch(written) and len(bones := skeleton(latin(written))) > 3:
            near = [name for name in self.names.skeletons.get(bones, []) if self._home(name)]
        return near

    def _near(self, written: str, words: int, slips: int) -> list[str]:
        hits = process.extract(written, self.names.compact.keys(), scorer=OSA.distance, score_cutoff=slips, limit=8)
        hits = [hit for hit in hits if hit[0][0] == written[0] or hit[1] <= 1 and len(written) > 4]
        best = min((hit[1] for hit in hits), default=0)
        names = [n for n in (self.names.compact[hit[0]] for hit in hits if hit[1] == best) if self._home(n)]
        if not self.asked:
            unlike = self.names.ordinary | self.names.everyday
            names = [n for n in names if n not in unlike and len(n.split()) >= words]
        return sorted(names, key=lambda n: list(_places()).index(self.names.names[n][0].id))


def _slips(length: int, asked: bool, whole: bool) -> int:
    """How many letters may be wrong, missing, doubled or swapped in a name of this length."""
    first = 6 if not asked else 4 if whole else 5
    return sum(length >= step for step in (first, 8 if asked else 10, 12 if asked else 14))


def _settle(mentions: Sequence[Mention]) -> list[Mention]:
    """Let names explain each other: 'Alvalade, Lisboa' is one place, and not the other Alvalade."""
    settled: list[Mention] = []
    for mention in mentions:
        others = {m.places[0].municipality for m in mentions if m is not mention} | {
            m.places[0].name for m in mentions if m is not mention
        }
        fitting = tuple(p for p in mention.places if p.kind == "town" and p.municipality in others)
        settled.append(Mention(fitting or mention.places, mention.text, mention.start, mention.exact))
    towns = {p.municipality for m in settled for p in m.places[:1] if p.kind == "town"}
    return [m for m in settled if m.places[0].kind == "town" or m.places[0].municipality not in towns] or settled


def find_mentions(text: str, territory: str | None = None, asked: bool = False) -> list[Mention]:
    """Return the places named in a message, in the order of the text.

    `territory` is the one of the conversation: its places come first where a name is shared, and names of
    other territories must be plainly meant. `asked` says that the person was asked for a place: then a short
    answer is read generously, with slips of the fingers. Otherwise a name that is also a word counts only with
    a capital or a word of place.
    """
    reader = _Reader(text, territory, asked)
    exact = reader.exact()
    return sorted(_settle([*exact, *reader.close(exact)]), key=lambda mention: mention.start)


def find_places(text: str, territory: str | None = None, asked: bool = False) -> list[Place]:
    """Return the places that a message may mean, best first, none twice; empty when it names none.

    Exact names stand before names with slips. Without a name, a postcode gives its place (see `find_mentions` for
    the parameters). More than one place means either several names or one name that several places bear.
    """
    mentions = sorted(find_mentions(text, territory, asked), key=lambda mention: not mention.exact)
    found = [one for mention in mentions for one in mention.places]
    if not found:
        codes = [code for code, _ in find_postcodes(text, asked)]
        found = [place(i) for code in codes if (i := place_id_of(code, territory or "pt"))]
    return list(dict.fromkeys(found))
