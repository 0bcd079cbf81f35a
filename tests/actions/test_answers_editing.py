"""What mediators may do to an answer: checked by two where it matters, never blind to what moved meanwhile."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from actions.answers import editing
from actions.answers.editing import Refused, row_of
from actions.answers.models import Approval, Conflict, Proposal, PublishedAnswer
from actions.answers.publish import load
from actions.answers.serving import APPROVED, DRAFT, STALE, serve
from actions.answers.texts import Text, text_of
from knowledge.packs import Pack, packs

PT, EN = ("pt", "tax_number", "pt"), ("pt", "tax_number", "en")


@pytest.fixture
def pack(database: object) -> Pack:
    """Two languages of one concept, loaded."""
    whole = packs()["pt"]
    kept = {key: a for key, a in whole.answers.items() if key[0] == "tax_number" and key[1] in ("pt", "en")}
    small = dataclasses.replace(whole, answers=kept)
    load(small)
    return small


@pytest.fixture
def ana(database: object) -> Any:
    return get_user_model().objects.create_user("ana")


@pytest.fixture
def rui(database: object) -> Any:
    return get_user_model().objects.create_user("rui")


def served(key: tuple[str, str, str]) -> PublishedAnswer:
    row = row_of(key)
    assert row is not None
    return row


def state(key: tuple[str, str, str]) -> str:
    found = serve(key[1], key[0], key[2])
    return found.state if found else "nothing"


def mended(key: tuple[str, str, str], **parts: str) -> Text:
    return dataclasses.replace(text_of(served(key).version), **parts)


def test_an_approval_is_of_the_text_that_was_seen_and_of_no_other(pack: Pack, ana: Any) -> None:
    seen = served(EN).version_id
    load(_released(pack, "en", title="Another title"))
    with pytest.raises(Refused) as refused:
        editing.approve(EN, seen, ana)
    assert refused.value.why == "moved"
    editing.approve(EN, served(EN).version_id, ana)
    assert state(EN) == APPROVED


def test_a_suggestion_is_served_only_once_a_second_person_accepts_it(pack: Pack, ana: Any, rui: Any) -> None:
    text = mended(EN, title="Your tax number")
    proposal = editing.propose(EN, text, "shorter", ana)
    assert served(EN).version.title != "Your tax number"
    with pytest.raises(Refused) as refused:
        editing.accept(proposal, ana)
    assert refused.value.why == "own"
    editing.accept(proposal, rui)
    assert (served(EN).version.title, state(EN)) == ("Your tax number", APPROVED)
    assert Approval.objects.get().account == rui


def test_a_suggestion_over_a_text_that_moved_is_not_accepted_blindly(pack: Pack, ana: Any, rui: Any) -> None:
    proposal = editing.propose(EN, mended(EN, title="Your tax number"), "", ana)
    load(_released(pack, "en", title="Another title"))
    with pytest.raises(Refused) as refused:
        editing.accept(proposal, rui)
    assert refused.value.why == "moved"


def test_there_is_one_open_suggestion_and_its_author_may_take_it_back(pack: Pack, ana: Any, rui: Any) -> None:
    proposal = editing.propose(EN, mended(EN, title="Your tax number"), "", ana)
    with pytest.raises(Refused):
        editing.propose(EN, mended(EN, title="The tax number"), "", rui)
    with pytest.raises(Refused):
        editing.reject(proposal, rui, " ")
    editing.reject(proposal, ana, "")
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.REJECTED


def test_a_text_that_lost_a_figure_of_its_source_is_neither_suggested_nor_approved(pack: Pack, ana: Any) -> None:
    text = served(EN).version.text.replace("217 206 707", "217 206 708")
    with pytest.raises(Refused) as refused:
        editing.propose(EN, mended(EN, text=text), "", ana)
    assert {f.name for f in refused.value.findings} >= {"lost_figures", "added_figures"}


def test_a_minor_edit_keeps_approvals_and_leaves_translations_fresh(pack: Pack, ana: Any) -> None:
    for key in (PT, EN):
        editing.approve(key, served(key).version_id, ana)
    text = served(PT).version.text
    word = next(w for w in text.split() if w.isalpha() and w.islower() and len(w) > 6)
    editing.minor_edit(PT, served(PT).version_id, mended(PT, text=text.replace(word, word + "s", 1)))
    assert (state(PT), state(EN)) == (APPROVED, APPROVED)


def test_a_new_source_makes_its_translations_stale_until_they_are_confirmed(pack: Pack, ana: Any, rui: Any) -> None:
    editing.accept(editing.propose(PT, mended(PT, title="O seu NIF"), "", ana), rui)
    assert state(EN) == STALE
    editing.approve(EN, served(EN).version_id, rui, editing.STILL_RIGHT)
    assert state(EN) == APPROVED


def test_what_is_withdrawn_is_gone_at_once_and_comes_back_as_it_was(pack: Pack, ana: Any) -> None:
    with pytest.raises(Refused):
        editing.withdraw(PT, "  ", ana)
    editing.withdraw(PT, "the fee is wrong", ana)
    assert (state(PT), state(EN)) == ("nothing", "nothing")
    editing.restore(PT)
    assert (state(PT), state(EN)) == (DRAFT, DRAFT)


@pytest.mark.parametrize("take_file", [True, False])
def test_a_conflict_is_kept_with_both_texts_and_ends_by_choosing(
    pack: Pack, ana: Any, rui: Any, take_file: bool
) -> None:
    editing.accept(editing.propose(EN, mended(EN, title="Ours"), "", ana), rui)
    release = _released(pack, "en", title="Theirs")
    load(release)
    assert (served(EN).version.title, Conflict.objects.get().title) == ("Ours", "Theirs")
    editing.resolve(Conflict.objects.get(), take_file)
    assert served(EN).version.title == ("Theirs" if take_file else "Ours")
    again = load(release)
    assert (again.conflicts, again.taken, Conflict.objects.count()) == ([], 0, 0)


def test_a_desk_text_that_came_into_the_files_is_no_conflict(pack: Pack, ana: Any, rui: Any) -> None:
    editing.accept(editing.propose(EN, mended(EN, title="Ours"), "", ana), rui)
    assert load(_released(pack, "en", title="Ours")).conflicts == []
    assert state(EN) == APPROVED


def test_a_conflict_that_the_files_took_back_is_listed_no_longer(pack: Pack, ana: Any, rui: Any) -> None:
    editing.accept(editing.propose(EN, mended(EN, title="Ours"), "", ana), rui)
    load(_released(pack, "en", title="Theirs"))
    load(pack)
    assert not Conflict.objects.exists()


def _released(pack: Pack, language: str, **parts: str) -> Pack:
    key = ("tax_number", language)
    return dataclasses.replace(pack, answers={**pack.answers, key: dataclasses.replace(pack.answers[key], **parts)})
