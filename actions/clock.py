"""The one clock of the service.

Everything that asks for the time asks here, so a test or a machine interface can set it for the whole process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

_fixed: datetime | None = None


def now() -> datetime:
    """The present moment as an aware UTC datetime, or the moment the clock was set to."""
    return _fixed if _fixed is not None else datetime.now(timezone.utc)


def set_now(moment: datetime | None) -> None:
    """Set the clock of the whole process, every thread and task included; None lets it run again.

    Raises ValueError for a datetime without a time zone.
    """
    # One assignment of one name: a reader in another thread sees the old moment or the new one, nothing between.
    global _fixed
    if moment is None:
        _fixed = None
        return
    if moment.tzinfo is None:
        raise ValueError("the clock needs a datetime with a time zone")
    _fixed = moment.astimezone(timezone.utc)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block, then put back what it was."""
    before = _fixed
    set_now(moment)
    try:
        yield
    finally:
        set_now(before)
