"""Every intent, with and without a booking in the making, ends in listening and says something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Assistant

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
INTENTS = yaml.safe_load((ROOT / "bot/domain/domain.yml").read_text())["intents"]
RULES = yaml.safe_load((ROOT / "bot/rules/rules.yml").read_text())["rules"]


def test_every_intent_has_a_rule() -> None:
    assert sorted(rule["steps"][0]["intent"] for rule in RULES) == sorted(INTENTS)


@pytest.mark.parametrize("booking", [False, True], ids=["nothing open", "a booking open"])
@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_ends_in_listening_and_is_never_silent(
    assistant: Assistant, now: str, intent: str, booking: bool
) -> None:
    sender = f"intent-{intent}-{booking}"
    person = assistant.person(sender, "telegram").says("olá")
    if booking:
        person.says("quero marcar um atendimento sobre o NIF")
    outcome, latest_action = assistant.wait(_take(assistant, sender, intent))
    assert latest_action == "action_listen"
    assert outcome is not None
    assert outcome["replies"] or outcome["erase"]
    said = str([reply["text"] for reply in outcome["replies"]])
    assert "utter_" not in said
    assert "action_" not in said
    assert "Traceback" not in said


async def _take(assistant: Assistant, sender: str, intent: str) -> tuple[Any, str]:
    from asgiref.sync import sync_to_async
    from rasa.core.channels.channel import UserMessage

    from actions import clock
    from actions.appointments.contacts import contact_for
    from bot.channels.collector import Collector
    from bot.channels.wordless import parsed
    from nlu.model import Context

    contact = await sync_to_async(contact_for)("telegram", sender)
    collector = Collector("telegram")
    turn = {"contact": contact.public_id, "channel": "telegram", "key": f"{sender}-{intent}", "territory": "pt"}
    message = UserMessage(
        text="-",
        output_channel=collector,
        sender_id=contact.public_id,
        input_channel="telegram",
        parse_data=parsed(intent, Context(now=clock.now(), previous="pt")),
        metadata={"turn": turn},
    )
    agent = assistant.process.agent
    await agent.handle_message(message)
    tracker = await agent.tracker_store.retrieve(contact.public_id)
    return collector.outcome, tracker.latest_action_name
