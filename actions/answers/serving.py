"""What is served for a concept, and what may be said of it: state, withdrawal, withheld drafts, receipts."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from actions.answers.models import AnswerVersion, PublishedAnswer
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
    pack = packs().get(territory)
    facts = pack.facts.get(concept) if pack else None
    if pack is None or facts is None:
        return None
    rows = {
        r.language: r
        for r in PublishedAnswer.objects.filter(
            territory=territory, concept=concept, language__in={language, pack.source_language}
        ).select_related("version")
    }
    row = rows.get(language)
    source = rows.get(pack.source_language)
    if row is None or row.withdrawn or (source is not None and source.withdrawn):
        return None
    state = _state(row, source)
    if state == STALE and source is not None and figures(row.version.text) != figures(source.version.text):
        return None
    return Served(row.version, facts, state, _withheld(facts, state))


def _state(row: PublishedAnswer, source: PublishedAnswer | None) -> str:
    if source is not None and source.language != row.language and row.source_version != source.version_id:
        return STALE
    return APPROVED if row.version.approvals.exists() else DRAFT


def _withheld(facts: Facts, state: str) -> bool:
    return bool(facts.sensitive) and state != APPROVED and drafts_withheld()


def nearest_language(concept: str, pack: Pack, wanted: tuple[str, ...]) -> str | None:
    """The first of `wanted` in which `concept` is published and served in the pack's territory."""
    return next((code for code in wanted if serve(concept, pack.territory, code) is not None), None)


def by_code(code: str) -> AnswerVersion | None:
    """The version that a receipt code names, served today or not."""
    return AnswerVersion.objects.filter(code=code).first()
