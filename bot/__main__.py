"""The command `farol` (also `python -m bot`)."""

from __future__ import annotations

import argparse
import atexit
import gc
import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "run": "start the assistant, the desk and the worker",
    "setup": "prepare database and model without starting",
    "train": "train the model, or reuse it when nothing changed",
    "chat": "talk to Farol in this terminal",
    "say": "the whole assistant in one process: JSON lines in, JSON lines out",
    "understand": "what each line of text is understood to say, as JSON",
    "detect": "the language of each line of text",
    "admin": "make an administrator of the desk",
    "doctor": "what is wrong here, and the cure",
    "knowledge": "load, check or show the knowledge packs",
    "model": "models trained at the desk: list, publish, go back",
    "nlu": "check the training questions",
    "serve": "one part alone: rasa or desk, for many machines",
    "backup": "write everything that must not be lost into a file",
    "restore": "read such a file back; who was erased stays erased",
    "worker": "reminders, outbox and retention (started by run)",
    "evaluate": "measure on the evaluation sets and write the scorecard",
}


COLLECT_EVERY = 200_000
"""New objects between two collections of garbage. Starting makes a million objects and no garbage: with Python's own
700 much of the time goes into looking through them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; its exit status is returned."""
    gc.set_threshold(COLLECT_EVERY)
    atexit.register(gc.freeze)  # nor is what is left at the end looked through once more
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="farol", description="Farol: reviewed answers and appointments for migrants.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="commands:\n" + "\n".join(f"  {name:<11}{text}" for name, text in COMMANDS.items())
        + "\n\nexamples:\n  farol run\n  farol chat --lang hi\n  echo 'NIF kaise milega' | farol understand",
    )  # fmt: skip
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    chosen = parser.parse_args(given[:1])
    module = importlib.import_module(f"bot.cli.{chosen.command}")
    return int(module.main(given[1:]))


if __name__ == "__main__":
    sys.exit(main())
