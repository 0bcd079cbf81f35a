"""A new model reaches a running server between two messages: nobody waits, nobody is answered by two models."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from actions.appointments import inbox
from actions.dialogue.reply import Reply
from actions.operations import served
from actions.operations.beats import beats
from bot import following, model_store
from bot.channels import gate as gate_module
from bot.channels import serving
from bot.channels.gate import Gate
from bot.channels.incoming import Incoming
from nlu import published, understand
from nlu.model import Understanding
from nlu.understanding import Understander
from tests.bot.small_models import write_model

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("loopback")]

QUESTION = "preciso do NIF para trabalhar"
CHANGES, ANSWERS = 6, 6


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str, str]:
    """The folder of the files' own model, and the hashes of two others in the store; all answer otherwise."""
    monkeypatch.setenv("FAROL_MODELS", str(tmp_path / "store"))
    monkeypatch.setattr(served, "_release", "these files")
    monkeypatch.setattr(following, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(following, "_broken", (None, 0.0))
    monkeypatch.setattr(published, "_latest", None)
    monkeypatch.setenv("FAROL_BUILD", str(tmp_path))
    own = write_model(tmp_path / "nlu")
    first = model_store.put(write_model(tmp_path / "store" / ".a", {"faq/tax_number": "faq/first"}))
    second = model_store.put(write_model(tmp_path / "store" / ".b", {"faq/tax_number": "faq/second"}))
    return own, first, second


class Assistant:
    """Rasa's part of a turn: the component reads the message, many times over, and says which needs came first."""

    def __init__(self, own: Path) -> None:
        from nlu.components.understanding import FarolUnderstanding

        self.component = FarolUnderstanding(None, None, Understander.load(own))

    async def handle(self, message: Any) -> None:
        read = [_read(message.text, message.metadata) for _ in range(10)]
        # In a thread, so that models change in the middle of it; on a server, nothing else runs meanwhile.
        await asyncio.to_thread(self.component.process, read)
        needs = sorted({Understanding.from_dict(one.get("understanding")).ranking[0][0] for one in read})
        outcome = {
            "replies": [asdict(Reply(" ".join(needs), "pt", kind="answer"))],
            "language": "pt",
            "erase": False,
            "urgent": False,
        }
        turn = message.metadata["turn"]
        await sync_to_async(inbox.answered)(turn["row"], turn["attempt"], outcome)
        message.output_channel.outcome = outcome


def _read(text: str, metadata: Any = None) -> Any:
    from rasa.shared.nlu.training_data.message import Message

    return Message({"text": text, "metadata": metadata})


async def _forget(sender: str) -> None:
    """No conversation store here."""


def _run(script: Any) -> Any:
    async def main() -> Any:
        try:
            return await script
        finally:
            await sync_to_async(connections.close_all)()

    return asyncio.run(main())


def test_people_ask_all_the_time_while_models_change_and_each_answer_is_of_one_model(
    models: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, first, second = models
    monkeypatch.setattr(gate_module, "MESSAGES_A_MINUTE", 10**6)
    assistant, said = Assistant(own), []
    assistant.component.process([_read(QUESTION)])  # the first message loads the word tables

    async def ask(gate: Gate, who: str, until: asyncio.Event) -> None:
        number = 0
        while not until.is_set():
            number += 1
            for reply in await gate.receive(Incoming("telegram", who, f"{who}-{number}", QUESTION)):
                said.append((reply.kind, reply.text))

    async def script() -> list[tuple[str, str]]:
        gate, until = Gate(assistant.handle, _forget, "pt"), asyncio.Event()
        live = asyncio.create_task(serving._live(5005, "farol-1.tar.gz"))
        people = [asyncio.create_task(ask(gate, f"person-{n}", until)) for n in range(5)]
        while len(said) < ANSWERS:
            await asyncio.sleep(0.01)
        for turn in range(CHANGES):
            model, answered = (first, second)[turn % 2], len(said)
            await sync_to_async(served.publish)(model, "ana")
            while following.present() != model or len(said) < answered + ANSWERS:
                await asyncio.sleep(0.01)
        until.set()
        await asyncio.gather(*people)
        live.cancel()
        return [(r.kind, r.text) for r in await gate.receive(Incoming("telegram", "eva", "last", QUESTION))]

    last = _run(script())
    assert {kind for kind, _ in said} == {"answer"}, "no turn failed"
    assert {text for _, text in said} == {"tax_number", "first", "second"}, "each answer is of one model, all answered"
    assert len(said) >= CHANGES * ANSWERS
    assert last == [("answer", "second")]
    assert beats()["rasa:" + _host()].detail == {"model": "farol-1", "understanding": second, "broken": ""}


def _host() -> str:
    import socket

    return f"{socket.gethostname()}:5005"


def test_going_back_leads_to_the_model_before_and_in_the_end_to_that_of_the_files(
    models: tuple[Path, str, str],
) -> None:
    _, first, second = models
    for model in (first, second):
        served.publish(model, "ana")
        assert following.follow() and following.present() == model
    assert understand(QUESTION).ranking[0][0] == "second"
    assert served.roll_back("ana") == first
    assert following.follow() and understand(QUESTION).ranking[0][0] == "first"
    assert served.roll_back("ana") == served.OWN
    assert following.follow() and understand(QUESTION).ranking[0][0] == "tax_number"
    with pytest.raises(served.NothingBefore):
        served.roll_back("ana")


def test_a_model_that_is_damaged_or_missing_is_told_and_the_present_one_stays(
    models: tuple[Path, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    _, first, second = models
    served.publish(first, "ana")
    following.follow()
    with (model_store.folder_of(second) / "classifier.npz").open("ab") as file:
        file.write(b"?")
    served.publish(second, "ana")
    assert following.follow() and following.present() == first
    assert following.state() == {"understanding": first, "broken": second}
    assert "was damaged" in caplog.text
    assert not following.follow(), "it is not tried again at every look"
    shutil.rmtree(model_store.folder_of(second))
    served.publish("0" * 64, "ana")
    assert following.follow() and "is not in" in caplog.text
    served.publish(first, "ana")
    following.follow()
    assert following.state() == {"understanding": first, "broken": ""}


def test_a_model_that_breaks_on_a_message_does_not_take_over(models: tuple[Path, str, str], tmp_path: Path) -> None:
    broken = write_model(tmp_path / "store" / ".c")
    (broken / "gate.json").write_text("{}", encoding="utf-8")
    served.publish(model_store.put(broken), "ana")
    assert following.follow() and following.present() == served.OWN
    assert following.state()["broken"] == served.wanted()


def test_servers_of_other_files_do_not_follow(models: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    _, first, _ = models
    served.publish(first, "ana")
    monkeypatch.setattr(served, "_release", "newer files")
    assert served.wanted() == served.OWN and not following.follow()


def test_the_store_keeps_the_newest_and_those_that_are_needed(models: tuple[Path, str, str], tmp_path: Path) -> None:
    _, first, second = models
    import os

    for age, name in ((300, first), (200, second)):
        os.utime(model_store.folder_of(name), (age, age))
    for number in range(model_store.KEPT):
        (tmp_path / f"m{number}").mkdir()
        (tmp_path / f"m{number}" / "x").write_text(str(number))
        model_store.put(tmp_path / f"m{number}")
    assert model_store.forget_old({first}) == [second]
    assert first in model_store.names() and len(model_store.names()) == model_store.KEPT + 1
