"""STOP and START: who must not be written to, kept as a keyed hash that outlives everything else."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from actions.appointments.models import Contact, OptOut


def address_hash(channel: str, address: str) -> str:
    """HMAC-SHA256 of channel and address under the service's secret, in hexadecimal."""
    text = f"{channel}\0{address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def opt_out(contact: Contact) -> None:
    """STOP: write nothing more to this address, even after it was erased and has come back."""
    OptOut.objects.get_or_create(address_hash=address_hash(contact.channel, contact.address))


def opt_in(contact: Contact) -> None:
    """START: this address may be written to again."""
    OptOut.objects.filter(address_hash=address_hash(contact.channel, contact.address)).delete()


def is_opted_out(contact: Contact) -> bool:
    """Whether this address asked for silence."""
    return bool(OptOut.objects.filter(address_hash=address_hash(contact.channel, contact.address)).exists())
