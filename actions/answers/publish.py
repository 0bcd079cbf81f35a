"""Publishing a text: from files by a three-way merge on hashes, or from the desk."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from actions import clock
from actions.answers.models import AnswerVersion, Conflict, PublishedAnswer
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
    goes on being served and the conflict is listed, here and for the desk.
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
            version = hash_of(answer, facts.cite, facts.as_of)
            if answer.language == pack.source_language:
                sources[answer.concept] = version
            row = rows.get((answer.concept, answer.language))
            _merge(answer, facts, version, row, sources.get(answer.concept, ""), result)
        _drop_settled(pack.territory, {(concept, language) for (_, concept, language), _, _ in result.conflicts})
    return result


def publish(row: PublishedAnswer, answer: Answer, cite: str, as_of: str) -> AnswerVersion:
    """Serve another text in `row` from now on, and save the row. Returns the text's version."""
    version = version_of(answer, cite, as_of)
    if version.pk != row.version_id:
        row.previous = row.version_id or ""
        row.version = version
    row.changed_at = clock.now()
    row.save()
    return version


def version_of(answer: Answer, cite: str, as_of: str) -> AnswerVersion:
    """The immutable version of a text, written when it is new."""
    name = hash_of(answer, cite, as_of)
    found = AnswerVersion.objects.filter(pk=name).first()
    if found:
        return found
    attempt = 0
    while AnswerVersion.objects.filter(code=passport.code(name, attempt)).exists():
        attempt += 1
    return AnswerVersion.objects.create(
        hash=name,
        code=passport.code(name, attempt),
        concept=answer.concept,
        territory=answer.territory,
        language=answer.language,
        title=answer.title,
        text=answer.text,
        sms=answer.sms,
        cite=cite,
        as_of=as_of,
        created_at=clock.now(),
    )


def hash_of(answer: Answer, cite: str, as_of: str) -> str:
    """The name of the version that a text is, with the source and date told beside it."""
    return passport.version_hash(
        concept=answer.concept,
        territory=answer.territory,
        language=answer.language,
        title=answer.title,
        text=answer.text,
        sms=answer.sms,
        cite=cite,
        as_of=as_of,
    )


def same_words(row: PublishedAnswer, answer: Answer) -> bool:
    """Whether a row serves these very words, whatever the date beside them."""
    version = row.version
    return (version.title, version.text, version.sms) == (answer.title, answer.text, answer.sms)


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
    elif row.version_id == version:  # the desk's text has come into the files
        row.imported = version
        row.save(update_fields=["imported"])
        result.unchanged += 1
        return
    elif row.version_id != row.imported and not same_words(row, answer):
        result.conflicts.append(((answer.territory, answer.concept, answer.language), row.version_id, version))
        _keep_conflict(answer, facts, version)
        return
    row.imported = version
    row.source_version = source
    publish(row, answer, facts.cite, facts.as_of)
    result.taken += 1


def _drop_settled(territory: str, open_ones: set[tuple[str, str]]) -> None:
    """Conflicts that are none any more, because the file went back or was made the same as the desk's text."""
    for conflict in Conflict.objects.filter(territory=territory):
        if (conflict.concept, conflict.language) not in open_ones:
            conflict.delete()


def _keep_conflict(answer: Answer, facts: Facts, version: str) -> None:
    key = {"territory": answer.territory, "concept": answer.concept, "language": answer.language}
    brought = {"title": answer.title, "text": answer.text, "sms": answer.sms, "cite": facts.cite, "as_of": facts.as_of}
    known = Conflict.objects.filter(**key, file_hash=version)
    if not known.exists():
        Conflict.objects.update_or_create(**key, defaults={"file_hash": version, **brought, "at": clock.now()})
