"""How a reply leaves: one small interface, the same for every provider, for the channels and for the outbox."""

from __future__ import annotations

from typing import Protocol

from actions.dialogue.reply import Reply


class SendError(Exception):
    """A reply that did not leave. `str()` is a code or a few words of ours: never an address, a text or a token."""


class Unreachable(SendError):
    """Nothing reaches this address: the person blocked us, or the number does not exist. Not sent."""


class OptedOut(SendError):
    """The carrier keeps an opt-out for this address. Not sent."""


class Refused(SendError):
    """The provider, or a bound of ours, certainly refused this reply; sending it again would not help."""


class Unknown(SendError):
    """Nobody knows whether it was sent: the answer of the provider did not come. Never sent again by itself."""


class RetryLater(SendError):
    """Certainly not sent; may be sent again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds


class Sender(Protocol):
    """A provider, for one channel."""

    async def send(self, address: str, reply: Reply) -> str:
        """Send `reply` to `address` as the channel carries it; the provider's id of its first message.

        Raises one of the `SendError`s, and then nothing was sent, but for `Unknown`.
        """
        ...
