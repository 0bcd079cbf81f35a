"""Rasa's own server, with Django started first: the channels and actions it imports use the database."""

from __future__ import annotations

import logging
import sys

from bot.setup_django import setup_django


def main() -> None:
    """Run `rasa` with the arguments of this process."""
    setup_django()
    turns = logging.getLogger("farol")
    turns.setLevel(logging.INFO)
    turns.addHandler(logging.StreamHandler(sys.stderr))
    turns.propagate = False
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
