"""What Telegram's refusals mean, by python-telegram-bot's error classes (https://core.telegram.org/bots/api#responseparameters)."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.channels.sender import Refused, RetryLater, SendError, Unknown, Unreachable

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
SECONDS = 5.0


def meaning(error: TelegramError) -> SendError:
    """The `SendError` for `error`. Telegram's own words are dropped: they may repeat a text or the token."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return RetryLater(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
    if isinstance(error, Forbidden):
        return Unreachable("403")
    if isinstance(error, BadRequest):  # a subclass of NetworkError: the order matters
        gone = "chat not found" in error.message.lower()
        return Unreachable("400 chat not found") if gone else Refused("400")
    if isinstance(error, NetworkError):
        return RetryLater(SECONDS) if isinstance(error.__cause__, NOT_SENT) else Unknown(type(error).__name__)
    return Refused(type(error).__name__)
