"""New needs come out of the queue into a file that can be reviewed, each once, without names of people or accounts."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions import clock
from actions.answers.models import WantedConcept
from actions.answers.wanted import FILE, HEADING, mark_exported, wanted_files
from bot.cli.knowledge import main


def need(question: str, *wordings: tuple[str, str], asked: int = 1) -> WantedConcept:
    """A need, noted now."""
    return WantedConcept.objects.create(
        question=question, topic="work", wordings=list(map(list, wordings)), asked=asked, by="ana.souza", at=clock.now()
    )


def test_a_need_is_written_with_its_wordings_by_language_the_most_asked_first(database: object, tmp_path: Path) -> None:
    need("Can I: work at night?", ("en", "night work?"))
    need(
        "Pode-se trabalhar ao domingo?",
        ("pt", "domingo: posso"),
        ("hi", "रविवार को काम"),
        ("pt", "domingo: posso"),
        asked=3,
    )
    ((file, content),) = wanted_files(tmp_path).items()
    assert file == tmp_path / FILE and content.startswith(HEADING)
    first, second = yaml.safe_load(content)
    assert first["question"] == "Pode-se trabalhar ao domingo?" and first["asked"] == 3
    assert first["wordings"] == {"hi": ["रविवार को काम"], "pt": ["domingo: posso"]}
    assert second["question"] == "Can I: work at night?" and second["topic"] == "work"
    assert "ana.souza" not in content and "रविवार" in content


def test_what_was_exported_does_not_come_back_after_it_was_deleted_from_the_file(
    database: object, tmp_path: Path
) -> None:
    need("One?")
    ((file, content),) = wanted_files(tmp_path).items()
    mark_exported(clock.now())
    assert wanted_files(tmp_path) == {}
    file.write_text(content, encoding="utf-8")
    need("Two?")
    ((file, content),) = wanted_files(tmp_path).items()
    assert [entry["question"] for entry in yaml.safe_load(content)] == ["One?", "Two?"]


def test_the_reviewers_own_lines_in_the_file_stay(database: object, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(f"{HEADING}\n- question: Old?  # to be asked of the office\n", encoding="utf-8")
    need("New?")
    need("Old?")
    ((_, content),) = wanted_files(tmp_path).items()
    assert "# to be asked of the office" in content
    assert [entry["question"] for entry in yaml.safe_load(content)] == ["Old?", "New?"]


def test_the_command_shows_new_needs_and_writes_nothing(database: object, capsys: pytest.CaptureFixture[str]) -> None:
    row = need("Can a cat be registered?")
    assert main(["export", "--show"]) == 0
    assert "+- question: Can a cat be registered?" in capsys.readouterr().out
    row.refresh_from_db()
    assert row.exported_at is None
