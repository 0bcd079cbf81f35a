"""`farol serve`: one part alone, for an installation of many machines (see docs/operations.md)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bot.cli.options import parser
from bot.paths import ROOT

EXAMPLES = """  farol serve rasa --host 0.0.0.0 --port 5005
  farol serve desk --host 0.0.0.0 --port 8000"""


def main(arguments: Sequence[str]) -> int:
    """Become that part. Database and model must stand already (`farol setup`): 1 with one sentence where not."""
    from bot import parts
    from bot.channels.bad_settings import BadSettings
    from bot.train import model_file

    options = parser("serve", "Run one part alone; several of each may share the same databases.", EXAMPLES)
    options.add_argument("part", choices=["rasa", "desk"])
    options.add_argument("--host", default="127.0.0.1", help="address to listen on")
    options.add_argument("--port", type=int, help="5005 for rasa, 8000 for the desk")
    given = options.parse_args(arguments)
    try:
        if given.part == "desk":
            command = parts.desk(given.host, given.port or 8000)
        elif model_file().exists():
            command = parts.rasa(model_file(), given.host, given.port or 5005)
        else:
            print("There is no model for the present files: run `farol setup`.", file=sys.stderr)
            return 1
    except BadSettings as reason:
        print(reason, file=sys.stderr)
        return 1
    os.chdir(ROOT)
    return os.execve(command[0], command, parts.environment())  # noqa: S606 - signals reach the part itself
