"""Tables of what is served: immutable versions, the published row, approvals, and what people could not be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AnswerVersion(models.Model):
    """One text, never changed after it is written. Named by the SHA-256 of its content and by its short code."""

    hash = models.CharField(primary_key=True, max_length=64)
    code = models.CharField(max_length=8, unique=True)
    concept = models.CharField(max_length=64)
    territory = models.CharField(max_length=16)
    language = models.CharField(max_length=3)
    title = models.CharField(max_length=80)
    text = models.TextField()
    sms = models.TextField()
    cite = models.CharField(max_length=40)
    as_of = models.CharField(max_length=10)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["territory", "concept", "language"])]


class PublishedAnswer(models.Model):
    """The row that is served for (territory, concept, language)."""

    territory = models.CharField(max_length=16)
    concept = models.CharField(max_length=64)
    language = models.CharField(max_length=3)
    version = models.ForeignKey(AnswerVersion, on_delete=models.PROTECT, related_name="+")
    source_version = models.CharField(max_length=64, blank=True)  # the source text it was checked against
    imported = models.CharField(max_length=64, blank=True)  # hash of the file's text at the last load
    withdrawn = models.BooleanField(default=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "concept", "language"], name="one_published_answer")
        ]


class Approval(models.Model):
    """A named account checked a version in its language. No file can say it."""

    version = models.ForeignKey(AnswerVersion, on_delete=models.PROTECT, related_name="approvals")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=[("approve", "approve"), ("still_right", "still right")])
    at = models.DateTimeField()


class Unanswered(models.Model):
    """The wording of a question that no answer fitted, personal data taken out before it is stored."""

    language = models.CharField(max_length=3)
    territory = models.CharField(max_length=16)
    words = models.CharField(max_length=400)
    ranking = models.JSONField(default=list)
    at = models.DateTimeField()


class Handover(models.Model):
    """A person asked for a human. The words go with it, for the mediator who takes it over."""

    contact = models.ForeignKey("appointments.Contact", null=True, on_delete=models.SET_NULL, related_name="handovers")
    language = models.CharField(max_length=3)
    concept = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=400, blank=True)
    state = models.CharField(
        max_length=12, default="waiting", choices=[(s, s) for s in ("waiting", "taken", "given_back", "closed")]
    )
    at = models.DateTimeField()


class Conversation(models.Model):
    """What a conversation must remember between two messages; no words of the person are in it.

    It is saved in the transaction of the action it belongs to, so that a booking and the memory of it are one.
    """

    contact = models.OneToOneField("appointments.Contact", on_delete=models.CASCADE, related_name="conversation")
    memory = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
