"""Territory packs as files: loading them into plain, immutable objects."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from locales import plain_yaml

ROOT = Path(__file__).parent

ORGANISATION = "organisation"  # the topic of what staff of centres ask, and bodies that want to open one
ORGANISATION_LANGUAGES = frozenset({"pt", "fr", "en"})

# The C loader reads the same YAML about ten times faster; pure Python is there when libyaml is not.


class PackError(ValueError):
    """A pack file that cannot be read; the message names the file, the place and the cure."""


@dataclass(frozen=True)
class Concept:
    """One need, the same in every territory: 'How long must I have lived here before I bring my family?'"""

    id: str
    topic: str
    question: str

    @property
    def for_organisations(self) -> bool:
        """Whether staff of centres, and bodies that want to open one, ask it; people who migrate do not."""
        return self.topic == ORGANISATION

    def wanted_in(self, language: str) -> bool:
        """Whether its answer is to be written in `language` too: organisations are answered in three."""
        return not self.for_organisations or language in ORGANISATION_LANGUAGES


@dataclass(frozen=True)
class Source:
    """Where a fact was read: title, address ('' when it has none), the day it was seen ('' when unknown)."""

    title: str
    url: str
    seen: str


@dataclass(frozen=True)
class Facts:
    """What is known of a concept in one territory, with where it comes from and whom it is for."""

    concept: str
    topic: str
    audience: str
    statements: tuple[str, ...]
    legal_basis: tuple[str, ...]
    sources: tuple[Source, ...]
    cite: str
    as_of: str
    review_by: str
    confidence: str
    unconfirmed: tuple[str, ...]
    documents: tuple[str, ...]
    cost: str | None
    related: tuple[str, ...]
    service: str
    sensitive: str | None
    counter_phrase: str


@dataclass(frozen=True)
class Answer:
    """One standard answer as written in a file: title, text and SMS core in one language."""

    concept: str
    territory: str
    language: str
    title: str
    text: str
    sms: str


@dataclass(frozen=True)
class UrgentNumber:
    """A number for help now. `hours`: '24h', 'weekdays 8-23' or '' when not confirmed; `sms`: for text messages."""

    number: str
    name: str
    free: bool
    hours: str
    sms: bool


@dataclass(frozen=True)
class Notice:
    """A notice that stands above every answer it concerns, from `start` to `end` (ISO dates, '' for open)."""

    id: str
    start: str
    end: str
    topics: frozenset[str]
    concepts: frozenset[str]
    confidence: str
    texts: Mapping[str, str]
    sms: Mapping[str, str]

    def concerns(self, concept: str, topic: str, day: str) -> bool:
        """Whether it stands above `concept` on `day` (ISO date)."""
        in_time = (not self.start or self.start <= day) and (not self.end or day <= self.end)
        return in_time and (concept in self.concepts or topic in self.topics)


@dataclass(frozen=True)
class Service:
    """What can be booked: its names by language, how long it takes (minutes) and the topics it serves."""

    id: str
    names: Mapping[str, str]
    minutes: int
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """Everything Farol knows about one territory.

    `contact_interprets`: an interpreter helps on the telephone of the contact; `contact_every_matter`: it informs on
    whatever people who migrate ask, else only on `contact_topics`, concepts or topics. Only where these hold may a text
    promise it.
    """

    territory: str
    name: str
    source_language: str
    languages: tuple[str, ...]
    time_zone: str
    phone_prefixes: tuple[str, ...]
    contact_name: str
    contact_phones: tuple[str, ...]
    contact_interprets: bool
    contact_every_matter: bool
    contact_topics: tuple[str, ...]
    facts: Mapping[str, Facts]
    answers: Mapping[tuple[str, str], Answer]
    urgent: Mapping[str, tuple[UrgentNumber, ...]]
    notices: tuple[Notice, ...]
    services: Mapping[str, Service]

    def answer_in(self, concept: str, languages: Iterable[str]) -> Answer | None:
        """The answer to `concept` in the first of these languages that has one."""
        return next((self.answers[concept, code] for code in languages if (concept, code) in self.answers), None)


@cache
def concepts(root: Path = ROOT) -> dict[str, Concept]:
    """Every concept by id, in the order of `concepts.tsv`."""
    with (root / "concepts.tsv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t")
        return {r["concept"]: Concept(r["concept"], r["topic"], r["question_en"]) for r in rows}


@cache
def documents(language: str, root: Path = ROOT) -> dict[str, str]:
    """Names of papers by id in `language`; empty where the file does not exist yet."""
    file = root / "documents" / f"{language}.yml"
    return dict(_read(file)) if file.exists() else {}


@cache
def packs(root: Path = ROOT) -> dict[str, Pack]:
    """Every territory's pack by territory id. Raises `PackError` for a file that cannot be read."""
    return {p.territory: p for p in (load_pack(f.parent) for f in sorted(root.glob("*/pack.yml")))}


@cache
def source_language(territory: str, root: Path = ROOT) -> str | None:
    """The language a territory's answers are written in first, or None for an unknown one; reads no answer."""
    file = root / territory / "pack.yml"
    return str(_read(file)["source_language"]) if file.is_file() else None


def load_pack(folder: Path) -> Pack:
    """The pack in `folder`. Raises `PackError` naming file and cure."""
    head = _read(folder / "pack.yml")
    territory = str(head["territory"])
    contact = head.get("contact") or {}
    return Pack(
        territory=territory,
        name=str(head["name"]),
        source_language=str(head["source_language"]),
        languages=_texts(head.get("languages")),
        time_zone=str(head["time_zone"]),
        phone_prefixes=_texts(head.get("phone_prefixes")),
        contact_name=str(contact.get("name", "")),
        contact_phones=_texts(contact.get("phones")),
        contact_interprets=_interprets(folder, head),
        contact_every_matter=_said(folder, contact, "every_matter"),
        contact_topics=_texts(contact.get("topics")),
        facts=_all_facts(folder),
        answers=_all_answers(folder, territory),
        urgent=_urgent(folder / "urgent.yml"),
        notices=_notices(folder / "notices.yml"),
        services=_services(folder / "services.yml"),
    )


def _interprets(folder: Path, head: Mapping[str, Any]) -> bool:
    interprets = _said(folder, head.get("contact") or {}, "interpreting")
    if interprets and not (head.get("interpreting") or {}).get("sources"):
        raise PackError(f"{folder / 'pack.yml'}: contact: interpreting has no source; add it below `interpreting`")
    return interprets


def _said(folder: Path, contact: Mapping[str, Any], fact: str) -> bool:
    value = contact.get(fact)
    if not isinstance(value, bool):
        raise PackError(f"{folder / 'pack.yml'}: contact: {fact} is not said; write true or false")
    return value


def _read(file: Path) -> Any:
    try:
        content = plain_yaml.parse(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise PackError(f"{file}: not valid YAML ({error}); mend the place it names") from error
    except OSError as error:
        raise PackError(f"{file}: cannot be read ({error.strerror}); the pack needs it") from error
    return content or {}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(v) for v in value or ())


def _all_facts(folder: Path) -> dict[str, Facts]:
    found = {}
    for file in sorted((folder / "facts").glob("*.yml")):
        for concept, row in _read(file).items():
            try:
                found[concept] = _facts(concept, file.stem, row)
            except (KeyError, TypeError) as error:
                raise PackError(f"{file}: {concept}: {error} is missing; add it to the entry") from error
    return found


def _facts(concept: str, topic: str, row: Mapping[str, Any]) -> Facts:
    return Facts(
        concept=concept,
        topic=topic,
        audience=str(row.get("for") or ""),
        statements=_texts(row.get("facts")),
        legal_basis=_texts(row.get("legal_basis")),
        sources=tuple(
            Source(str(s["title"]), str(s.get("url") or ""), str(s.get("seen") or "")) for s in row["sources"]
        ),
        cite=str(row["cite"]),
        as_of=str(row["as_of"]),
        review_by=str(row["review_by"]),
        confidence=str(row["confidence"]),
        unconfirmed=_texts(row.get("unconfirmed")),
        documents=_texts(row.get("documents")),
        cost=row.get("cost"),
        related=_texts(row.get("related")),
        service=str(row["service"]),
        sensitive=row.get("sensitive"),
        counter_phrase=str(row["counter_phrase"]),
    )


def _all_answers(folder: Path, territory: str) -> dict[tuple[str, str], Answer]:
    found = {}
    for file in sorted((folder / "answers").glob("*/*.yml")):
        language = file.parent.name
        for concept, row in _read(file).items():
            try:
                texts = (str(row[key]).strip() for key in ("title", "text", "sms"))
                found[concept, language] = Answer(concept, territory, language, *texts)
            except (KeyError, TypeError) as error:
                raise PackError(f"{file}: {concept}: {error} is missing; add it to the entry") from error
    return found


def _urgent(file: Path) -> dict[str, tuple[UrgentNumber, ...]]:
    return {
        kind: tuple(
            UrgentNumber(
                str(n["number"]), str(n["name"]), bool(n["free"]), str(n.get("hours") or ""), bool(n.get("sms"))
            )
            for n in numbers
        )
        for kind, numbers in _read(file).items()
    }


def _notices(file: Path) -> tuple[Notice, ...]:
    rows = _read(file) if file.exists() else []
    rows = rows.get("notices", []) if isinstance(rows, dict) else rows
    return tuple(
        Notice(
            id=str(r["id"]),
            start=str(r.get("from") or ""),
            end=str(r.get("to") or ""),
            topics=frozenset(_texts(r.get("topics"))),
            concepts=frozenset(_texts(r.get("concepts"))),
            confidence=str(r["confidence"]),
            texts=dict(r["text"]),
            sms=dict(r["sms"]),
        )
        for r in rows
    )


def _services(file: Path) -> dict[str, Service]:
    return {
        id: Service(id, dict(r["names"]), int(r["duration_minutes"]), _texts(r.get("topics")))
        for id, r in _read(file).items()
    }
