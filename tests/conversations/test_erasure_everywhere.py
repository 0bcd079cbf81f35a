"""Erased is erased everywhere: every file of the installation is searched for the number, the name and the words."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.paths import BUILD, DATA, database_file
from tests.conftest import Assistant

pytestmark = pytest.mark.model

NUMBER = "+351919283746"
NAME, WORD, LAST, BEHIND = "Zuzarte", "xilofonia", "apagar os meus dados", "kwyjiboada"


def files() -> Iterator[Path]:
    """Every file of the stores: database, conversations, jobs, data, models, caches."""
    for folder in (database_file().parent, DATA, BUILD, Path(tempfile.gettempdir()) / "farol"):
        yield from (file for file in folder.rglob("*") if file.is_file())


def holding(*words: str) -> list[str]:
    """Where one of the words stands, in the letters that databases and JSON files write.

    Read by another process: to close a file of SQLite gives up the locks that this one holds on it.
    """
    wanted = [part for word in words for part in ("-e", word)]
    command = ["grep", "-l", "-a", "-F", *wanted, *(str(file) for file in files())]
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


def test_no_store_holds_the_number_the_name_or_the_words_of_who_was_erased(
    assistant: Assistant, now: str, caplog: pytest.LogCaptureFixture
) -> None:
    person = assistant.person(NUMBER, channel="sms")
    with caplog.at_level(logging.INFO):
        person.says(f"chamo-me {NAME} e quero renovar o cartão de residência, {WORD}")
        person.says("marcar atendimento sobre NISS").says("Faro").says("1").says("1").says("1").says("sim")
        assert holding(NUMBER), "the search finds what is there"
        person.says(LAST)
        assert person.last["asks"] == "confirm"

        async def both() -> list[object]:
            lines = ({"sender": NUMBER, "channel": "sms", "text": text} for text in ("1", f"quanto custa? {BEHIND}"))
            return await asyncio.gather(*(assistant.process.line(line) for line in lines))

        erased, behind = assistant.wait(both())
    assert "Recibo E-" in erased["replies"][-1]["text"]
    assert behind["replies"], "who writes behind an erasure gets a reply all the same"
    person.state  # noqa: B018 - one more look at the database, after which nothing may have come back
    assert holding(NUMBER, NAME, WORD, BEHIND) == []
    assert [line for line in (NUMBER, NAME, WORD, BEHIND) if line in caplog.text] == []
