"""Rasa's own server, with Django started first: the channels and actions it imports use the database."""

from __future__ import annotations

from bot.quiet_logs import quiet_logs
from bot.setup_django import setup_django


def main() -> None:
    """Run `rasa` with the arguments of this process."""
    setup_django()
    quiet_logs()
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
