"""What somebody looks for: themes, audience, age and access, by the words of the taxonomy in the person's language.

'French lessons for my son of 19' is language_learning, children and men, 19 years, French. Nothing here knows a
language: words, beginnings that some languages write together with them, and units of age are data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from knowledge.taxonomy import Words, terms, worded, words
from nlu.languages import find_languages
from nlu.normalise import normalise

NEAR = 5
"""So many words may stand between a person and his or her age."""
OLDEST = 110
_SHORTEST = 2
"""Letters that must remain of a word whose beginning is taken off."""

_ENDING = 3
"""Letters that a language may add to the name of a territory; with more it is another word: Luxembourgish."""

Pattern = tuple[str, ...]  # words; the last may end in '*'


@dataclass(frozen=True)
class Wish:
    """What was found in a message, in the taxonomy's terms; `age` in years, `languages` as ISO codes."""

    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    age: int | None = None
    access: str = ""
    languages: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()


class _Lexicon:
    """The words of one language, ready to be looked for."""

    def __init__(self, there: Words) -> None:
        self.beginnings = tuple(sorted(map(normalise, there.beginnings), key=len, reverse=True))
        self.themes = _patterns(there.themes)
        self.audiences = _patterns(there.audiences)
        self.access = _patterns(there.access)
        self.territories = _patterns(there.territories)
        self.courses = _patterns({"": there.courses})
        self.years = _patterns({"": there.years})
        self.other_units = _patterns({"": there.other_units})
        self.names = {normalise(name): term for term, name in there.names.items()}
        people = {i: w for i, w in there.audiences.items() if terms().audiences[i].group in ("age", "gender")}
        self.people = _patterns({**people, "": there.people})


@cache
def _lexicon(language: str) -> _Lexicon:
    there = words(language)
    if there is None:
        raise LookupError(language)
    return _Lexicon(there)


def _patterns(listed: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[str, Pattern]]]:
    """Patterns by the first letter of their first word, each with its term."""
    found: dict[str, list[tuple[str, Pattern]]] = {}
    for term, written in listed.items():
        for word in written:
            parts = tuple(_part(part) for part in word.split())
            spread = tuple(piece for part in parts for piece in part)
            if spread:
                found.setdefault(spread[0][0], []).append((term, spread))
    return found


def _part(written: str) -> tuple[str, ...]:
    """One word of a pattern as the words it becomes: every Chinese sign is one; '*' stays at the end."""
    pieces = tuple(normalise(written).split())
    return (*pieces[:-1], pieces[-1] + "*") if written.endswith("*") and pieces else pieces


def find_wish(text: str, language: str) -> Wish:
    """Return what is looked for in a message in `language` (ISO code).

    Where the language has no words, or none of them stands in the message, the words of every language count: people
    mix them. Nothing found gives an empty Wish.
    """
    tokens = normalise(text).split()
    own = _read(text, tokens, language) if language in worded() else Wish()
    if own.themes or own.audiences:
        return own
    others = (_read(text, tokens, code) for code in worded() if code != language)
    return max([own, *others], key=lambda wish: (len(wish.themes) + len(wish.audiences), bool(wish.territories)))


def _read(text: str, tokens: list[str], language: str) -> Wish:
    lexicon = _lexicon(language)
    called = lexicon.names.get(" ".join(tokens), "")  # the very name that Farol gives it, and nothing else
    themes = _terms(tokens, lexicon.themes, lexicon) | ({called} & terms().themes.keys())
    audiences = _terms(tokens, lexicon.audiences, lexicon) | ({called} & terms().audiences.keys())
    courses = _terms(tokens, lexicon.courses, lexicon)
    territories = _terms(tokens, lexicon.territories, lexicon)
    if not (themes or audiences or courses or territories):
        return Wish()
    named = _languages(text, tokens, lexicon)
    if named and courses:
        themes |= {theme.id for theme in terms().themes.values() if theme.courses}
    age = _age(tokens, lexicon)
    if age is not None:  # the years say it better than 'son' or 'girl'
        audiences -= {one.id for one in terms().audiences.values() if one.ages}
    for group in _groups():  # 'my son and my daughter': women and men alike, so neither is a limit
        audiences -= group if group <= audiences else set()
    access = _terms(tokens, lexicon.access, lexicon)
    return Wish(
        themes=tuple(i for i in terms().themes if i in themes),
        audiences=tuple(i for i in terms().audiences if i in audiences),
        age=age,
        access=next((i for i in reversed(terms().access) if i in access), ""),  # 'without referral' names both
        languages=named,
        territories=tuple(sorted(territories)),
    )


@cache
def _groups() -> tuple[frozenset[str], ...]:
    """The groups of audiences whose terms exclude each other, without those whose terms cover others."""
    known = terms().audiences.values()
    named = dict.fromkeys(one.group for one in known)
    groups = (frozenset(one.id for one in known if one.group == group) for group in named)
    return tuple(group for group in groups if not any(terms().audiences[i].covers for i in group))


def _languages(text: str, tokens: list[str], lexicon: _Lexicon) -> tuple[str, ...]:
    """The languages named, also without the beginning that their name usually has; a territory is no language."""
    whole = [beginning + token for token in tokens for beginning in lexicon.beginnings]
    named = find_languages(f"{text} {' '.join(whole)}")
    return tuple(code for code, name in named if not _names_territory(name))


def _names_territory(name: str) -> bool:
    """Whether a word is the name of a territory, in any language, with a short ending at most."""
    for lexicon in map(_lexicon, worded()):
        for _, pattern in lexicon.territories.get(name[0], ()):
            stem = pattern[0].rstrip("*")
            if len(pattern) == 1 and _fits(name, pattern[0]) and len(name) - len(stem) <= _ENDING:
                return True
    return False


def _terms(tokens: list[str], patterns: Mapping[str, list[tuple[str, Pattern]]], lexicon: _Lexicon) -> set[str]:
    return {term for term, _, _ in _hits(tokens, patterns, lexicon)}


def _hits(
    tokens: list[str], patterns: Mapping[str, list[tuple[str, Pattern]]], lexicon: _Lexicon
) -> Iterator[tuple[str, int, int]]:
    """Each term found, with its first word and the one behind it."""
    for start, token in enumerate(tokens):
        for form in _forms(token, lexicon.beginnings):
            for term, pattern in patterns.get(form[0], ()):
                here = [form, *tokens[start + 1 : start + len(pattern)]]
                if len(here) == len(pattern) and all(map(_fits, here, pattern)):
                    yield term, start, start + len(pattern)


def _forms(token: str, beginnings: Iterable[str]) -> Iterator[str]:
    yield token
    for beginning in beginnings:
        if token.startswith(beginning) and len(token) - len(beginning) >= _SHORTEST:
            yield token[len(beginning) :]


def _fits(token: str, pattern: str) -> bool:
    return token.startswith(pattern[:-1]) if pattern.endswith("*") else token == pattern


def _age(tokens: list[str], lexicon: _Lexicon) -> int | None:
    """The years of a person: a figure beside a word for somebody, and not before another unit ('2 weeks')."""
    people = [spot for _, start, end in _hits(tokens, lexicon.people, lexicon) for spot in range(start, end)]
    other = {start for _, start, _ in _hits(tokens, lexicon.other_units, lexicon)}
    for spot, token in enumerate(tokens):
        years = _figure(token, lexicon)
        if years is None or spot + 1 in other:
            continue
        if any(abs(spot - one) <= NEAR for one in people):
            return years
    return None


def _figure(token: str, lexicon: _Lexicon) -> int | None:
    """A number of years, also written together with its unit: '19yo', '19лет'."""
    digits = token[: next((i for i, char in enumerate(token) if not char.isdigit()), len(token))]
    rest = token[len(digits) :]
    if not digits or len(digits) > 3 or int(digits) > OLDEST:
        return None
    return int(digits) if not rest or any(_hits([rest], lexicon.years, lexicon)) else None
