# ruff: noqa: N818 - named for what happened, not for being errors
"""Why a visit cannot be booked or changed: the caller turns each into a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.appointments.slots import Slot


class BookingError(Exception):
    """A wish that cannot be met; nothing was changed."""


class SlotTaken(BookingError):
    """Somebody else has the time. `nearest`: free times, the closest first; may be empty."""

    def __init__(self, nearest: list[Slot]) -> None:
        super().__init__("the time is taken")
        self.nearest = nearest


class NotBookable(BookingError):
    """Not possible at all. `reason`: not_own_calendar, service, closed, too_far, grid, day or status."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not bookable: {reason}")
        self.reason = reason


class TooLate(BookingError):
    """The time is past, or closer than the centre's minimum notice."""


class CapReached(BookingError):
    """The contact already has `cap` visits to come."""

    def __init__(self, cap: int) -> None:
        super().__init__(f"already {cap} open visits")
        self.cap = cap
