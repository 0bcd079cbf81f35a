"""`farol knowledge coverage`: every answer is counted once, in the state in which it is served."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from actions import clock
from actions.answers.models import Approval, PublishedAnswer
from actions.answers.publish import load
from bot.cli.knowledge import main
from knowledge.packs import Pack, packs
from tests.fakes.channel_server import fresh_database


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pack]:
    """Portugal with two concepts: one in Portuguese, English and Hindi, one in Portuguese only; not loaded yet."""
    whole = packs()["pt"]
    kept = {("tax_number", "pt"), ("tax_number", "en"), ("tax_number", "hi"), ("bank_account", "pt")}
    small = dataclasses.replace(
        whole,
        languages=("pt", "en"),
        facts={concept: whole.facts[concept] for concept in ("tax_number", "bank_account")},
        answers={key: whole.answers[key] for key in kept},
    )
    monkeypatch.setattr("bot.cli.knowledge.packs", lambda: {"be": packs()["be"], "pt": small})
    with fresh_database(tmp_path):
        yield small


def printed(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, list[str]]:
    """The lines of the table by their first word; the first line under 'pt'."""
    assert main(["coverage", "--territory", "pt", *more]) == 0
    lines = [line.lstrip("–○●!× ") for line in capsys.readouterr().out.splitlines() if line.strip()]
    return {line.split()[0]: line.split()[1:] for line in lines if not line.startswith("pt ") or "(" in line}


def test_before_the_first_load_the_files_are_drafts(pack: Pack, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage"]) == 0
    told = capsys.readouterr()
    assert "pt is not loaded" in told.err
    assert "be (Belgique)" in told.out
    lines = printed(capsys)
    assert lines["pt"][1:3] == ["2", "of"]
    assert lines["draft"] == ["2", "1", "1", "4"]
    assert lines["missing"] == ["0", "1", "1", "2"]


def test_a_database_without_tables_is_one_that_is_not_loaded(
    pack: Pack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(pack)
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert main(["coverage", "--territory", "pt"]) == 0
    assert "not loaded" in capsys.readouterr().err


def test_what_the_desk_did_is_counted(pack: Pack, capsys: pytest.CaptureFixture[str]) -> None:
    load(pack)
    rows = {(row.concept, row.language): row for row in PublishedAnswer.objects.all()}
    ana = get_user_model().objects.create_user("ana")
    version = rows["tax_number", "en"].version
    Approval.objects.create(version=version, account=ana, kind="approve", at=clock.now())
    PublishedAnswer.objects.filter(pk=rows["bank_account", "pt"].pk).update(withdrawn=True)
    PublishedAnswer.objects.filter(pk=rows["tax_number", "hi"].pk).update(source_version="an older text")
    lines = printed(capsys)
    assert "not loaded" not in capsys.readouterr().err
    assert (lines["draft"], lines["approved"]) == (["1", "0", "0", "1"], ["0", "1", "0", "1"])
    assert (lines["stale"], lines["withdrawn"]) == (["0", "0", "1", "1"], ["1", "0", "0", "1"])
    assert lines["missing"] == ["0", "1", "1", "2"]


def test_the_long_form_shows_every_concept_with_its_signs(pack: Pack, capsys: pytest.CaptureFixture[str]) -> None:
    assert "tax_number" not in printed(capsys)
    lines = printed(capsys, "--concepts")
    assert lines["tax_number"] == ["○", "○", "○"]
    assert lines["bank_account"] == ["○", "–", "–"]
