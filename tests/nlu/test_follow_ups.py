"""Bare follow-ups: they name no matter, so the last answer may be meant."""

from __future__ import annotations

import pytest

from nlu import follow_ups
from nlu.follow_ups import FollowUpsError, aspect


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("How much?", "cost"),
        ("combien ça coûte", "cost"),
        ("quanto custa?", "cost"),
        ("how much is the card", None),
        ("And my husband?", "person"),
        ("e o meu marido?", "person"),
        ("aur meri biwi k liye?", "person"),
        ("I did that already and nobody answers", "stuck"),
        ("where?", "where"),
    ],
)
def test_a_question_that_names_no_matter_has_an_aspect(text: str, asked: str | None) -> None:
    assert aspect(text) == asked


def test_a_wording_that_is_no_text_is_refused_by_name(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "follow_ups.yml"
    file.write_text("pt:\n  cost: [no]\n", encoding="utf-8")
    monkeypatch.setattr(follow_ups, "FILE", file)
    follow_ups._wordings.cache_clear()
    with pytest.raises(FollowUpsError, match="pt, cost"):
        aspect("x")
    follow_ups._wordings.cache_clear()
