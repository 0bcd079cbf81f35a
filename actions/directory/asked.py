"""From words to a query for services; the chat and the desk ask alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from actions.directory.search import Query
from knowledge.offered import offered
from knowledge.packs import packs
from nlu.gazetteer import places as every_place
from nlu.normalise import normalise
from nlu.places import Place
from nlu.wishes import Wish, find_wish


def asked(text: str, language: str, named: Sequence[Place], own: str) -> Query:
    """What a message in `language` looks for, in the territory said, else in `own` (a territory's id).

    `named` are the places of the message, best first; the first one whose territory has services counts, unless
    another territory is said by its name. What names `own` too is about it. Municipalities that services name are
    found by their very name as well.
    """
    wish = find_wish(text, language)
    territory, places = _where(wish, named or _served(text), own)
    return Query(territory, places, wish.themes, wish.audiences, wish.age, wish.access, wish.languages)


def _where(wish: Wish, named: Sequence[Place], own: str) -> tuple[str, tuple[str, ...]]:
    known = [one for one in named if offered(one.territory)]
    if own in wish.territories or any(one.territory == own for one in known):  # 'in Belgium she did; and in Portugal?'
        here = [one for one in known if one.territory == own]
        return own, _names(here[0]) if here else ()
    elsewhere = [territory for territory in wish.territories if territory != own and offered(territory)]
    if elsewhere and not any(one.territory in elsewhere for one in known):
        return elsewhere[0], ()
    if not known:
        return own, ()
    return known[0].territory, _names(known[0])


def _names(one: Place) -> tuple[str, ...]:
    return tuple(dict.fromkeys((one.name, one.municipality)))


@cache
def _municipalities() -> dict[str, Place]:
    """The municipalities that services name, by their names as messages are read."""
    served = {(row.territory, name) for territory in packs() for row in offered(territory) for name in row.places}
    return {normalise(one.name): one for one in every_place().values() if (one.territory, one.name) in served}


def _served(text: str) -> list[Place]:
    return [one for word in normalise(text).split() if (one := _municipalities().get(word))]
