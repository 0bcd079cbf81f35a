"""Twilio's calls to us: whether they are genuine, and what they say. Plain functions.

Fields: https://www.twilio.com/docs/messaging/guides/webhook-request; signature:
https://www.twilio.com/docs/usage/security#validating-requests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from twilio.request_validator import RequestValidator

from bot.channels.incoming import Incoming

MAX_FIELDS = 200
WHATSAPP = "whatsapp:"

# Words that the carrier answers itself on an SMS number (Twilio, 'Support for opt-out keywords'). CANCEL, END, QUIT
# and YES are left to the dialogue, where they have another meaning; a carrier that took one as an opt-out says so
# when we answer (error 21610).
CARRIER_WORDS = {"STOP": "STOP", "STOPALL": "STOP", "UNSUBSCRIBE": "STOP", "START": "START", "UNSTOP": "START",
                 "HELP": "HELP"}  # fmt: skip

_MEDIA = {"audio": "voice", "image": "photo", "video": "photo", "application": "document"}
_BUTTON = re.compile(r"[\w-]*:[\w-]+", re.ASCII)
_E164 = re.compile(r"\+[1-9]\d{6,14}")


def genuine(body: bytes, url: str, signature: str, auth_token: str) -> dict[str, str] | None:
    """The fields of a call to `url` that Twilio signed with our token; None for any other call.

    Empty fields are kept: Twilio signs them too, and Sanic's `request.form` would drop them.
    """
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return None
    single = {name: values[0] for name, values in fields.items()}
    return single if RequestValidator(auth_token).validate(url, single, signature) else None


def sender_of(address: str) -> tuple[str, str]:
    """Channel and bare address of a Twilio address: 'whatsapp:+…' or '+…'."""
    channel = "whatsapp" if address.startswith(WHATSAPP) else "sms"
    return channel, address.removeprefix(WHATSAPP)


def answerable(channel: str, address: str, countries: tuple[str, ...]) -> bool:
    """Whether a message from `address` gets an answer at all: a real number and, on SMS, of an allowed country.

    The prefixes bound what SMS costs. WhatsApp costs the same everywhere, and many people keep the number of home.
    """
    if not _E164.fullmatch(address):
        return False
    return channel != "sms" or address.startswith(countries)


def carrier_word(channel: str, fields: Mapping[str, str]) -> str:
    """STOP, START or HELP when the carrier has answered this message itself; '' otherwise.

    `OptOutType` says so on both channels (Advanced Opt-Out); without it the usual words count, on SMS only.
    """
    if fields.get("OptOutType"):
        return fields["OptOutType"]
    return CARRIER_WORDS.get(fields.get("Body", "").strip().upper(), "") if channel == "sms" else ""


def message(fields: Mapping[str, str]) -> Incoming | None:
    """The message for the gate; None when it has no id. Names and profile pictures are left behind."""
    channel, address = sender_of(fields.get("From", ""))
    provider_id = fields.get("MessageSid", "")
    if not provider_id:
        return None
    words = fields.get("Body", "")
    button = fields.get("ButtonPayload", "")
    place = _position(fields)
    return Incoming(
        channel=channel,
        address=address,
        provider_id=provider_id,
        text=words,
        button=button if _BUTTON.fullmatch(button) else "",
        location=place,
        media="" if words.strip() or place else _media(fields),
    )


def _position(fields: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _media(fields: Mapping[str, str]) -> str:
    if fields.get("NumMedia", "0") in ("", "0"):
        return ""
    return _MEDIA.get(fields.get("MediaContentType0", "").split("/")[0], "sticker")
