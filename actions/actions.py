"""The one Rasa custom action: what a turn does depends on its intent and on what the conversation remembers, and that
is plain Python in `actions.dialogue`, tested without Rasa."""

from __future__ import annotations

import logging
from typing import Any

from asgiref.sync import sync_to_async
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue.run import Outcome, run
from actions.failures import describe
from nlu.model import Understanding

logger = logging.getLogger(__name__)


class TurnAction(Action):
    """Takes the turn and hands its replies, as data, to the channel."""

    def name(self) -> str:
        """As in the domain and the rules."""
        return "action_turn"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Take the turn in one transaction. On failure nothing is said here: the gate then apologises."""
        understanding = heard(tracker)
        message = _latest_user_event(tracker)["metadata"]["turn"]
        try:
            outcome: Outcome = await sync_to_async(run)(message, understanding)
        except Exception as error:  # a message in the error could hold a person's words: only its kind is logged
            logger.error("turn failed: %s", describe(error))
            return []
        dispatcher.utter_message(json_message={"farol": outcome.as_dict()})
        return [SlotSet("language", outcome.language), FollowupAction("action_listen")]  # the turn is over


def heard(tracker: Tracker) -> Understanding:
    """What the last message was understood to say."""
    return Understanding.from_dict(tracker.latest_message["understanding"])


def _latest_user_event(tracker: Tracker) -> dict[str, Any]:
    return next(event for event in reversed(tracker.events) if event["event"] == "user")
