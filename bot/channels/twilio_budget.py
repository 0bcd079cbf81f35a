"""What SMS may cost: segments of one day, in all and for one person, and a switch that stops everything else.

Counts stand in Django's cache, shared by all processes where it is (`CACHES`); a day's counts are forgotten after two.
"""

from __future__ import annotations

import logging

from django.core.cache import cache

from actions import clock
from actions.appointments.optouts import address_hash
from actions.dialogue.reply import Reply

logger = logging.getLogger("farol.channels")

ALWAYS = frozenset({"urgent", "confirmation", "reminder"})
TWO_DAYS = 2 * 24 * 3600


class Budget:
    """Bounds of one day: `in_all` segments and `each` a person; with `off` only what always goes."""

    def __init__(self, in_all: int, each: int, off: bool) -> None:
        self.in_all = in_all
        self.each = each
        self.off = off

    def spend(self, address: str, reply: Reply, segments: int) -> str:
        """Count `segments` for `address`. '' when the reply may go, else which bound stops it (nothing is counted).

        Danger and appointments always go, and are counted.
        """
        if reply.kind in ALWAYS:
            self._count_anyway(address, segments)
            return ""
        if self.off:
            return "SMS is switched off"
        if _add(_key(address), segments) > self.each:
            _add(_key(address), -segments)
            return "the day's segments of this sender are used up"
        if _add(_key(), segments) > self.in_all:
            _add(_key(address), -segments)
            _add(_key(), -segments)
            return "the day's segments are used up"
        return ""

    def may_say_so(self, address: str) -> bool:
        """Whether the person may still be told that nothing more goes today: once a day, never while switched off."""
        return not self.off and bool(cache.add(f"{_key(address)}:told", 1, timeout=TWO_DAYS))

    def _count_anyway(self, address: str, segments: int) -> None:
        try:
            _add(_key(address), segments)
            _add(_key(), segments)
        except Exception as error:  # a broken cache must not hold back a message about danger
            logger.error("sms budget: %s", type(error).__name__)


def _key(address: str = "") -> str:
    who = address_hash("sms", address) if address else "all"
    return f"sms:{clock.now().date().isoformat()}:{who}"


def _add(key: str, segments: int) -> int:
    cache.add(key, 0, timeout=TWO_DAYS)
    return int(cache.incr(key, segments))
