"""How the Telegram channel is set up: read from the environment, refused with one sentence when it cannot work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.bad_settings import BadSettings

API = "https://api.telegram.org"
PATH = "/webhooks/telegram/webhook"


@dataclass(frozen=True)
class TelegramSettings:
    """`token` from @BotFather; with `public_url` Telegram calls us (webhook), without it we ask Telegram (polling).

    `secret` is what Telegram repeats in every call (setWebhook, `secret_token`). `api` is the Bot API server.
    """

    token: str = field(repr=False)
    public_url: str = ""
    secret: str = field(default="", repr=False)
    api: str = API

    @property
    def webhook(self) -> str:
        """The address Telegram calls; '' when we poll."""
        return self.public_url + PATH if self.public_url else ""


def telegram_settings(environment: Mapping[str, str]) -> TelegramSettings | None:
    """The settings, or None without `FAROL_TELEGRAM_TOKEN`. Raises `BadSettings`.

    Also read: `FAROL_PUBLIC_URL`, `FAROL_TELEGRAM_WEBHOOK_SECRET`, `FAROL_TELEGRAM_API` (one's own Bot API server).
    """
    token = environment.get("FAROL_TELEGRAM_TOKEN", "")
    if not token:
        return None
    if not re.fullmatch(r"\d+:[\w-]+", token):
        raise BadSettings("FAROL_TELEGRAM_TOKEN is not a token of @BotFather: digits, a colon, then letters.")
    public_url = environment.get("FAROL_PUBLIC_URL", "").rstrip("/")
    secret = environment.get("FAROL_TELEGRAM_WEBHOOK_SECRET", "")
    if public_url and not public_url.startswith("https://"):
        raise BadSettings("FAROL_PUBLIC_URL must start with https:// (Telegram calls nothing else).")
    if public_url and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise BadSettings(
            "With FAROL_PUBLIC_URL Telegram needs a secret: set FAROL_TELEGRAM_WEBHOOK_SECRET to 1-256 characters "
            "of A-Z a-z 0-9 _ -."
        )
    return TelegramSettings(token, public_url, secret, environment.get("FAROL_TELEGRAM_API", API).rstrip("/"))
