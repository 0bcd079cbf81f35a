"""Rasa's custom actions in the same process: one server less, our own time limit, no HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

SECONDS = 20  # then the person gets the apology, and the turn, should it still end, is not saved (inbox.give_up)


class LocalActions(EndpointConfig):  # type: ignore[misc]
    """An action endpoint that calls the executor directly. Failures say nothing: the gate apologises."""

    def __init__(self) -> None:
        super().__init__(url="")
        self.executor = ActionExecutor()
        self.executor.register_package("actions.actions")

    async def request(self, *args: Any, json: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Run the action that `json` names and return its events and responses."""
        return await asyncio.wait_for(self.executor.run(json or {}), timeout=SECONDS)


def _as_it_is(action: RemoteAction, result: dict[str, Any]) -> bool:
    """What our own typed code returned in this process is taken as it is.

    Rasa checks a server's answer against a schema, and that schema against its own at every turn: more than the turn.
    """
    return True


def run_actions_in_process(agent: Agent) -> None:
    """Make `agent` run its custom actions here."""
    RemoteAction._validate_action_result = _as_it_is
    endpoint = LocalActions()
    agent.action_endpoint = endpoint
    if agent.processor is not None:
        agent.processor.action_endpoint = endpoint
