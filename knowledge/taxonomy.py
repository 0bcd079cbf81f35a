"""The terms under which services are filed, their names, and the words that people use for them.

`taxonomy/terms.yml` holds the terms and how they relate; `taxonomy/<language>.yml` their names and words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from locales import plain_yaml

FOLDER = Path(__file__).with_name("taxonomy")
SECTIONS = ("beginnings", "courses", "years", "other_units", "people")
_OLDEST = 130


class TaxonomyError(ValueError):
    """A file of the taxonomy that is not right; the message names file, place and cure."""


@dataclass(frozen=True)
class Theme:
    """What a service is about. `broader`: the theme shown when there is nothing for this one, or ''; `topics`: the
    topics of concepts that are of the same kind."""

    id: str
    broader: str = ""
    topics: tuple[str, ...] = ()
    courses: bool = False
    only_when_asked: bool = False


@dataclass(frozen=True)
class Audience:
    """Whom a service is for. Terms of one `group` exclude each other unless one covers or is near the other.

    `ages`: from and to in years, both included; None for a term that says nothing of age.
    """

    id: str
    group: str
    covers: frozenset[str]
    near: frozenset[str]
    ages: tuple[int, int] | None


@dataclass(frozen=True)
class Terms:
    """Every term, in the order of the file."""

    themes: Mapping[str, Theme]
    audiences: Mapping[str, Audience]
    access: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """One language's names and words. A word may end in '*', for any ending; a phrase has several words."""

    language: str
    themes: Mapping[str, tuple[str, ...]]
    audiences: Mapping[str, tuple[str, ...]]
    access: Mapping[str, tuple[str, ...]]
    territories: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]  # of themes, audiences and territories
    beginnings: tuple[str, ...]
    courses: tuple[str, ...]
    years: tuple[str, ...]
    other_units: tuple[str, ...]
    people: tuple[str, ...]


@cache
def terms(folder: Path = FOLDER) -> Terms:
    """The terms of `terms.yml`. Raises TaxonomyError."""
    file = folder / "terms.yml"
    data = _read(file)
    themes = {i: _theme(i, row or {}, file) for i, row in _section(data, "themes", file).items()}
    audiences = {i: _audience(i, row or {}, file) for i, row in _section(data, "audiences", file).items()}
    for theme in themes.values():
        if theme.broader and theme.broader not in themes:
            raise TaxonomyError(f"{file.name}: {theme.id}: broader {theme.broader!r} is not a theme; correct it")
    for audience in audiences.values():
        if unknown := (audience.covers | audience.near) - audiences.keys():
            raise TaxonomyError(f"{file.name}: {audience.id}: {sorted(unknown)} are not audiences; correct them")
    return Terms(themes, audiences, tuple(data["access"]))


@cache
def words(language: str, folder: Path = FOLDER) -> Words | None:
    """The words of a language; None where nobody has written them yet. Raises TaxonomyError."""
    file = folder / f"{language}.yml"
    if not file.exists():
        return None
    data = _read(file)
    known = terms(folder)
    names: dict[str, str] = {}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for section, ids in (("themes", known.themes), ("audiences", known.audiences)):
        rows = _section(data, section, file)
        if missing := ids.keys() ^ rows.keys():
            raise TaxonomyError(f"{file.name}: {section}: {sorted(missing)} must stand here and in terms.yml alike")
        names |= {i: str(row["name"]) for i, row in rows.items()}
        found[section] = {i: _list(row.get("words"), file, i) for i, row in rows.items()}
    places = _section(data, "territories", file)
    names |= {i: str(row["name"]) for i, row in places.items()}
    found["territories"] = {i: _list(row.get("words"), file, i) for i, row in places.items()}
    found["access"] = {i: _list(row, file, i) for i, row in _section(data, "access", file).items()}
    if unknown := found["access"].keys() - set(known.access):
        raise TaxonomyError(f"{file.name}: access: {sorted(unknown)} are not in terms.yml; correct them")
    beginnings, courses, years, other_units, people = (_list(data.get(name), file, name) for name in SECTIONS)
    return Words(
        language=language,
        themes=found["themes"],
        audiences=found["audiences"],
        access=found["access"],
        territories=found["territories"],
        names=names,
        beginnings=beginnings,
        courses=courses,
        years=years,
        other_units=other_units,
        people=people,
    )


@cache
def worded(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that have words."""
    return tuple(sorted(f.stem for f in folder.glob("*.yml") if f.stem != "terms"))


def name(term: str, language: str) -> str:
    """The name of a theme, audience or territory in `language`, in English where the language has none."""
    for code in (language, "en"):
        there = words(code)
        if there and term in there.names:
            return there.names[term]
    return term


def check_words(folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """(file, cure) for every file of the taxonomy that cannot be used."""
    for language in worded(folder):
        try:
            there = words(language, folder)
        except TaxonomyError as error:
            yield f"{folder.parent.name}/{folder.name}/{language}.yml", str(error)
            continue
        assert there is not None
        for section in (there.themes, there.audiences, there.territories):
            for term, listed in section.items():
                if not listed or not there.names[term].strip():
                    yield f"{folder.parent.name}/{folder.name}/{language}.yml", f"{term}: give it a name and words"


def _theme(term: str, row: Mapping[str, Any], file: Path) -> Theme:
    if unknown := row.keys() - {"broader", "topics", "courses", "only_when_asked"}:
        raise TaxonomyError(f"{file.name}: {term}: {sorted(unknown)} is not known of a theme; correct it")
    return Theme(term, **{**row, "topics": tuple(row.get("topics") or ())})


def _audience(term: str, row: Mapping[str, Any], file: Path) -> Audience:
    if "group" not in row:
        raise TaxonomyError(f"{file.name}: {term}: say its group, such as age, gender or status")
    ages = row.get("ages")
    span = (int(ages[0]), int(ages[1]) if len(ages) > 1 else _OLDEST) if ages else None
    covers, near = (frozenset(row.get(key) or ()) for key in ("covers", "near"))
    return Audience(term, str(row["group"]), covers, near, span)


def _read(file: Path) -> Any:
    try:
        return plain_yaml.parse(file.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise TaxonomyError(f"{file.name}: not valid YAML ({error}); mend the place it names") from error


def _section(data: Mapping[str, Any], section: str, file: Path) -> Mapping[str, Any]:
    rows = data.get(section)
    if not isinstance(rows, dict):
        raise TaxonomyError(f"{file.name}: '{section}:' is missing; add it")
    return rows


def _list(value: Any, file: Path, place: str) -> tuple[str, ...]:
    if value is not None and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
        raise TaxonomyError(f"{file.name}: {place}: a list of words; put quotes around words such as no, on and yes")
    return tuple(value or ())
