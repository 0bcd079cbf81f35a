"""Gathers what Rasa says in a turn; the channel shapes and sends it afterwards."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from actions.dialogue.reply import Reply


class Collector(OutputChannel):  # type: ignore[misc]
    """The output channel of one turn."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.outcome: dict[str, Any] | None = None

    def name(self) -> str:  # type: ignore[override]
        """The channel's name, as in the tracker."""
        return self.channel

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        """Keep the turn's outcome."""
        self.outcome = json_message["farol"]

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Rasa's own texts are never shown: everything a person reads comes as an outcome."""

    @property
    def replies(self) -> list[Reply]:
        """What was said, in order."""
        return [Reply.from_dict(r) for r in self.outcome["replies"]] if self.outcome else []
