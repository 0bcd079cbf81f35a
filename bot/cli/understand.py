"""`farol understand`: one text a line in, one JSON object a line out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from actions import clock
from bot.channels.incoming import clean
from bot.cli.options import parser
from bot.paths import NLU_ARTEFACTS
from nlu.model import Context, Understanding
from nlu.understanding import Understander

SHOWN = ("language", "language_confidence", "intent", "concept", "ranking", "decision", "urgent", "entities")


def main(arguments: Sequence[str]) -> int:
    """Read standard input, write what each text is understood to say, in order."""
    parser(
        "understand",
        "One text a line on standard input, one JSON object a line on standard output.",
        "  echo 'my card expires in March' | farol understand",
    ).parse_args(arguments)
    understander = Understander.load(NLU_ARTEFACTS)
    for line in sys.stdin:
        heard = understander.understand(clean(line).text, Context(now=clock.now()))
        print(json.dumps(shown(heard), ensure_ascii=False), flush=True)
    return 0


def shown(heard: Understanding) -> dict[str, object]:
    """The stable part of an understanding."""
    values = heard.as_dict()
    return {name: values[name] for name in SHOWN}
