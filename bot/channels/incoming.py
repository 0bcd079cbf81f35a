"""What a channel hands to the gate, and the cleaning of a person's text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 1000
COMMANDS = {"start": "greet", "help": "help", "language": "change_language", "restart": "start_again", "stop": "stop"}

_SLASHES = "/\\\u2044\u2215\u29f8\uff0f"


@dataclass(frozen=True)
class Incoming:
    """One message as it came. `provider_id` is the channel's own id of it; `button` is `menu:key` of a button of ours;
    `media` is voice, photo, sticker or document; `hint` the language of the device; `territory` when it is known.
    """

    channel: str
    address: str
    provider_id: str
    text: str = ""
    button: str = ""
    location: tuple[float, float] | None = None
    media: str = ""
    hint: str = ""
    territory: str = ""


@dataclass(frozen=True)
class Clean:
    """A text that may go to understanding: `command` is an intent when it was one of the few commands allowed."""

    text: str
    command: str
    cut: bool


def clean(text: str) -> Clean:
    """Text without invisible and control characters, without leading slashes, of at most 1,000 characters.

    Rasa reads text that starts with '/' as a command on every channel (its RegexMessageHandler, which also strips
    leading white space, U+00A0 included): no such text ever leaves this function.
    """
    visible = "".join(" " if c in "\n\r\t" else c for c in text if c in "\n\r\t\u200c\u200d" or _visible(c))
    squeezed = re.sub(r"\s+", " ", visible).strip()
    command = COMMANDS.get(squeezed[1:].split("@")[0].split(" ")[0].lower(), "") if squeezed[:1] == "/" else ""
    bare = squeezed.lstrip(_SLASHES + " ").strip()
    return Clean(bare[:MAX_CHARACTERS], command, len(bare) > MAX_CHARACTERS)


def _visible(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
