"""The libraries' own log lines hold addresses with tokens, phone numbers and texts: they stay silent."""

from __future__ import annotations

import logging

LEVELS = {
    "httpx": logging.WARNING,  # every URL at INFO, the bot's token in it
    "httpcore": logging.WARNING,
    "twilio": logging.WARNING,
    "urllib3": logging.WARNING,
    "telegram": logging.CRITICAL + 1,  # an update that it cannot read goes to CRITICAL whole; its errors are raised too
}


def hush_libraries() -> None:
    """Set the levels of the HTTP and provider libraries; what matters of their errors we log ourselves, by kind."""
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
