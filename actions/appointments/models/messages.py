"""Messages in and out. The rows are the truth: a killed process leaves them, and the next one finds them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from actions import clock

from .contacts import Contact
from .visits import Appointment


class InboxMessage(models.Model):
    """One message as the provider numbered it: received at most once, its words blanked after the turn."""

    class State(models.TextChoices):
        """How far the turn has come."""

        RECEIVED = "received"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    channel = models.CharField(max_length=12)
    provider_id = models.CharField(max_length=120)
    contact = models.ForeignKey(Contact, null=True, related_name="inbox", on_delete=models.SET_NULL)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    payload = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "provider_id"], name="one_inbox_row_per_message")]
        indexes = [models.Index(fields=["state", "received_at"], name="inbox_by_state")]


class OutboxMessage(models.Model):
    """One message to a person: template and variables, never the text, so that it can be archived."""

    class State(models.TextChoices):
        """`uncertain`: the provider was called and nobody knows whether it accepted. `for_desk`: no channel may carry
        it now (WhatsApp without an approved template), so somebody at the desk tells the person."""

        DUE = "due"
        CLAIMED = "claimed"
        SENT = "sent"
        FAILED = "failed"
        UNCERTAIN = "uncertain"
        CANCELLED = "cancelled"
        FOR_DESK = "for_desk"

    contact = models.ForeignKey(Contact, null=True, related_name="outbox", on_delete=models.SET_NULL)
    appointment = models.ForeignKey(Appointment, null=True, related_name="messages", on_delete=models.CASCADE)
    event = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    sequence = models.PositiveIntegerField(default=0)
    template = models.CharField(max_length=80)
    variables = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    leased_until = models.DateTimeField(null=True, blank=True)
    calling = models.BooleanField(default=False)  # true from just before the provider is called
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=120, blank=True)
    delivery = models.PositiveSmallIntegerField(default=0)  # the highest rank a call-back reported
    created = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "event", "channel", "sequence"],
                condition=Q(appointment__isnull=False),
                name="one_message_per_visit_event",
            ),
            models.UniqueConstraint(
                fields=["contact", "event", "channel", "sequence"],
                condition=Q(appointment__isnull=True),
                name="one_message_per_contact_event",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="outbox_by_state"),
            models.Index(fields=["provider_id"], name="outbox_by_provider_id"),
        ]
