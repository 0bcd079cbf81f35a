"""The whole assistant goes on talking while a copy of its own model is published, taken over and taken back."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.setup_django import setup_django

pytestmark = pytest.mark.model

setup_django()

import nlu  # noqa: E402 - Django must be set up before its models are imported
from actions.operations import served  # noqa: E402
from actions.operations.models import ServedModel  # noqa: E402
from bot import following, model_store  # noqa: E402
from nlu import published  # noqa: E402
from tests.conftest import Assistant  # noqa: E402

QUESTION = "como renovo a autorização de residência"


@pytest.fixture
def copied(assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The trained model under a hash of its own."""
    monkeypatch.setenv("FAROL_MODELS", str(tmp_path))
    shutil.copytree(nlu.default_folder(), tmp_path / ".copy")
    (tmp_path / ".copy" / "questions").mkdir()
    (tmp_path / ".copy" / "questions" / "pt.yml").write_text("nlu: []\n", encoding="utf-8")
    yield model_store.put(tmp_path / ".copy")
    published.step_back()
    ServedModel.objects.all().delete()


def test_no_turn_fails_while_the_model_changes(assistant: Assistant, now: str, copied: str) -> None:
    heard: list[tuple[str, str, str]] = []

    def ask(who: str) -> None:
        person = assistant.person(f"swap-{who}")
        person.says(QUESTION)
        heard.append((person.last["kind"], person.last["concept"], following.present()))

    over = threading.Event()

    def change() -> None:
        try:
            for _ in range(3):
                served.publish(copied, "ana")
                following.follow()
                served.roll_back("ana")
                following.follow()
            served.publish(copied, "ana")
            following.follow()
        finally:
            over.set()

    ask("first")
    changing = threading.Thread(target=change)
    changing.start()
    number = 0
    while not over.is_set():
        number += 1
        ask(str(number))
    changing.join()
    ask("last")
    assert {(kind, concept) for kind, concept, _ in heard} == {("answer", "residence_permit_renewal")}
    assert heard[0][2] == served.OWN and heard[-1][2] == copied
    assert number > 3
