"""`farol nlu check`: what is wrong with the training questions."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.cli.options import parser
from bot.paths import ROOT
from nlu.check import check


def main(arguments: Sequence[str]) -> int:
    """Print each finding with its cure; 1 when there is one."""
    options = parser("nlu", "Check the training questions.", "  farol nlu check")
    options.add_argument("what", choices=("check",))
    options.parse_args(arguments)
    findings = check(ROOT)
    print("\n".join(map(str, findings)), file=sys.stderr) if findings else None
    print(f"{len(findings)} to mend.", file=sys.stderr)
    return 1 if findings else 0
