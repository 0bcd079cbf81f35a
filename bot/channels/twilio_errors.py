"""What Twilio's refusals mean (https://www.twilio.com/docs/api/errors)."""

from __future__ import annotations

from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioRestException
from urllib3.exceptions import NewConnectionError

from bot.channels.sender import OptedOut, Refused, RetryLater, SendError, Unknown, Unreachable

OPTED_OUT = frozenset({21610})
# 21211, 21614: not a (mobile) number; 30003-30006: handset off or gone, blocked, unknown, a landline.
UNREACHABLE = frozenset({21211, 21614, 30003, 30004, 30005, 30006})
SECONDS = 5.0


def meaning(error: TwilioRestException | RequestException) -> SendError:
    """The `SendError` for `error`, named by its code alone: Twilio's words repeat the number."""
    if isinstance(error, RequestException):
        return RetryLater(SECONDS) if _never_left(error) else Unknown(type(error).__name__)
    code = int(error.code or error.status)
    if code in OPTED_OUT:
        return OptedOut(str(code))
    if code in UNREACHABLE:
        return Unreachable(str(code))
    if error.status == 429:
        return RetryLater(SECONDS)
    return Unknown(str(code)) if error.status >= 500 else Refused(str(code))


def _never_left(error: RequestException) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)
