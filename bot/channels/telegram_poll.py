"""Asking Telegram for updates (getUpdates, long polling), where no public address exists."""

from __future__ import annotations

import asyncio
import fcntl
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from actions.failures import describe
from bot.channels.sender import RetryLater
from bot.channels.telegram_errors import meaning
from bot.channels.telegram_updates import WANTED

logger = logging.getLogger("farol.channels")

LONG_POLL = 30  # seconds that Telegram holds a call open
PAUSE = 5.0
OTHER_POLLER = 30.0


class Poller:
    """Polls for as long as `run` runs. `take` must have kept an update when it returns: it is then confirmed."""

    def __init__(self, bot: Bot, take: Callable[[Update], Awaitable[None]], lock: Path) -> None:
        self.bot = bot
        self.take = take
        self.lock = lock

    async def run(self) -> None:
        """Poll until cancelled. Of the processes that share `lock` one polls; when it ends, another takes over."""
        while True:
            with _alone(self.lock) as alone:
                if alone:
                    await self._poll()
            await asyncio.sleep(OTHER_POLLER)

    async def _poll(self) -> None:
        offset = 0
        while True:
            try:
                updates = await self.bot.get_updates(
                    offset=offset, timeout=LONG_POLL, allowed_updates=WANTED, read_timeout=PAUSE
                )
            except TelegramError as error:
                await asyncio.sleep(_pause(error))
                continue
            for update in updates:
                await self._safely(update)
                offset = update.update_id + 1

    async def _safely(self, update: Update) -> None:
        try:
            await self.take(update)
        except Exception as error:  # one update that breaks us must not stop all that follow
            logger.error("telegram update failed: %s", describe(error))


def _pause(error: TelegramError) -> float:
    if isinstance(error, Conflict):
        logger.error("Another program asks Telegram for this bot's messages: stop it, or use a token of its own.")
        return OTHER_POLLER
    if isinstance(error, InvalidToken):
        logger.error("Telegram refuses the token: check FAROL_TELEGRAM_TOKEN.")
        return OTHER_POLLER
    if isinstance(error, RetryAfter):
        later = meaning(error)
        return later.seconds if isinstance(later, RetryLater) else PAUSE
    logger.warning("telegram getUpdates: %s", type(error).__name__)
    return PAUSE


@contextmanager
def _alone(lock: Path) -> Iterator[bool]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system frees it when the process ends
        except BlockingIOError:
            yield False
            return
        yield True
