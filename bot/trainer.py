"""The worker's part in a training: start its process, and notice when it died. The row is the truth."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

from django.db import DatabaseError, connections

from actions.failures import describe
from actions.operations import training
from actions.operations.models import TrainingRun
from bot.paths import ROOT

logger = logging.getLogger("farol.training")

LOOK_SECONDS = 15.0
LAST_SECONDS = 30.0


def tick() -> None:
    """Close trainings that nobody does any more; start the one that waits, in a process of its own."""
    if lost := training.give_up_lost():
        logger.error("trainings whose process was lost: %d", lost)
    run = training.claim()
    if run is not None:
        command = [sys.executable, "-m", "bot.training", str(run.pk), run.token]
        threading.Thread(target=watch, args=(run, command), daemon=True).start()


def watch(run: TrainingRun, command: list[str], seconds: float = LOOK_SECONDS) -> None:
    """Run `command` and keep the row for it; when it ends without having ended the training, that has failed.

    The process cannot keep the row itself: fitting leaves it no time for anything else.
    """
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        while not _ended(process, seconds):
            _renew(run)
    except training.RunLost:  # it has just ended, or is to end: nobody waits for it
        if not _ended(process, LAST_SECONDS):
            process.kill()
            process.wait()
    finally:
        training.died(run)
        connections.close_all()


def _renew(run: TrainingRun) -> None:
    try:
        training.renew(run)
    except DatabaseError as error:  # the lease outlasts a short absence of the database
        logger.warning("training not renewed: %s", describe(error))


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
