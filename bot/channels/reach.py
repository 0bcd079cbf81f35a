"""Whether a person can be reached on a channel at all: a block, a dead number, and the way back."""

from __future__ import annotations

from actions import clock
from actions.appointments.models import Contact


def unreachable(channel: str, address: str) -> None:
    """Remember that nothing reaches this contact; the first time counts. Nobody unknown becomes a contact by it."""
    Contact.objects.filter(channel=channel, address=address, unreachable_since=None).update(
        unreachable_since=clock.now()
    )


def reachable(channel: str, address: str) -> None:
    """The contact is back."""
    Contact.objects.filter(channel=channel, address=address).update(unreachable_since=None)
