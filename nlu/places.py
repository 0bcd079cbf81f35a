"""Places: the towns that people name, in any script and with typing slips, and where they lie.

Found are names of the tables only (see `nlu.gazetteer`): a place elsewhere in the world is not guessed at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlu.gazetteer import APOSTROPHES, Place, gazetteer, places
from nlu.postcodes import place_id_of
from nlu.references import find_postcodes

__all__ = ["Mention", "Place", "find_mentions", "find_places", "nearest_place", "place"]

_SENTENCE_END = re.compile(r"[.!?…।。！？\n]\s*$")
_LONGEST = 6
"""Words of the longest name that a slip is looked for in."""
_LONG_ANSWER = 6
"""Words from which an answer to 'where are you?' is read like any other sentence."""


@dataclass(frozen=True)
class Mention:
    """One name in a message: the places it may mean, best first, and the words as written."""

    places: tuple[Place, ...]
    text: str
    start: int
    exact: bool


def place(place_id: str) -> Place:
    """Return the place with this id; raises KeyError when there is none."""
    return places()[place_id]


def nearest_place(lat: float, lon: float) -> Place:
    """Return the place of the tables nearest to a position in degrees (WGS84)."""

    def distance(one: Place) -> float:
        return math.hypot(one.lat - lat, (one.lon - lon) * math.cos(math.radians(lat)))

    return min(places().values(), key=distance)


class _Reader:
    """Looks for names in one message."""

    def __init__(self, text: str, territory: str | None, asked: bool) -> None:
        self.names = gazetteer()
        self.text = text
        self.territory = territory
        self.tokens = self.names.spelling.tokens(text)
        self.asked = asked and len(self.tokens) <= _LONG_ANSWER
        self.dwells = any(token.low in self.names.dwelling for token in self.tokens)

    def exact(self) -> list[Mention]:
        """Names written as in the tables, the longest first where they overlap."""
        if not self.tokens:
            return []
        return [
            self._mention(self.names.owners(name, self.territory), start, end, exact=True)
            for name, start, end in self.names.spans([token.word for token in self.tokens])
            if self._meant(name, start, end)
        ]

    def whole(self, taken: Sequence[Mention]) -> list[Mention]:
        """The one name that the whole answer is, but for a slip, where an exact name covers only a part of it."""
        free = [i for i in self._free(taken) if self.tokens[i].low not in self.names.around]
        start = next((i for i, t in enumerate(self.tokens) if t.low not in self.names.around), 0)
        if not (self.asked and taken and free) or len(self.tokens) - start < 2:
            return []
        return self._slip(start, len(self.tokens))

    def _free(self, taken: Iterable[Mention]) -> list[int]:
        """The numbers of the words outside the mentions."""
        spans = [(m.start, m.start + len(m.text)) for m in taken]
        return [i for i, t in enumerate(self.tokens) if not any(a <= t.start < b for a, b in spans)]

    def _slip(self, start: int, end: int) -> list[Mention]:
        owners = [p for name in self._closest(start, end) for p in self.names.owners(name, self.territory)]
        return [self._mention(owners, start, end, exact=False)] if owners else []

    def close(self, taken: Iterable[Mention]) -> list[Mention]:
        """Names with a slip of the fingers, and names read by their consonants, outside what is taken already."""
        free = set(self._free(taken))
        found: list[Mention] = []
        for size in range(min(_LONGEST, len(self.tokens)), 0, -1):
            for start in range(len(self.tokens) - size + 1):
                window = range(start, start + size)
                if free.issuperset(window) and (slip := self._slip(start, start + size)):
                    free.difference_update(window)
                    found += slip
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
        if not token.capital or start == 0 or _SENTENCE_END.search(self.text[: token.start]):
            return False
        others = [t.capital for i, t in enumerate(self.tokens) if i != start and t.low[0].isalpha()]
        return sum(others) * 2 <= len(others)

    def _located(self, start: int, end: int) -> bool:
        """Whether a word of place stands beside the words from start to end."""
        before = [token.low for token in self.tokens[max(0, start - 2) : start]]
        if before and before[-1] in self.names.linked:
            before.pop()
            if before and before[-1] in self.names.before:
                return True
        elif before and before[-1] in self.names.before:
            return True
        if end < len(self.tokens) and self.tokens[end].low in self.names.after:
            return True
        # A Turkish ending behind an apostrophe: "Porto'da".
        return self.text[self.tokens[end - 1].end : self.tokens[end - 1].end + 1] in tuple(APOSTROPHES)

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
        if window[0].low in self.names.around or window[-1].low in self.names.around:
            return []
        linked = start > 0 and self.tokens[start - 1].low in self.names.linked
        if not (self.asked or linked or self._located(start, end) or self._capital(start)):
            return []
        written = "".join(token.word for token in window)
        if written in self.names.not_places or any(char.isdigit() for char in written):
            return []
        slips = _slips(len(written), self.asked, len(window) == len(self.tokens))
        names = self.names.near(written, slips) if slips else []
        if self.asked:
            names = names or self.names.sounding(written)
        else:
            names = [n for n in names if n not in self.names.common and len(n.split()) >= len(window)]
        return [name for name in names if self._home(name)]


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
    found = reader.whole(exact) or [*exact, *reader.close(exact)]
    return sorted(_settle(found), key=lambda mention: mention.start)


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
