"""Logs that hold no person's words: Rasa's own logs from warnings on, ours one line a turn."""

from __future__ import annotations

import logging
import os
import sys


def quiet_logs(level: int = logging.WARNING) -> None:
    """Set the level of every library's log; at debug level Rasa would write people's messages out.

    What libraries announce for later versions of themselves is for whoever changes the lock, not for who starts
    Farol: it is shown at debug level only. To be called before anything that imports Rasa.
    """
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3" if level > logging.DEBUG else "0"
    logging.captureWarnings(True)  # before the import of Rasa, which sets filters of its own
    logging.getLogger("py.warnings").setLevel(logging.ERROR if level > logging.DEBUG else level)

    from rasa.utils.log_utils import configure_structlog

    configure_structlog(level)
    logging.getLogger().setLevel(level)
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    logging.getLogger("farol").setLevel(logging.INFO if level <= logging.WARNING else level)
