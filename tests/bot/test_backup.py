from __future__ import annotations

import gzip
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bot.servers import new_database

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class Place:
    """A database with the folder of its machine; every step runs in a process of its own."""

    def __init__(self, folder: Path, database: str, secret: str = "tests") -> None:
        self.folder = folder
        self.minutes = 0
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bot.settings",
            "PYTHONPATH": str(ROOT),
            "FAROL_SECRET": secret,
            "FAROL_DATA": str(folder),
            "FAROL_DATABASE": str(folder / "farol.sqlite3"),
            "FAROL_DATABASE_URL": database,
            "FAROL_ERASED": str(folder / "erased.tsv"),
        }

    def does(self, *steps: list[Any]) -> list[Any]:
        """Steps of people.py, each a minute after the one before; what they returned."""
        command = [sys.executable, str(HERE / "people.py"), str(self.minutes), json.dumps(steps)]
        self.minutes += len(steps)
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def farol(self, *arguments: str) -> tuple[int, str]:
        """The command `farol`: its exit status and what it says."""
        command = [sys.executable, "-m", "bot", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stderr


def place(kind: str, folder: Path) -> Place:
    """An empty database of this kind; skips where there is no PostgreSQL."""
    folder.mkdir()
    if kind == "sqlite":
        return Place(folder, "")
    server = os.environ.get("FAROL_TEST_POSTGRES")
    if not server:
        pytest.skip("PostgreSQL is missing: FAROL_TEST_POSTGRES names no database")
    return Place(folder, new_database(server, f"farol_backup_{folder.name}"))


@pytest.mark.parametrize(("made_on", "read_on"), [("sqlite", "sqlite"), ("postgresql", "postgresql"),
                                                   ("sqlite", "postgresql")])  # fmt: skip
def test_everything_comes_back_but_who_was_erased_since(made_on: str, read_on: str, tmp_path: Path) -> None:
    first, file = place(made_on, tmp_path / "first"), tmp_path / "backup.gz"
    _, before = first.does(["fill", 3], ["look"])
    assert first.farol("backup", str(file))[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # The one who comes back afterwards is somebody new, who is not in the backup.
    first.does(["forget", 0], ["silence", 2], ["write", 0])

    second = first if made_on == read_on else place(read_on, tmp_path / "second")
    if second is not first:
        second.minutes = first.minutes
        (second.folder / "erased.tsv").write_text((first.folder / "erased.tsv").read_text())
    status, said = second.farol("restore", "--replace", str(file))
    assert (status, "1 people erased again" in said) == (0, True), said

    after, number, later = second.does(["look"], ["write", 9], ["look"])
    assert after["people"] == ["+1", "+2"]
    assert after["visits"] == [[None, "cancelled_by_person", ""], *before["visits"][1:]]
    assert after["cells"] <= before["cells"]
    if second is first:
        assert after["silent"] == ["+2"], "a STOP given since the backup still holds"
    assert number > 0
    assert later["people"] == ["+1", "+2", "+9"]


def test_who_was_erased_stays_erased_when_the_whole_database_was_lost(tmp_path: Path) -> None:
    here, file = place("sqlite", tmp_path / "here"), tmp_path / "backup.gz"
    here.does(["fill", 2])
    here.farol("backup", str(file))
    here.does(["forget", 1])
    for lost in here.folder.glob("farol.sqlite3*"):
        lost.unlink()
    assert here.farol("restore", str(file))[0] == 0
    assert here.does(["look"])[0]["people"] == ["+0"]


def test_who_came_back_after_the_erasure_stays(tmp_path: Path) -> None:
    here, file = place("sqlite", tmp_path / "here"), tmp_path / "backup.gz"
    here.does(["fill", 1], ["forget", 0], ["write", 0])
    here.farol("backup", str(file))
    assert here.farol("restore", "--replace", str(file))[0] == 0
    assert here.does(["look"])[0]["people"] == ["+0"]


def test_a_backup_is_refused_with_a_sentence_and_nothing_changes(tmp_path: Path) -> None:
    here, file = place("sqlite", tmp_path / "here"), tmp_path / "backup.gz"
    _, before = here.does(["fill", 2], ["look"])
    here.farol("backup", str(file))

    refusals = {"add --replace": here.farol("restore", str(file))}
    other = Place(here.folder, "", secret="another")
    refusals["another FAROL_SECRET"] = other.farol("restore", "--replace", str(file))
    (tmp_path / "poem.gz").write_bytes(gzip.compress(b"no backup"))
    refusals["not a backup"] = here.farol("restore", "--replace", str(tmp_path / "poem.gz"))
    refusals["cannot be read"] = here.farol("restore", "--replace", str(tmp_path / "missing.gz"))
    newer = gzip.decompress(file.read_bytes()).replace(b'"migrations": [', b'"migrations": ["future.0001_all", ')
    (tmp_path / "newer.gz").write_bytes(gzip.compress(newer))
    refusals["a newer Farol"] = here.farol("restore", "--replace", str(tmp_path / "newer.gz"))
    half = gzip.decompress(file.read_bytes())
    (tmp_path / "half.gz").write_bytes(gzip.compress(half[: len(half) // 2]))
    refusals["damaged"] = here.farol("restore", "--replace", str(tmp_path / "half.gz"))

    assert {words: status for words, (status, _) in refusals.items()} == dict.fromkeys(refusals, 1)
    assert [words for words, (_, said) in refusals.items() if words not in said] == []
    assert here.does(["look"]) == [before]
