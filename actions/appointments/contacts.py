"""Finding or making the contact behind a channel's address."""

from __future__ import annotations

from actions import clock
from actions.appointments.models import Contact


def contact_for(channel: str, address: str, territory: str = "") -> Contact:
    """The contact of an address on a channel, made at the first message; marks it as seen now."""
    now = clock.now()
    contact, created = Contact.objects.get_or_create(
        channel=channel, address=address, defaults={"territory": territory, "created": now, "last_seen": now}
    )
    if not created:
        contact.last_seen = now
        contact.save(update_fields=["last_seen"])
    return contact
