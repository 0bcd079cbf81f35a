"""Accounts of the desk: what each may do and where, invitations, and the trace of who did and read what."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from actions import clock
from actions.directory.models import Centre

EVERY = "*"


class Role(models.TextChoices):
    """What an account is for. An account may have several."""

    FRONT_DESK = "front_desk"
    MEDIATOR = "mediator"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Reach(models.Model):
    """Which roles, centres and languages: the same for an account and for an invitation to one."""

    roles = models.JSONField(default=list)
    every_centre = models.BooleanField(default=False)
    centres = models.ManyToManyField(Centre, blank=True, related_name="+")
    languages = models.JSONField(default=list, blank=True)  # codes, or "*" for every language

    class Meta:  # noqa: D106 - Django's own
        abstract = True


class Profile(Reach):
    """What the desk knows of an account beside Django's own user."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    interface_language = models.CharField(max_length=3, blank=True)
    demonstration = models.BooleanField(default=False)  # made by the demonstration, usable on this machine only


class Invitation(Reach):
    """A place at the desk, or a new password for one, taken once by who holds the signed link."""

    username = models.CharField(max_length=150)
    invited_by = models.CharField(max_length=150)
    created = models.DateTimeField(default=clock.now)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    renews = models.BooleanField(default=False)  # for an account that exists: only its password is new


class AuditRow(models.Model):
    """Who did or read what, when. Rows are only ever added; the object is named by its public id, never by a person."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    account = models.CharField(max_length=150, db_index=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=90, blank=True, db_index=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:  # noqa: D106 - Django's own
        ordering = ["-id"]
