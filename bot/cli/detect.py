"""`farol detect`: one text a line in, one language code a line out."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.cli.options import parser
from bot.paths import NLU_ARTEFACTS
from nlu.lid.identify import LanguageIdentifier


def main(arguments: Sequence[str]) -> int:
    """Read standard input, write ISO 639-1 codes (`und` where there is nothing to tell from), in order."""
    parser(
        "detect",
        "One text a line on standard input, one ISO 639 code (or und) a line on standard output.",
        "  echo 'NIF kaise milega' | farol detect",
    ).parse_args(arguments)
    identifier = LanguageIdentifier.load(NLU_ARTEFACTS / "lid")
    for line in sys.stdin:
        print(identifier.identify(line.rstrip("\n")).language, flush=True)
    return 0
