"""`farol train`: train the model, or reuse it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from bot.cli.options import parser
from bot.train import TrainingFailed, train


def main(arguments: Sequence[str]) -> int:
    """Train when something changed; say how long it took."""
    options = parser("train", "Train the model, or reuse it when nothing it is made from changed.",
                     "  farol train\n  farol train --force")  # fmt: skip
    options.add_argument("--force", action="store_true", help="train even when nothing changed")
    given = options.parse_args(arguments)
    started = time.monotonic()
    print("Training (a few minutes the first time) …", file=sys.stderr, flush=True)
    try:
        archive, fresh = train(given.force)
    except TrainingFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    done = f"trained in {time.monotonic() - started:.0f} s" if fresh else "unchanged, reused"
    print(f"Model {archive.name}: {done}.", file=sys.stderr)
    return 0
