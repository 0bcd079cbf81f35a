"""Two small tables; neither names anybody."""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """The last sign of life of a part: a server, the worker, a channel."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)


class ErasedContact(models.Model):
    """The keyed hash of an address that was erased, so that an old backup does not bring it back."""

    address_hash = models.CharField(max_length=64, primary_key=True)
    erased_at = models.DateTimeField()
