"""`farol chat`: talk to Farol in this terminal."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.cli.options import parser

EXAMPLES = """  farol chat
  farol chat --channel sms
  farol chat --lang hi"""


def main(arguments: Sequence[str]) -> int:
    """Converse until an empty line or Ctrl-D; on a temporary database."""
    options = parser("chat", "Talk to Farol in this terminal, as on a channel.", EXAMPLES)
    options.add_argument("--channel", choices=("web", "telegram", "sms"), default="web")
    options.add_argument("--lang", help="choose this language at once")
    given = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="farol-chat-") as folder:
        os.environ["FAROL_DATABASE"] = str(Path(folder) / "farol.sqlite3")
        os.environ["RASA_TELEMETRY_ENABLED"] = "false"
        os.environ.setdefault("FAROL_DEMO", "1")
        return asyncio.run(_converse(given.channel, given.lang))


async def _converse(channel: str, language: str | None) -> int:
    from bot.quiet_logs import quiet_logs

    print("One moment (about 15 seconds) …", flush=True)
    quiet_logs(logging.ERROR)
    from bot.one_process import OneProcess

    assistant = await OneProcess.start()
    if language:
        await assistant.choose_language("me", channel, language)
    print("Write your message; an empty line ends.", flush=True)
    while text := _read():
        pressed = {"button": text[1:]} if text.startswith("#") else {"text": text}
        result = await assistant.line({"sender": "me", "channel": channel, **pressed})
        for reply in result["replies"]:
            print(f"\n{reply['text']}")
            if channel != "sms":
                print("".join(f"\n  [{b['id'].rpartition(':')[2]}] {b['label']}" for b in reply["buttons"]))
    return 0


def _read() -> str:
    try:
        return input("\n> ").strip()
    except EOFError:
        return ""
