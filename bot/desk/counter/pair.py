"""One standard answer in two languages: what staff read, and what the person reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.answers import contact_words
from actions.answers.models import AnswerVersion
from actions.answers.serving import APPROVED, STALE, Served, by_code, nearest_language, serve
from knowledge.packs import Facts, Pack, concepts, documents, packs
from locales.catalogue import say
from locales.languages import reading_order, spoken
from locales.names import language_name
from locales.when import month_year


@dataclass(frozen=True)
class Side:
    """One language's side: what stands in it, in that language."""

    language: str
    title: str
    text: str
    trail: str  # source, date, state and code; '' where there is no answer
    state: str
    code: str
    papers: tuple[str, ...]
    related: tuple[tuple[str, str], ...]  # (concept, title)


@dataclass(frozen=True)
class Pair:
    """Both sides. `missing`: nothing may be shown to the person; `preface`: why it is not in the person's language."""

    concept: str
    staff: Side
    person: Side
    preface: str
    phrase: str
    source_language: str
    withheld: bool


def pair(concept: str, territory: str, language: str) -> Pair | None:
    """The answer to `concept` for somebody who reads `language`; None for a concept the territory does not have.

    Where the answer is missing in it, the nearest language the person may read is shown and named; a draft that must
    be withheld shows on both sides only whom to ask.
    """
    pack = packs()[territory]
    facts = pack.facts.get(concept)
    if facts is None:
        return None
    source = serve(concept, territory, pack.source_language)
    shown = nearest_language(concept, pack, reading_order(language, pack.source_language))
    person = serve(concept, territory, shown) if shown else None
    withheld = any(side is not None and side.withheld for side in (source, person))
    preface = ""
    if shown and shown != language:
        name = language_name(shown, spoken(language))
        said = say("answer.other_language", language, language=name)
        preface = " ".join(filter(None, (said, contact_words.interpreter(pack, language))))
    return Pair(
        concept=concept,
        staff=_side(concept, source, pack, facts, pack.source_language, withheld),
        person=_side(concept, person, pack, facts, shown or spoken(language), withheld),
        preface=preface,
        phrase=facts.counter_phrase,
        source_language=pack.source_language,
        withheld=withheld,
    )


def replay(code: str) -> tuple[Side, Side | None, str] | None:
    """Exactly what a receipt code names: that version, the territory's text beside it, and the counter phrase."""
    version = by_code(code)
    pack = packs().get(version.territory) if version else None
    facts = pack.facts.get(version.concept) if version and pack else None
    if version is None or pack is None:
        return None
    said = _version_side(version, "", ())
    beside = serve(version.concept, version.territory, pack.source_language)
    own = beside is not None and beside.version.language != version.language
    return (
        said,
        _version_side(beside.version, "", ()) if own and beside else None,
        facts.counter_phrase if facts else "",
    )


def titles(found: Sequence[str], territory: str, language: str) -> list[tuple[str, str, str]]:
    """(concept, title for staff, title for the person) of the concepts that this territory answers."""
    pack = packs()[territory]
    return [(c, _title(pack, c, pack.source_language), _title(pack, c, language)) for c in found if c in pack.facts]


def by_topic(territory: str, language: str) -> dict[str, list[tuple[str, str, str]]]:
    """Every answer of the territory under its topic, for choosing without typing."""
    pack = packs()[territory]
    found: dict[str, list[str]] = {}
    for concept, facts in pack.facts.items():
        if concepts()[concept].wanted_in(language):
            found.setdefault(facts.topic, []).append(concept)
    return {topic: titles(ids, territory, language) for topic, ids in found.items()}


def _title(pack: Pack, concept: str, language: str) -> str:
    answer = pack.answer_in(concept, reading_order(language, pack.source_language))
    return answer.title if answer else concepts()[concept].question


def _side(concept: str, served: Served | None, pack: Pack, facts: Facts, language: str, withheld: bool) -> Side:
    if served is None or withheld:
        title = _title(pack, concept, language)
        return Side(language, title, _whom_to_ask(pack, concept, title, language, withheld), "", "", "", (), ())
    names = {**documents(pack.source_language), **documents(language)}
    related = tuple((c, _title(pack, c, language)) for c in facts.related if c in pack.facts)
    return _version_side(served.version, served.state, tuple(names.get(d, d) for d in facts.documents), related)


def _version_side(
    version: AnswerVersion, state: str, papers: tuple[str, ...], related: tuple[tuple[str, str], ...] = ()
) -> Side:
    language = version.language
    trail = f"{version.cite} · {month_year(version.as_of, language)} · {version.code}"
    if state:
        key = f"answer.state_{state}" if state in (APPROVED, STALE) else "answer.state_draft"
        trail = say("answer.source", language, source=version.cite, as_of=month_year(version.as_of, language),
                    state=say(key, language), code=version.code)  # fmt: skip
    return Side(language, version.title, version.text, trail, state, version.code, papers, related)


def _whom_to_ask(pack: Pack, concept: str, title: str, language: str, withheld: bool) -> str:
    if withheld:
        return say("answer.withheld", language, title=title, **contact_words.line(pack))
    lines = (say("answer.none", language), contact_words.can_tell(pack, language, concept))
    return "\n".join(filter(None, lines))
