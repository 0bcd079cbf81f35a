"""Small groups: what is shown of a table of counts so that nobody can be recognised."""

from __future__ import annotations

from collections.abc import Mapping

FLOOR = 5


def hide_small(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts with those of one to four people hidden (None).

    A table is shown with its sum: a single hidden group could be worked out from it, so the next smallest is hidden
    with it.
    """
    hidden = {name for name, count in counts.items() if 0 < count < FLOOR}
    if len(hidden) == 1:
        others = [name for name, count in counts.items() if count >= FLOOR]
        if others:
            hidden.add(min(others, key=lambda name: counts[name]))
    return {name: None if name in hidden else count for name, count in counts.items()}


def shown_sum(counts: Mapping[str, int]) -> int | None:
    """The sum of a table; hidden when it is itself a small group."""
    total = sum(counts.values())
    return None if 0 < total < FLOOR else total
