"""The check of the packs: what a mediator or a translator got wrong, with the place and the cure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.glossary import agrees, hits, problems
from knowledge.offered import FILE, read
from knowledge.packs import Answer, Facts, Pack, PackError, concepts, documents, load_pack
from knowledge.parity import addresses, figures
from knowledge.taxonomy import check_words
from knowledge.tongue import other_tongue
from locales.gsm7 import fold
from locales.languages import languages
from locales.scripts import dominant_script
from locales.segments import segments

MAX_WORDS, MAX_CHINESE, MAX_TITLE = 120, 220, 48
SMS_GSM7, SMS_UCS2 = 200, 120  # the core of a message: the trailer takes the rest of two or three segments
SENSITIVE = {None, "removal", "refusal", "asylum", "border", "fees"}
CONFIDENCE = {"high", "medium", "low"}
UNFILLED = re.compile(r"\{\w*\}|%\(|TODO|\bXXX\b")
"""A place that somebody forgot to fill, in a text that is said as it stands."""
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_WRONG_FILE = "is it in the wrong file?"
_WRONG_COLUMN = "the texts are in another language; is the name of the column right?"
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the file, the concept and language it is about, and what to do."""

    file: str
    place: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.cure}"


def check(root: Path, today: date) -> list[Finding]:
    """Everything to mend in the packs below `root`; an empty list when all is well."""
    found: list[Finding] = []
    answers_in: dict[str, set[str]] = {}
    for head in sorted(root.glob("*/pack.yml")):
        try:
            pack = load_pack(head.parent)
        except PackError as error:
            found.append(Finding(str(head.parent), "-", str(error)))
            continue
        found += _of_pack(pack, root, today)
        found += _of_services(head.parent, pack.source_language)
        for language in pack.languages:
            answers_in.setdefault(language, set()).add(pack.territory)
    found += [Finding(*problem) for problem in problems(root, {lang: frozenset(t) for lang, t in answers_in.items()})]
    found += [Finding(file, "words of services", cure) for file, cure in check_words(root / "taxonomy")]
    return found


def _of_services(folder: Path, source_language: str) -> Iterator[Finding]:
    """What is wrong with the services offered in one territory."""
    file = folder / FILE
    if not file.exists():
        return
    try:
        rows = read(file, folder.name)
    except PackError as error:
        yield Finding(f"knowledge/{folder.name}/{FILE}", "-", str(error))
        return
    with (folder / "centres.csv").open(encoding="utf-8", newline="") as handle:
        centres = {row["id"] for row in csv.DictReader(handle)}
    for row in rows:
        if row.centre and row.centre not in centres:
            yield Finding(f"knowledge/{folder.name}/{FILE}", row.id, f"centre {row.centre!r} is not in centres.csv")
        for language in ("en", source_language):
            if language not in row.descriptions:
                yield Finding(f"knowledge/{folder.name}/{FILE}", row.id, f"fill in description_{language}")
        if len({frozenset(figures(text)) for text in row.descriptions.values()}) > 1:
            yield Finding(f"knowledge/{folder.name}/{FILE}", row.id, "its descriptions have different figures")
    for language in {code for row in rows for code in row.descriptions}:
        # One description is too short for the detector; together they are not.
        texts = " ".join(row.descriptions.get(language, "") for row in rows)
        if language not in languages() or other_tongue(texts, language):
            yield Finding(f"knowledge/{folder.name}/{FILE}", f"description_{language}", _WRONG_COLUMN)


def _of_pack(pack: Pack, root: Path, today: date) -> Iterator[Finding]:
    folder = f"knowledge/{pack.territory}"
    for facts in pack.facts.values():
        for cure in _facts_cures(facts, pack, root, today):
            yield Finding(f"{folder}/facts/{facts.topic}.yml", facts.concept, cure)
    for (concept, language), answer in pack.answers.items():
        file = f"{folder}/answers/{language}/{_topic(concept, root)}.yml"
        for cure in _answer_cures(answer, pack, root):
            yield Finding(file, concept, cure)
    for concept in pack.facts:
        for language in pack.languages:
            if (concept, language) not in pack.answers and language == pack.source_language:
                yield Finding(f"{folder}/answers/{language}", concept, "the source text is missing; write it")
    for kind, numbers in pack.urgent.items():
        if not numbers:
            yield Finding(f"{folder}/urgent.yml", kind, "has no number; add the right one first")


def _topic(concept: str, root: Path) -> str:
    known = concepts(root).get(concept)
    return known.topic if known else "?"


def _facts_cures(facts: Facts, pack: Pack, root: Path, today: date) -> Iterator[str]:
    if facts.concept not in concepts(root):
        yield "is not in concepts.tsv; add it there or correct the name"
    if not facts.sources:
        yield "has no source; without a source there is no statement"
    if not facts.statements:
        yield "states nothing; add its facts"
    if not _DAY.fullmatch(facts.as_of):
        yield f"as_of {facts.as_of!r} is not YYYY, YYYY-MM or YYYY-MM-DD"
    if facts.review_by <= today.isoformat():
        yield f"its review was due on {facts.review_by}; check it and set a new day"
    if facts.confidence not in CONFIDENCE:
        yield f"confidence {facts.confidence!r} is not one of {sorted(CONFIDENCE)}"
    if facts.sensitive not in SENSITIVE:
        yield f"sensitive {facts.sensitive!r} is not known; use removal, refusal, asylum, border, fees or nothing"
    if len(fold(facts.cite)) > 18:
        yield f"cite {facts.cite!r} is longer than 18 characters; shorten it, it stands in every SMS"
    if facts.service not in pack.services:
        yield f"service {facts.service!r} is not in services.yml"
    yield from (f"related concept {r!r} is not in concepts.tsv" for r in facts.related if r not in concepts(root))
    known = documents(pack.source_language, root)
    yield from (
        f"paper {d!r} is not in documents/{pack.source_language}.yml" for d in facts.documents if d not in known
    )
    if not facts.counter_phrase.strip():
        yield "has no counter phrase; write one sentence to show at the desk"


def _answer_cures(answer: Answer, pack: Pack, root: Path) -> Iterator[str]:
    yield from (f"{part} is empty; write it" for part in ("title", "text", "sms") if not getattr(answer, part).strip())
    if answer.concept not in pack.facts:
        yield "has no facts; a text without facts is never served: add them or remove it"
    if len(answer.title) > MAX_TITLE:
        yield f"title has {len(answer.title)} characters; at most {MAX_TITLE} fit on a button"
    yield from _length_cures(answer)
    yield from _parity_cures(answer, pack)
    yield from _glossary_cures(answer, pack, root)
    yield from _script_cures(answer)
    if other := other_tongue(answer.text, answer.language):
        known = languages()
        yield f"text is written in {known[other].english}, not in {known[answer.language].english}; {_WRONG_FILE}"
    if UNFILLED.search(answer.title + answer.text + answer.sms):
        yield "has an unfilled place; answers are plain text"


def _length_cures(answer: Answer) -> Iterator[str]:
    if dominant_script(answer.text) == "Han":
        if len(answer.text) > MAX_CHINESE:
            yield f"text has {len(answer.text)} characters; at most {MAX_CHINESE}"
    elif len(answer.text.split()) > MAX_WORDS:
        yield f"text has {len(answer.text.split())} words; at most {MAX_WORDS}"
    language = languages()[answer.language]
    size = segments(fold(answer.sms) if language.latin else answer.sms)
    limit = SMS_GSM7 if size.encoding == "gsm7" else SMS_UCS2
    if size.units > limit:
        yield f"sms has {size.units} characters of {limit} ({size.encoding}); shorten it"


def _parity_cures(answer: Answer, pack: Pack) -> Iterator[str]:
    within = figures(answer.text) + figures(answer.title)
    extra = set(figures(answer.sms)) - set(within)
    if extra:
        yield f"sms has figures that the text has not: {_list(extra)}"
    source = pack.answers.get((answer.concept, pack.source_language))
    if source is None or source is answer:
        return
    lost, added = difference(source.text, answer.text)
    if lost:
        yield f"figures of the {pack.source_language} text are missing: {_list(lost)}"
    if added:
        yield f"figures that the {pack.source_language} text has not: {_list(added)}"
    gone = addresses(source.text) - addresses(answer.text)
    if gone:
        yield f"addresses of the {pack.source_language} text are missing: {_list(gone)}"


def _glossary_cures(answer: Answer, pack: Pack, root: Path) -> Iterator[str]:
    source = pack.answers.get((answer.concept, pack.source_language))
    if source is None or source is answer:
        return
    said = f"{answer.title}\n{answer.text}"
    for term in hits(f"{source.title}\n{source.text}", pack.territory, root):
        if not agrees(term, said, answer.language, root):
            yield f"does not say {term.keep!r} as agreed; use the word of glossary/{answer.language}.yml for {term.id}"


def difference(source: str, translation: str) -> tuple[set[str], set[str]]:
    """Return the figures of the source that the translation lost, and those it added."""
    wanted, present = set(figures(source)), set(figures(translation))
    return wanted - present, present - wanted


def _list(values: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(values))


def _script_cures(answer: Answer) -> Iterator[str]:
    scripts = languages()[answer.language].scripts
    # A title may be little more than the name of a paper, which stays in Latin letters.
    for part, text in (("title", _LATIN.sub("", answer.title)), ("text", answer.text)):
        script = dominant_script(text)
        if script and _CODES.get(script, script) not in scripts:
            yield f"{part} is written in {script}, not in the script of {answer.language}; {_WRONG_FILE}"


_CODES = {
    "Latin": "Latn", "Cyrillic": "Cyrl", "Arabic": "Arab", "Devanagari": "Deva", "Bengali": "Beng", "Gurmukhi": "Guru",
    "Han": "Hans", "Ethiopic": "Ethi", "Thai": "Thai", "Georgian": "Geor", "Armenian": "Armn",
}  # fmt: skip
