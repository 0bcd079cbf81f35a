from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from actions import clock
from actions.appointments import inbox
from actions.appointments.models import InboxMessage
from actions.dialogue.reply import Reply
from bot.channels.gate import Gate
from bot.channels.incoming import Incoming

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("loopback")]

Script = Callable[[Gate], Coroutine[Any, Any, Any]]


class FakeRasa:
    """Stands for Rasa: saves the outcome in the row as the turn's transaction does, and breaks where it is told to."""

    def __init__(self) -> None:
        self.turns: list[str] = []
        self.at_once = self.most_at_once = 0
        self.breaks_before = self.breaks_after = self.forgets_to_say = False

    async def handle(self, message: Any) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        if self.breaks_before:
            raise RuntimeError("before the turn")
        from asgiref.sync import sync_to_async

        turn = message.metadata["turn"]
        reply = asdict(Reply(f"heard {message.text}", "pt", kind="answer"))
        outcome = {"replies": [reply], "language": "pt", "erase": False, "urgent": False}
        await sync_to_async(inbox.answered)(turn["row"], turn["attempt"], outcome)
        self.turns.append(message.text)
        if self.breaks_after:
            raise RuntimeError("after the turn")
        if not self.forgets_to_say:
            message.output_channel.outcome = outcome


async def forget(sender: str) -> None:
    """No conversation store here."""


def run(rasa: FakeRasa, script: Script) -> Any:
    """Run `script` with a gate in front of `rasa`."""

    async def main() -> Any:
        from asgiref.sync import sync_to_async

        try:
            return await script(Gate(rasa.handle, forget, "pt"))
        finally:
            await sync_to_async(connections.close_all)()

    return asyncio.run(main())


def message(number: int = 1, address: str = "ana", channel: str = "telegram") -> Incoming:
    return Incoming(channel, address, f"id-{address}-{number}", f"text {number}")


async def served(gate: Gate, ticket: Any) -> list[str]:
    said: list[str] = []

    async def deliver(replies: list[Reply]) -> None:
        said.extend(reply.text for reply in replies)

    await gate.serve(ticket, deliver)
    return said


def test_the_row_is_done_and_blank_only_when_the_replies_are_sent() -> None:
    seen = []

    async def script(gate: Gate) -> None:
        from asgiref.sync import sync_to_async

        async def deliver(replies: list[Reply]) -> None:
            row = await sync_to_async(InboxMessage.objects.get)()
            seen.append((row.state, "outcome" in row.payload))

        ticket = await gate.accept(message())
        assert ticket
        await gate.serve(ticket, deliver)
        row = await sync_to_async(InboxMessage.objects.get)()
        seen.append((row.state, bool(row.payload)))

    run(FakeRasa(), script)
    assert seen == [("running", True), ("done", False)]


def test_a_server_that_died_before_sending_leads_to_the_same_reply_and_to_no_second_turn() -> None:
    rasa = FakeRasa()

    async def script(gate: Gate) -> list[str]:
        ticket = await gate.accept(message())
        assert ticket

        async def dies(replies: list[Reply]) -> None:
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await gate.serve(ticket, dies)
        with clock.frozen(clock.now() + 2 * inbox.LEASE):
            (again,), lost = await gate.left_behind("telegram")
            assert not lost
            return await served(gate, again)

    assert run(rasa, script) == ["heard text 1"]
    assert rasa.turns == ["text 1"]


@pytest.mark.parametrize("fault", ["breaks_after", "forgets_to_say"])
def test_what_breaks_after_the_turn_was_saved_changes_no_answer(fault: str) -> None:
    rasa = FakeRasa()
    setattr(rasa, fault, True)

    async def script(gate: Gate) -> list[str]:
        return [reply.text for reply in await gate.receive(message())]

    assert run(rasa, script) == ["heard text 1"]


def test_a_turn_that_was_given_up_cannot_be_saved_afterwards() -> None:
    rasa = FakeRasa()
    rasa.breaks_before = True

    async def script(gate: Gate) -> str:
        from asgiref.sync import sync_to_async

        (reply,) = await gate.receive(message())
        row = await sync_to_async(InboxMessage.objects.get)()
        assert row.state == "failed"
        with pytest.raises(inbox.TurnLost):
            await sync_to_async(inbox.answered)(row.pk, row.attempts, {"replies": []})
        return reply.kind

    assert run(rasa, script) == "apology"


def test_what_a_dead_server_left_comes_before_the_next_message_of_that_person() -> None:
    rasa = FakeRasa()

    async def script(gate: Gate) -> list[str]:
        await gate.accept(message(1))  # and its server dies
        with clock.frozen(clock.now() + inbox.LEASE + timedelta(seconds=1)):
            later = await gate.accept(message(2))
            assert later
            return await served(gate, later)

    assert run(rasa, script) == ["heard text 1", "heard text 2"]


def test_a_browser_that_asks_again_gets_the_turn_its_server_did_not_finish() -> None:
    rasa = FakeRasa()

    async def script(gate: Gate) -> list[list[str] | None]:
        await gate.accept(message(channel="web"))  # and its server dies
        first = await gate.receive(message(channel="web"))
        second = await gate.receive(message(channel="web"))
        return [replies and [reply.text for reply in replies] for replies in (first, second)]

    assert run(rasa, script) == [["heard text 1"], None]


def test_a_rush_is_worked_off_a_few_turns_at_a_time() -> None:
    rasa = FakeRasa()

    async def script(gate: Gate) -> int:
        replies = await asyncio.gather(*(gate.receive(message(1, f"person-{n}")) for n in range(30)))
        return len([reply for said in replies for reply in said if reply.kind == "answer"])

    assert run(rasa, script) == 30
    assert 1 < rasa.most_at_once <= 4
