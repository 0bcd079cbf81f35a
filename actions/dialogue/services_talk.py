"""What organisations offer, found by theme, place, audience and date: 'French classes in Clermont for my son of 19'.

A wish goes here when it names a theme, or people of some status, and a place whose services are known; `_serves_better`
says when a standard answer goes before it. The territory said in the message holds for this answer alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from actions.dialogue.reply import Choice, numbered
from actions.dialogue.services_sms import message
from actions.dialogue.services_words import Telling, here
from actions.dialogue.turn import Turn
from actions.directory.search import Query, Results, explicit, search
from knowledge.offered import offered
from knowledge.packs import concepts, packs
from knowledge.taxonomy import terms
from locales.languages import reading_order

SHOWN = 3
ENDED_SHOWN = 2
INTENTS = frozenset({"faq", "unsure", "nlu_fallback", "out_of_scope", "find_centre", "change_language", "inform"})
"""What a message may have been taken for when it is a wish for a service."""
Entry = tuple[str, str, str]  # label, verb, value


def wanted(turn: Turn) -> str:
    """What is looked for, as the value of the verb `services`; '' when the message is no such wish."""
    heard = turn.understanding
    if heard.intent not in INTENTS or (turn.memory.asks and heard.intent == "inform"):
        return ""
    query = turn.looked_for
    wished = bool(offered(query.territory)) and _is_wish(turn, query) and _serves_better(turn, query)
    return _written(query, 0) if wished else ""


def _is_wish(turn: Turn, query: Query) -> bool:
    """Whether a theme is named, or people of some status ('newcomers') together with a place."""
    elsewhere = query.territory != turn.territory
    if query.themes:
        return elsewhere or turn.understanding.intent != "find_centre"
    placed = bool(query.places) or elsewhere
    return placed and not _sure(turn) and _status(query)


def _sure(turn: Turn) -> bool:
    return turn.understanding.intent == "faq" and turn.understanding.decision == "answer"


def _serves_better(turn: Turn, query: Query) -> bool:
    """Whether services serve the person better than what the gate decided.

    Elsewhere they do, unless the gate is sure of a need of another kind that is answered there. In the person's own
    territory a place, an age or people of some status must be named, and a sure answer stays unless services name
    the very audience.
    """
    found = search(offered(query.territory), query, here(turn.now, query.territory))
    answered = _sure(turn) and turn.understanding.concept in packs()[query.territory].facts
    if answered and not (_same_kind(turn, query) and (found.shown or found.ended)):
        return False
    if query.territory != turn.territory:
        return True
    named = any(explicit(row, query) for row in found.exact)
    if answered or (any(row.places for row in found.exact) and not query.places):
        return named and bool(query.places)
    said = query.places or query.age is not None or _status(query)
    return bool(said) and (named or any(row.themes[0] in query.themes for row in found.exact))


def _same_kind(turn: Turn, query: Query) -> bool:
    """Whether the need that the gate is sure of and the themes that are named belong together."""
    topic = concepts()[str(turn.understanding.concept)].topic
    return any(topic in terms().themes[theme].topics for theme in query.themes)


def _status(query: Query) -> bool:
    known = terms().audiences
    return any(known[a].group == "status" for a in query.audiences)


def services(turn: Turn, value: str) -> None:
    """Show at most three services that fit, from where the last page ended; say what is over, and who can tell more."""
    query, start = _read(value)
    found = search(offered(query.territory), query, here(turn.now, query.territory))
    words = Telling(query, turn.language, turn.now)
    turn.memory.concept, turn.memory.offered = "", []
    if turn.compact:
        text, choices = message(
            words.first_line(found), words.lines(found), start, partial(_menu, turn, query), turn.language
        )
        turn.ask(text, None, choices, kind="answer").sms = text
        return
    after = start + SHOWN
    choices = _menu(turn, query, after if after < len(found.shown) else None, _answer_there(turn, query, start))
    turn.ask(_page(words, found, start) if found.shown else _nothing(words, found), None, choices, kind="answer")


def _page(words: Telling, found: Results, start: int) -> str:
    page = found.shown[start : start + SHOWN]
    parts = [words.heading(), *words.local_first()] if start == 0 else [words.heading()]
    if not found.exact and start == 0:
        parts += [words.say("services.nothing_open"), *words.ended(found.ended[:ENDED_SHOWN])]
        parts += [*words.who_can_tell(), words.say("services.close")]
    elif start == 0:
        parts += words.partner()
    return "\n\n".join([*parts, *words.rows(page), words.trail(page)])


def _nothing(words: Telling, found: Results) -> str:
    local = words.local_first()
    if local:
        return "\n\n".join([words.heading(), *local])
    if not found.ended:
        return words.nothing()
    ended = found.ended[:ENDED_SHOWN]
    parts = [words.heading(), words.say("services.nothing_open"), *words.ended(ended), *words.who_can_tell()]
    return "\n\n".join([*parts, words.trail(ended)])


def _menu(turn: Turn, query: Query, after: int | None, beside: Sequence[Entry] = ()) -> list[Choice]:
    more_of_these = [] if after is None else [(turn.say("services.more"), "services", _written(query, after))]
    return numbered([*more_of_these, *beside, (turn.say("menu.human_long"), "human", "")])


def _answer_there(turn: Turn, query: Query, start: int) -> list[Entry]:
    """The reviewed answer of that territory to the need the gate was sure of, as an entry of the first menu."""
    concept, pack = turn.understanding.concept if _sure(turn) else None, packs()[query.territory]
    if start or not concept or concept not in pack.facts:
        return []
    found = pack.answer_in(concept, reading_order(turn.language, pack.source_language))
    return [(found.title, "answer_there", f"{query.territory} {concept}")] if found else []


def more(turn: Turn) -> str:
    """The value for the next page when 'more' is said while services are on the screen; else ''."""
    return next((c.value for c in turn.memory.choices if c.do == "services"), "")


def _written(query: Query, start: int) -> str:
    """Ids only: what the person wrote is not kept."""
    return json.dumps({**asdict(query), "start": start}, separators=(",", ":"))


def _read(value: str) -> tuple[Query, int]:
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(value).items()}
    start = given.pop("start")
    return Query(**given), int(start)
