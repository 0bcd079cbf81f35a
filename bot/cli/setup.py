"""`farol setup`: database and model, without starting."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.cli.options import parser
from bot.cli.run import CannotStart, check_disk, prepare


def main(arguments: Sequence[str]) -> int:
    """Prepare everything that `farol run` needs."""
    parser("setup", "Prepare database and model without starting.", "  farol setup").parse_args(arguments)
    try:
        check_disk()
        prepare()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    print("Ready. Start with: make run", file=sys.stderr)
    return 0
