"""The ticks of the worker, by huey: SQLite beside the database, Redis where `FAROL_REDIS_URL` names one.

The library only ticks. What is due stands in rows (outbox, inbox, holds): a lost tick changes nothing.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from huey import RedisHuey, SqliteHuey, crontab

from bot.paths import database_file
from bot.setup_django import setup_django

setup_django()

from actions.operations import beats, erased  # noqa: E402
from bot import trainer  # noqa: E402
from bot.deliver import deliver  # noqa: E402
from bot.work import do_everything_due  # noqa: E402

logger = logging.getLogger("farol.worker")


def _huey() -> Any:
    redis = os.environ.get("FAROL_REDIS_URL")
    if redis:
        return RedisHuey("farol", url=redis, results=False)
    return SqliteHuey("farol", filename=str(database_file().with_name("jobs.sqlite3")), results=False)


huey = _huey()


@huey.periodic_task(crontab(minute="*"))
def sweep() -> None:
    """Everything due, once a minute."""
    sent = do_everything_due(deliver)
    erased.forget_old()
    beats.forget_gone()
    beats.beat("worker")
    logger.info("sweep: %d sent", len(sent))


@huey.periodic_task(crontab(minute="*"))
def trainings() -> None:
    """A training that was asked for at the desk starts within a minute."""
    trainer.tick()
