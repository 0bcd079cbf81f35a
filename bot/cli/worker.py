"""`farol worker`: reminders, outbox and retention, once a minute."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.cli.options import parser


def main(arguments: Sequence[str]) -> int:
    """Tick until stopped."""
    parser("worker", "Send reminders and waiting messages, and sweep what is past its days.",
           "  farol worker").parse_args(arguments)  # fmt: skip
    logging.getLogger("huey").setLevel(logging.ERROR)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    from bot.jobs import huey

    huey.create_consumer(workers=1, periodic=True, check_worker_health=True).run()
    return 0
