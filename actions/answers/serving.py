"""What is served for a concept, and what may be said of it: state, withdrawal, withheld drafts, receipts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from actions.answers.models import AnswerVersion, Approval, PublishedAnswer
from knowledge.packs import Facts, Pack, packs
from knowledge.parity import figures

MISSING, DRAFT, APPROVED, STALE, WITHDRAWN = "missing", "draft", "approved", "stale", "withdrawn"


@dataclass(frozen=True)
class Served:
    """One text as it is served, with its facts and its state; `withheld` when only the safe next step may be given."""

    version: AnswerVersion
    facts: Facts
    state: str
    withheld: bool


def drafts_withheld() -> bool:
    """Whether unapproved texts on removal, refusal, asylum, border and fees are withheld (`FAROL_DRAFTS`)."""
    return bool(settings.FAROL_DRAFTS == "withhold")


def serve(concept: str, territory: str, language: str) -> Served | None:
    """The published text, or None where it is missing, withdrawn, or stale with other figures than its source."""
    return serve_each((concept,), territory, language).get(concept)


def serve_each(concepts: Collection[str], territory: str, language: str) -> dict[str, Served]:
    """What is served of several concepts, read at once; a concept that is not served is left out."""
    pack = packs().get(territory)
    if pack is None:
        return {}
    rows = {(r.concept, r.language): r for r in _published(concepts, territory, {language, pack.source_language})}
    found = ((c, rows.get((c, language)), rows.get((c, pack.source_language))) for c in concepts if c in pack.facts)
    texts = ((c, _served(pack.facts[c], row, source)) for c, row, source in found if row is not None)
    return {concept: served for concept, served in texts if served is not None}


def _published(concepts: Collection[str], territory: str, codes: set[str]) -> QuerySet[PublishedAnswer]:
    rows = PublishedAnswer.objects.filter(territory=territory, concept__in=concepts, language__in=codes)
    approved = Exists(Approval.objects.filter(version=OuterRef("version")))
    return rows.select_related("version").annotate(approved=approved)


def _served(facts: Facts, row: PublishedAnswer, source: PublishedAnswer | None) -> Served | None:
    if row.withdrawn or (source is not None and source.withdrawn):
        return None
    state = _state(row, source)
    if state == STALE and source is not None and figures(row.version.text) != figures(source.version.text):
        return None
    return Served(row.version, facts, state, _withheld(facts, state))


def _state(row: Any, source: PublishedAnswer | None) -> str:
    if source is not None and source.language != row.language and row.source_version != source.version_id:
        return STALE
    return APPROVED if row.approved else DRAFT


def _withheld(facts: Facts, state: str) -> bool:
    return bool(facts.sensitive) and state != APPROVED and drafts_withheld()


def nearest_language(concept: str, pack: Pack, wanted: tuple[str, ...]) -> str | None:
    """The first of `wanted` in which `concept` is published and served in the pack's territory."""
    return next((code for code in wanted if serve(concept, pack.territory, code) is not None), None)


def by_code(code: str) -> AnswerVersion | None:
    """The version that a receipt code names, served today or not."""
    return AnswerVersion.objects.filter(code=code).first()
