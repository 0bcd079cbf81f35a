"""The pieces of a message that mean something by themselves: places, dates, codes, languages, figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from locales.digits import ascii_digits
from nlu.dates import find_when
from nlu.languages import find_languages
from nlu.model import Context, Entity
from nlu.places import find_mentions
from nlu.postcodes import place_id_of
from nlu.references import find_phones, find_postcodes, find_receipts, find_references

WHEN = frozenset({"date", "time", "time_before", "part_of_day", "any_day", "ambiguous_date", "bad_date", "not_on"})
"""Kinds that say when."""
ASKED_FOR = {"date": "date", "slot": "time", "confirm": None}
"""What a bare figure or a short word means, by what was asked."""

_NUMBER = re.compile(r"(?<![\w-])\d{1,6}(?![\w-])")


def find_entities(text: str, language: str, context: Context | None) -> tuple[Entity, ...]:
    """Return the entities of a message; dates need the clock of a context, and are left out without one.

    Kinds and values: place (id), postcode, date (ISO), time and time_before (HH:MM), part_of_day, any_day ("any":
    whichever day comes first will do), ambiguous_date (two ISO dates as a JSON list), bad_date (as written), not_on
    (an excluded day: 0 to 6 for a weekday, Monday first, or an ISO date), reference, receipt, language (code), phone,
    number.
    """
    asks = context.asks if context else None
    territory = context.territory if context else None
    postcodes = list(find_postcodes(text, asks == "place"))
    codes = [
        *(Entity("receipt", code, words) for code, words in find_receipts(text)),
        *(Entity("reference", code, words) for code, words in find_references(text)),
        *(Entity("postcode", code, words) for code, words in postcodes),
    ]
    places = [
        Entity("place", one.id, mention.text)
        for mention in find_mentions(text, territory, asks == "place")
        for one in mention.places
    ]
    if not places and territory:
        towns = [(place_id_of(code, territory), words) for code, words in postcodes]
        places = [Entity("place", town, words) for town, words in towns if town]
    phones = [Entity("phone", number, words) for number, words in find_phones(text)]
    dates = list(_dates(text, language, context)) if context else []
    languages = [Entity("language", code, words) for code, words in find_languages(text)]
    found = [*codes, *places, *dates, *languages, *phones]
    return (*found, *_numbers(text, found))


def _dates(text: str, language: str, context: Context) -> Iterator[Entity]:
    when = find_when(text, language, context.now, ASKED_FOR.get(context.asks or ""))
    words = when.text or text
    if when.bad and context.asks in ASKED_FOR:  # in a story a past day is no mistake
        yield Entity("bad_date", when.bad, when.bad)
    if when.ambiguous:
        yield Entity("ambiguous_date", json.dumps([day.isoformat() for day in when.ambiguous]), words)
    if when.date:
        yield Entity("date", when.date.isoformat(), words)
    if when.time:
        yield Entity("time", f"{when.time:%H:%M}", words)
    if when.before:
        yield Entity("time_before", f"{when.before:%H:%M}", words)
    if when.part_of_day:
        yield Entity("part_of_day", when.part_of_day, words)
    for excluded in (*map(str, when.not_weekdays), *(day.isoformat() for day in when.not_days)):
        yield Entity("not_on", excluded, words)
    if when.any_day:
        yield Entity("any_day", "any", words)


def _numbers(text: str, found: list[Entity]) -> Iterator[Entity]:
    plain = ascii_digits(text)
    for match in _NUMBER.finditer(plain):
        written = text[match.start() : match.end()]
        if not any(written in entity.text for entity in found):
            yield Entity("number", match[0], written)
