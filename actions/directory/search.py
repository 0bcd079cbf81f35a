"""Which services fit what somebody looks for: theme, place, audience, age, access and date. Plain functions over rows.

What has ended, was only proposed or is not for people is never among what is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.offered import CALL_FIRST, ENDED, OPEN, Offered
from knowledge.taxonomy import terms

EXPLICIT, ALLOWED, CLOSE = 2, 1, 0
"""How well a row fits one side of a wish: says it itself; does not exclude it; is only near it."""
_OLDEST = 130
_Scored = list[tuple[int, Offered]]
_WEIGHTS = {"theme": 8, "first": 3, "audience": 3, "place": 3, "open": 2, "access": 1}


@dataclass(frozen=True)
class Query:
    """What is looked for. `places`: a municipality's names, empty for anywhere in the territory; all may be empty."""

    territory: str
    places: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    age: int | None = None
    access: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """`exact` and `close` are open or 'call first', best first; `ended` fits but is over; `planned` was only proposed,
    or has not begun."""

    exact: tuple[Offered, ...]
    close: tuple[Offered, ...]
    ended: tuple[Offered, ...]
    planned: tuple[Offered, ...]

    @property
    def shown(self) -> tuple[Offered, ...]:
        """What may be offered: the exact ones, or where there are none those that come close."""
        return self.exact or self.close


def search(rows: Iterable[Offered], query: Query, today: date) -> Results:
    """The rows that fit `query` on `today` (a day where the services are)."""
    exact: _Scored = []
    close: _Scored = []
    ended: _Scored = []
    planned: _Scored = []
    for row in rows:
        score, fit = _score(row, query, query.themes)
        broad = _broader(query.themes)
        if score is None and broad:
            score, fit = _score(row, query, broad)
            fit = min(fit, CLOSE)
        if score is None or not row.for_people:
            continue
        standing = row.standing(today)
        if standing in (OPEN, CALL_FIRST):
            score += _WEIGHTS["open"] * (standing == OPEN)
            (exact if fit > CLOSE else close).append((score, row))
        elif fit > CLOSE:
            (ended if standing == ENDED else planned).append((score, row))
    return Results(_best(exact), _best(close), _best(ended), _best(planned))


def _best(scored: _Scored) -> tuple[Offered, ...]:
    # Among equals the one that is about less comes first: it is about what was asked for.
    return tuple(row for _, row in sorted(scored, key=lambda one: (-one[0], len(one[1].themes), one[1].id)))


def explicit(row: Offered, query: Query) -> bool:
    """Whether the row itself names the audience or age that is looked for."""
    return any(fit == EXPLICIT for fit in _audience_fits(row, query))


def _broader(themes: Iterable[str]) -> tuple[str, ...]:
    known = terms().themes
    return tuple(known[theme].broader for theme in themes if known[theme].broader)


def _score(row: Offered, query: Query, themes: tuple[str, ...]) -> tuple[int | None, int]:
    """The row's score and how well it fits; None when something excludes it."""
    themed = [theme for theme in themes if theme in row.themes]
    unasked = [theme for theme in row.themes if terms().themes[theme].only_when_asked and theme not in themes]
    if unasked or (themes and not themed):
        return None, CLOSE
    placed = _place_fit(row, query.places)
    if placed is None or not _access_fits(row, query.access) or not _taught(row, query):
        return None, CLOSE
    fits = list(_audience_fits(row, query))
    if any(fit is None for fit in fits):
        return None, CLOSE
    known = [fit for fit in fits if fit is not None]
    score = _WEIGHTS["theme"] * len(themed) + _WEIGHTS["first"] * (bool(themed) and row.themes[0] in themed)
    score += _WEIGHTS["audience"] * sum(fit == EXPLICIT for fit in known) - _WEIGHTS["audience"] * _narrower(row, query)
    score += _WEIGHTS["place"] * (placed == EXPLICIT) + _WEIGHTS["access"] * (row.access != "referral")
    return score, min([ALLOWED, *known])


def _place_fit(row: Offered, places: tuple[str, ...]) -> int | None:
    if not row.places or not places:
        return ALLOWED
    return EXPLICIT if set(places) & set(row.places) else None


def _access_fits(row: Offered, access: str) -> bool:
    if access == "referral":
        return row.access in ("referral", "unknown")
    return not access or row.access != "referral"


def _taught(row: Offered, query: Query) -> bool:
    """A course of French is no answer to who wants Luxembourgish."""
    wanted = set(query.languages) if any(terms().themes[theme].courses for theme in query.themes) else set()
    return not (wanted and row.languages_taught) or bool(wanted & set(row.languages_taught))


def _audience_fits(row: Offered, query: Query) -> Iterator[int | None]:
    """For the age and each group of terms asked for, how well the row fits; None where it excludes it."""
    known = terms().audiences
    ages = [(query.age, query.age)] if query.age is not None else [known[a].ages for a in query.audiences]
    for span in filter(None, ages):
        yield _age_fit(row, span)
    for group in dict.fromkeys(known[a].group for a in query.audiences if not known[a].ages):
        wanted = {a for a in query.audiences if known[a].group == group}
        yield _group_fit({a for a in row.eligibility if known[a].group == group}, wanted)


def _age_fit(row: Offered, asked: tuple[int, int]) -> int | None:
    known = terms().audiences
    spans = [row.ages] if row.ages else [known[a].ages for a in row.eligibility if known[a].ages]
    if not spans:
        return ALLOWED
    overlapping = [s for s in spans if s and s[0] <= asked[1] and asked[0] <= s[1]]
    if not overlapping:
        return None
    return EXPLICIT if any(high < _OLDEST for _, high in overlapping) else ALLOWED


def _group_fit(offered: set[str], wanted: set[str]) -> int | None:
    known = terms().audiences
    if offered & wanted:
        return EXPLICIT
    if not offered or any(known[a].covers & wanted for a in offered) or any(known[a].covers & offered for a in wanted):
        return ALLOWED
    return CLOSE if any(known[a].near & offered for a in wanted) else None


def _narrower(row: Offered, query: Query) -> int:
    """How many limits the row has that nobody spoke of: only women, only minors who came alone."""
    known = terms().audiences
    asked = {known[a].group for a in query.audiences}
    return len({known[a].group for a in row.eligibility if known[a].group in ("gender", "household")} - asked)
