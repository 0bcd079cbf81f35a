"""What mediators do to an answer: approve, confirm, suggest, decide, mend, withdraw, bring back.

Each function names the version the mediator looked at; when another is served by now it refuses with `moved`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from actions import clock
from actions.answers.findings import Finding, findings
from actions.answers.minor import refusals
from actions.answers.models import AnswerVersion, Approval, Conflict, Proposal, PublishedAnswer
from actions.answers.publish import publish
from actions.answers.texts import Key, Text, text_of
from knowledge.packs import Answer, packs

APPROVE, STILL_RIGHT = "approve", "still_right"


class Refused(Exception):
    """The step is not possible. `why` is its name: moved, gone, own, open, reason, same, findings, source, minor."""

    def __init__(self, why: str, details: list[str] | None = None, found: list[Finding] | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.details = details or []
        self.findings = found or []


def row_of(key: Key) -> PublishedAnswer | None:
    """The published row of an answer, withdrawn or not."""
    territory, concept, language = key
    rows = PublishedAnswer.objects.filter(territory=territory, concept=concept, language=language)
    return rows.select_related("version").first()


def source_of(key: Key) -> PublishedAnswer | None:
    """The row of the territory's own language; None where `key` is that row."""
    territory, concept, language = key
    own = packs()[territory].source_language
    return None if language == own else row_of((territory, concept, own))


@transaction.atomic
def approve(key: Key, seen: str, account: Any, kind: str = APPROVE) -> None:
    """A named account has checked this text, against the source as it is now. With `STILL_RIGHT`: again."""
    row = _locked(key, seen)
    source = source_of(key)
    _must_stand(text_of(row.version), key, source)
    Approval.objects.create(version=row.version, account=account, kind=kind, at=clock.now())
    row.source_version = _checked_against(row.version, source)
    row.save(update_fields=["source_version"])


@transaction.atomic
def propose(key: Key, text: Text, note: str, account: Any) -> Proposal:
    """Suggest another text, or a first one; a second person decides. One suggestion at a time."""
    row = row_of(key)
    if row is not None and text_of(row.version) == text:
        raise Refused("same")
    _must_stand(text, key, source_of(key))
    if _proposals(key).exists():
        raise Refused("open")
    territory, concept, language = key
    return Proposal.objects.create(
        territory=territory,
        concept=concept,
        language=language,
        base=row.version_id if row else "",
        title=text.title,
        text=text.text,
        sms=text.sms,
        note=note[:300],
        author=account,
        at=clock.now(),
    )


@transaction.atomic
def accept(proposal: Proposal, account: Any) -> AnswerVersion:
    """Publish a suggestion; who accepts it has checked it, so it is approved. Nobody accepts their own."""
    _decidable(proposal, account)
    key = (proposal.territory, proposal.concept, proposal.language)
    row = row_of(key)
    if (row.version_id if row else "") != proposal.base:
        raise Refused("moved")
    text, source = Text(proposal.title, proposal.text, proposal.sms), source_of(key)
    _must_stand(text, key, source)
    row = row or PublishedAnswer(territory=key[0], concept=key[1], language=key[2])
    version = _publish(row, text.answer(key), source)
    Approval.objects.create(version=version, account=account, kind=APPROVE, at=clock.now())
    _decide(proposal, Proposal.State.ACCEPTED, account, "")
    return version


@transaction.atomic
def reject(proposal: Proposal, account: Any, reason: str) -> None:
    """Close a suggestion without publishing it. Its author may take it back; anybody else gives a reason."""
    if proposal.state != Proposal.State.OPEN:
        raise Refused("moved")
    if not reason.strip() and proposal.author_id != account.pk:
        raise Refused("reason")
    _decide(proposal, Proposal.State.REJECTED, account, reason)


@transaction.atomic
def minor_edit(key: Key, seen: str, text: Text) -> AnswerVersion:
    """Mend spelling or wording at once. Approvals stay, and translations of a source text do not become stale.

    Refused (`minor`, with what the rule found) when a figure, date, phone, address, article or negation changed, or
    more than a tenth of a part.
    """
    row = _locked(key, seen)
    old = row.version
    if text_of(old) == text:
        raise Refused("same")
    if why := refusals(text_of(old), text, key[2]):
        raise Refused("minor", why)
    source = source_of(key)
    _must_stand(text, key, source)
    checked = row.source_version
    version = publish(row, text.answer(key), old.cite, old.as_of)
    for approval in old.approvals.all():
        Approval.objects.get_or_create(version=version, account=approval.account, kind=approval.kind, at=approval.at)
    if source is None:
        others = PublishedAnswer.objects.filter(territory=key[0], concept=key[1], source_version=old.pk)
        others.update(source_version=version.pk)
        checked = version.pk
    row.source_version = checked
    row.save(update_fields=["source_version"])
    return version


@transaction.atomic
def withdraw(key: Key, reason: str, account: Any) -> None:
    """Take an answer off every server: each reads this row when it serves. A source takes its translations along."""
    if not reason.strip():
        raise Refused("reason")
    _withdrawn(key, True, reason.strip()[:300], account.get_username())


@transaction.atomic
def restore(key: Key) -> None:
    """Serve a withdrawn answer again."""
    _withdrawn(key, False, "", "")


@transaction.atomic
def resolve(conflict: Conflict, take_file: bool) -> None:
    """End a conflict: serve the release's text, or go on with the desk's. The next load finds it settled."""
    key = (conflict.territory, conflict.concept, conflict.language)
    row = row_of(key)
    if row is None:
        raise Refused("gone")
    row.imported = conflict.file_hash
    if take_file:
        source = source_of(key)
        version = publish(
            row, Text(conflict.title, conflict.text, conflict.sms).answer(key), conflict.cite, conflict.as_of
        )
        row.source_version = _checked_against(version, source)
    row.save()
    conflict.delete()


def blocking(text: Text, key: Key, source: PublishedAnswer | None) -> list[Finding]:
    """What keeps a text from being published."""
    return [found for found in findings(text, key[2], text_of(source.version) if source else None) if found.blocks]


def last_checked(version: AnswerVersion) -> datetime | None:
    """When somebody last checked this version."""
    latest = version.approvals.order_by("-at").first()
    return latest.at if latest else None


def _publish(row: PublishedAnswer, answer: Answer, source: PublishedAnswer | None) -> AnswerVersion:
    facts = packs()[answer.territory].facts[answer.concept]
    version = publish(row, answer, facts.cite, facts.as_of)
    row.source_version = _checked_against(version, source)
    row.save(update_fields=["source_version"])
    return version


def _checked_against(version: AnswerVersion, source: PublishedAnswer | None) -> str:
    return str(source.version_id if source is not None else version.pk)


def _must_stand(text: Text, key: Key, source: PublishedAnswer | None) -> None:
    territory, concept, language = key
    if concept not in packs()[territory].facts or (source is None and language != packs()[territory].source_language):
        raise Refused("source")
    if found := blocking(text, key, source):
        raise Refused("findings", found=found)


def _locked(key: Key, seen: str) -> PublishedAnswer:
    row = row_of(key)
    if row is None:
        raise Refused("gone")
    locked = PublishedAnswer.objects.select_for_update().select_related("version").get(pk=row.pk)
    if locked.version_id != seen or locked.withdrawn:
        raise Refused("moved")
    return locked


def _withdrawn(key: Key, withdrawn: bool, reason: str, by: str) -> None:
    row = row_of(key)
    if row is None:
        raise Refused("gone")
    row.withdrawn, row.withdrawn_reason, row.withdrawn_by, row.changed_at = withdrawn, reason, by, clock.now()
    row.save(update_fields=["withdrawn", "withdrawn_reason", "withdrawn_by", "changed_at"])


def _proposals(key: Key) -> Any:
    territory, concept, language = key
    return Proposal.objects.filter(territory=territory, concept=concept, language=language, state=Proposal.State.OPEN)


def _decidable(proposal: Proposal, account: Any) -> None:
    if proposal.state != Proposal.State.OPEN:
        raise Refused("moved")
    if proposal.author_id == account.pk:
        raise Refused("own")


def _decide(proposal: Proposal, state: str, account: Any, reason: str) -> None:
    changed = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.OPEN).update(
        state=state, decided_by=account.get_username(), decided_at=clock.now(), reason=reason.strip()[:300]
    )
    if not changed:
        raise Refused("moved")
