"""Loading answers is a three-way merge; what was served stays; what is withdrawn or stale is not told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from django.test import override_settings

from actions import clock
from actions.answers.models import AnswerVersion, PublishedAnswer
from actions.answers.publish import load
from actions.answers.serving import by_code, serve
from knowledge.packs import Answer, Pack, packs


@pytest.fixture
def pack(database: Path) -> Pack:
    """Two languages of one concept, loaded."""
    whole = packs()["pt"]
    kept = {key: a for key, a in whole.answers.items() if key[0] == "tax_number" and key[1] in ("pt", "en")}
    small = dataclasses.replace(whole, answers=kept)
    load(small)
    return small


def _with(pack: Pack, language: str, **parts: str) -> Pack:
    key = ("tax_number", language)
    changed: Answer = dataclasses.replace(pack.answers[key], **parts)
    return dataclasses.replace(pack, answers={**pack.answers, key: changed})


def _edit_at_the_desk(language: str, text: str) -> None:
    row = PublishedAnswer.objects.get(language=language)
    old = row.version
    row.version = AnswerVersion.objects.create(
        hash="e" * 64, code="EDIT-ED0", concept=old.concept, territory="pt", language=language, title=old.title,
        text=text, sms=old.sms, cite=old.cite, as_of=old.as_of, created_at=clock.now(),
    )  # fmt: skip
    row.save()


def test_loading_twice_changes_nothing(pack: Pack) -> None:
    again = load(pack)
    assert (again.taken, again.kept, again.conflicts, again.unchanged) == (0, 0, [], 2)


def test_a_changed_file_is_taken_when_nobody_edited_the_row(pack: Pack) -> None:
    assert load(_with(pack, "en", title="Another title")).taken == 1
    served = serve("tax_number", "pt", "en")
    assert served is not None
    assert served.version.title == "Another title"


def test_an_edit_made_at_the_desk_is_kept_when_the_file_did_not_move(pack: Pack) -> None:
    _edit_at_the_desk("en", "Edited 60 15 217 206 707")
    assert load(pack).kept == 1
    assert PublishedAnswer.objects.get(language="en").version_id == "e" * 64


def test_when_both_moved_the_row_goes_on_being_served_and_the_conflict_is_listed(pack: Pack) -> None:
    _edit_at_the_desk("en", "Edited")
    result = load(_with(pack, "en", title="Another title"))
    assert [key for key, _, _ in result.conflicts] == [("pt", "tax_number", "en")]
    assert PublishedAnswer.objects.get(language="en").version_id == "e" * 64


def test_a_version_that_was_served_is_still_found_by_its_code_after_a_change(pack: Pack) -> None:
    before = serve("tax_number", "pt", "en")
    assert before is not None
    load(_with(pack, "en", title="Another title"))
    kept = by_code(before.version.code)
    assert kept is not None
    assert kept.title == before.version.title


def test_a_withdrawn_source_is_gone_in_every_language_at_once(pack: Pack) -> None:
    PublishedAnswer.objects.filter(language="pt").update(withdrawn=True, withdrawn_reason="wrong fee")
    assert serve("tax_number", "pt", "pt") is None
    assert serve("tax_number", "pt", "en") is None


def test_a_stale_translation_is_served_as_such_only_while_its_figures_are_those_of_the_source(pack: Pack) -> None:
    source = pack.answers["tax_number", "pt"].text
    _edit_at_the_desk("pt", source + " Obrigado.")
    stale = serve("tax_number", "pt", "en")
    assert stale is not None
    assert stale.state == "stale"
    AnswerVersion.objects.filter(code="EDIT-ED0").update(text=source.replace("217 206 707", "217 206 708"))
    assert serve("tax_number", "pt", "en") is None


@override_settings(FAROL_DRAFTS="withhold")
def test_unapproved_texts_on_fees_are_withheld_when_asked_for(database: Path) -> None:
    load(packs()["pt"])
    fees, number = serve("residence_permit_fees", "pt", "pt"), serve("tax_number", "pt", "pt")
    assert fees is not None and fees.withheld
    assert number is not None and not number.withheld
