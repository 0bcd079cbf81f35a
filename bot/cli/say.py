"""`farol say`: the whole assistant in one process, for tests and for trying things: JSON lines in and out.

A line in is a message (`sender`, `channel`, and `text`, `location`, `button` or `media`; `now` sets the clock) or an
event: `tick` does everything due, `take` lets a stranger take every desk of a slot, `fail` breaks a part for the next
line. A line with only `sender` and `inspect` returns the state and sends nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from bot.cli.options import parser

EXAMPLES = """  echo '{"sender": "a", "channel": "web", "text": "Como renovo o meu cartão?"}' | farol say
  echo '{"event": "tick", "now": "2026-11-24T10:00:00Z"}' | farol say --database visits.sqlite3"""


def main(arguments: Sequence[str]) -> int:
    """Read lines until the end; a line that cannot be read gets `{"error": …}` and nothing is lost."""
    options = parser("say", "The whole assistant in one process: JSON lines in, JSON lines out.", EXAMPLES)
    options.add_argument("--database", type=Path, help="keep the database in this file (default: a temporary one)")
    given = options.parse_args(arguments)
    if given.database:
        return asyncio.run(_converse(given.database.resolve()))
    with tempfile.TemporaryDirectory(prefix="farol-say-") as folder:
        return asyncio.run(_converse(Path(folder) / "farol.sqlite3"))


async def _converse(database: Path) -> int:
    out = _own_output()
    os.environ["FAROL_DATABASE"] = str(database)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("FAROL_DEMO", "1")
    from bot.quiet_logs import quiet_logs

    quiet_logs(logging.ERROR)
    from bot.one_process import OneProcess

    assistant = await OneProcess.start()
    print("ready", file=sys.stderr, flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip():
            print(json.dumps(await _answer(assistant, line), ensure_ascii=False), file=out, flush=True)
    return 0


def _own_output() -> TextIO:
    # Libraries print too: what is not ours goes to standard error, so that every line out is JSON.
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


async def _answer(assistant: object, line: str) -> dict[str, object]:
    from bot.one_process import BadLine, OneProcess

    assert isinstance(assistant, OneProcess)
    try:
        given = json.loads(line)
        if not isinstance(given, dict):
            raise BadLine("a line must be a JSON object")
        return await assistant.line(given)
    except (json.JSONDecodeError, BadLine) as error:
        return {"error": str(error)}
