"""How the Twilio channels (SMS, WhatsApp) are set up: read from the environment, refused with one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.bad_settings import BadSettings

API = "https://api.twilio.com"
WEBHOOK = "/webhooks/twilio/webhook"
STATUS = "/webhooks/twilio/status"

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SHORT_CODE = re.compile(r"\d{3,6}")


@dataclass(frozen=True)
class TwilioSettings:
    """One account, a number for SMS, one for WhatsApp, or both.

    `countries` are the prefixes whose SMS are answered; `daily_segments` and `sender_segments` bound what a day
    costs, in all and for one person; `sms_off` stops everything but urgent and appointment messages.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    public_url: str
    number: str = ""
    whatsapp_number: str = ""
    countries: tuple[str, ...] = ("+351",)
    daily_segments: int = 2000
    sender_segments: int = 60
    sms_off: bool = False
    api: str = API

    @property
    def webhook(self) -> str:
        """The address Twilio calls for each message; it is part of what Twilio signs."""
        return self.public_url + WEBHOOK

    @property
    def status(self) -> str:
        """The address Twilio calls when a message of ours is delivered or fails."""
        return self.public_url + STATUS


def twilio_settings(environment: Mapping[str, str]) -> TwilioSettings | None:
    """The settings, or None without `FAROL_TWILIO_AUTH_TOKEN`. Raises `BadSettings`.

    Also read: `FAROL_TWILIO_ACCOUNT_SID`, `FAROL_TWILIO_NUMBER`, `FAROL_TWILIO_WHATSAPP_NUMBER`, `FAROL_PUBLIC_URL`,
    `FAROL_SMS_COUNTRIES` (prefixes, comma separated), `FAROL_SMS_DAILY_SEGMENTS`, `FAROL_SMS_SEGMENTS_PER_SENDER`,
    `FAROL_SMS_OFF`, `FAROL_TWILIO_API`.
    """
    token = environment.get("FAROL_TWILIO_AUTH_TOKEN", "")
    if not token:
        return None
    settings = TwilioSettings(
        account_sid=_account(environment),
        auth_token=token,
        public_url=_public_url(environment),
        number=_number(environment.get("FAROL_TWILIO_NUMBER", "")),
        whatsapp_number=_whatsapp(environment.get("FAROL_TWILIO_WHATSAPP_NUMBER", "")),
        countries=_countries(environment.get("FAROL_SMS_COUNTRIES", "+351")),
        daily_segments=_count(environment, "FAROL_SMS_DAILY_SEGMENTS", 2000),
        sender_segments=_count(environment, "FAROL_SMS_SEGMENTS_PER_SENDER", 60),
        sms_off=environment.get("FAROL_SMS_OFF", "") not in ("", "0"),
        api=environment.get("FAROL_TWILIO_API", API).rstrip("/"),
    )
    if not settings.number and not settings.whatsapp_number:
        raise BadSettings("Set FAROL_TWILIO_NUMBER (SMS), FAROL_TWILIO_WHATSAPP_NUMBER, or both.")
    return settings


def _account(environment: Mapping[str, str]) -> str:
    account = environment.get("FAROL_TWILIO_ACCOUNT_SID", "")
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", account):
        raise BadSettings("FAROL_TWILIO_ACCOUNT_SID must be 'AC' and 32 characters of 0-9 a-f, as in Twilio's console.")
    return account


def _public_url(environment: Mapping[str, str]) -> str:
    url = environment.get("FAROL_PUBLIC_URL", "").rstrip("/")
    if not url.startswith("https://"):
        raise BadSettings("Twilio needs FAROL_PUBLIC_URL, the https:// address it calls and signs.")
    return url


def _number(number: str) -> str:
    # A name as sender ('alphanumeric sender ID') can be sent from but not answered to.
    if number and not (_E164.fullmatch(number) or _SHORT_CODE.fullmatch(number)):
        raise BadSettings(
            "FAROL_TWILIO_NUMBER cannot receive replies: it must be a phone number that starts with +, or a short "
            "code, and never a name."
        )
    return number


def _whatsapp(number: str) -> str:
    bare = number.removeprefix("whatsapp:")
    if bare and not _E164.fullmatch(bare):
        raise BadSettings("FAROL_TWILIO_WHATSAPP_NUMBER must be a phone number that starts with +.")
    return bare


def _countries(given: str) -> tuple[str, ...]:
    prefixes = tuple(part.strip() for part in given.split(",") if part.strip())
    wrong = next((p for p in prefixes if not re.fullmatch(r"\+\d{1,6}", p)), None)
    if wrong is not None or not prefixes:
        raise BadSettings("FAROL_SMS_COUNTRIES must be prefixes such as +351, with commas between them.")
    return prefixes


def _count(environment: Mapping[str, str], name: str, otherwise: int) -> int:
    given = environment.get(name) or str(otherwise)
    if not given.isdecimal():
        raise BadSettings(f"{name} must be a whole number of SMS segments.")
    return int(given)
