"""Quiet hours: nobody is woken by a message that can wait."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

WAKES = time(8, 0)
SLEEPS = time(21, 0)


def waking(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` (aware) itself between 8:00 and 21:00 of the zone, else the next 8:00, in UTC."""
    local = moment.astimezone(zone)
    if WAKES <= local.time() < SLEEPS:
        return moment
    day = local.date() if local.time() < WAKES else local.date() + timedelta(days=1)
    # Through UTC, because differences between two times of one zone ignore the change of clocks.
    return datetime.combine(day, WAKES, tzinfo=zone).astimezone(ZoneInfo("UTC"))
