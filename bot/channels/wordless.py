"""Messages without words: buttons, commands, positions, media. They reach Rasa as parse data, never as text."""

from __future__ import annotations

from typing import Any

from bot.channels.incoming import Clean, Incoming
from nlu.model import Context, Understanding


def wordless(incoming: Incoming, text: Clean, context: Context, key: str) -> dict[str, Any] | None:
    """Parse data for a message that needs no understanding; None for one that does.

    Only intents and values of ours go in: the key is looked up later among the choices that were shown.
    """
    if incoming.button:
        return parsed("choose", context, choice=key)
    if incoming.location and not text.text:
        return parsed("inform", context)
    if text.command:
        return parsed(text.command, context)
    if incoming.media or not text.text:
        return parsed("media" if incoming.media else "help", context)
    return None


def parsed(intent: str, context: Context, choice: str | None = None) -> dict[str, Any]:
    """Parse data of an intent of ours, in the language the conversation has."""
    known = context.chosen or context.previous or context.hint
    heard = Understanding(
        text="",
        language=known or "und",
        language_confidence=1.0 if known else 0.0,
        language_source="previous" if known else "unsure",
        language_candidates=(),
        pending=context.pending,
        romanised=False,
        intent=intent,
        concept=None,
        ranking=(),
        decision="dialogue",
        urgent=None,
        entities=(),
        choice=choice,
    )
    return {"text": "-", "intent": {"name": intent, "confidence": 1.0}, "intent_ranking": [], "entities": [],
            "understanding": heard.as_dict()}  # fmt: skip
