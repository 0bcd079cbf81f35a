"""Loading answers from files into the published rows: a three-way merge on hashes."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from actions import clock
from actions.answers.models import AnswerVersion, PublishedAnswer
from knowledge import passport
from knowledge.packs import Answer, Facts, Pack

Key = tuple[str, str, str]


@dataclass
class LoadResult:
    """How many texts were new or changed, kept as edited at the desk, and in conflict (with both hashes)."""

    taken: int = 0
    kept: int = 0
    unchanged: int = 0
    conflicts: list[tuple[Key, str, str]] = field(default_factory=list)


def load(pack: Pack) -> LoadResult:
    """Merge the pack's answers into the published rows; loading twice changes nothing.

    Row untouched since the last load: the file's text is taken. File untouched: the row is kept. Both moved: the row
    goes on being served and the conflict is listed.
    """
    result = LoadResult()
    with transaction.atomic():
        rows = {
            (r.concept, r.language): r
            for r in PublishedAnswer.objects.filter(territory=pack.territory).select_related()
        }
        sources: dict[str, str] = {}
        for answer in sorted(pack.answers.values(), key=lambda a: a.language != pack.source_language):
            facts = pack.facts.get(answer.concept)
            if facts is None:
                continue
            version = _hash(answer, facts)
            if answer.language == pack.source_language:
                sources[answer.concept] = version
            row = rows.get((answer.concept, answer.language))
            _merge(answer, facts, version, row, sources.get(answer.concept, ""), result)
    return result


def _hash(answer: Answer, facts: Facts) -> str:
    return passport.version_hash(
        concept=answer.concept,
        territory=answer.territory,
        language=answer.language,
        title=answer.title,
        text=answer.text,
        sms=answer.sms,
        cite=facts.cite,
        as_of=facts.as_of,
    )


def _merge(
    answer: Answer, facts: Facts, version: str, row: PublishedAnswer | None, source: str, result: LoadResult
) -> None:
    if row is None:
        row = PublishedAnswer(territory=answer.territory, concept=answer.concept, language=answer.language)
    elif row.imported == version:
        edited = row.version_id != version
        result.kept += edited
        result.unchanged += not edited
        return
    elif row.version_id != row.imported:
        result.conflicts.append(((answer.territory, answer.concept, answer.language), row.version_id, version))
        return
    row.version = _version(answer, facts, version)
    row.imported = version
    row.source_version = source
    row.changed_at = clock.now()
    row.save()
    result.taken += 1


def _version(answer: Answer, facts: Facts, version: str) -> AnswerVersion:
    found = AnswerVersion.objects.filter(pk=version).first()
    if found:
        return found
    attempt = 0
    while AnswerVersion.objects.filter(code=passport.code(version, attempt)).exists():
        attempt += 1
    return AnswerVersion.objects.create(
        hash=version,
        code=passport.code(version, attempt),
        concept=answer.concept,
        territory=answer.territory,
        language=answer.language,
        title=answer.title,
        text=answer.text,
        sms=answer.sms,
        cite=facts.cite,
        as_of=facts.as_of,
        created_at=clock.now(),
    )
