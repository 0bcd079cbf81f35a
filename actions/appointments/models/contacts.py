"""Who writes to Farol, and what survives when they ask to be forgotten."""

from __future__ import annotations

from django.db import models

from actions import clock
from actions.appointments.codes import contact_id


class Contact(models.Model):
    """One address on one channel. No name, nationality or status is kept."""

    public_id = models.CharField(max_length=24, unique=True, default=contact_id)
    channel = models.CharField(max_length=12)
    address = models.CharField(max_length=120)
    language = models.CharField(max_length=8, blank=True)
    language_chosen = models.CharField(max_length=8, blank=True)  # asked for by the person, '' when never
    latin = models.BooleanField(default=False)  # wants answers in Latin letters
    territory = models.CharField(max_length=20, blank=True)
    notice_shown_at = models.DateTimeField(null=True, blank=True)
    safe_phone = models.BooleanField(default=False)  # others read this phone: texts stay discreet
    unreachable_since = models.DateTimeField(null=True, blank=True)  # blocked us, or the number is dead
    created = models.DateTimeField(default=clock.now)
    last_seen = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="one_contact_per_address")]

    def __str__(self) -> str:
        # The address never reaches a log through str().
        return str(self.public_id)


class OptOut(models.Model):
    """A keyed hash of an address that asked for silence. It names nobody and survives erasure."""

    address_hash = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(default=clock.now)


class ErasureReceipt(models.Model):
    """Proof that an erasure happened: a code and counts, nothing that leads to the person."""

    code = models.CharField(max_length=12, primary_key=True)
    erased_at = models.DateTimeField(default=clock.now)
    counts = models.JSONField(default=dict)
