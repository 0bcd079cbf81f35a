"""Small tables of the installation itself; none names a person who writes."""

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


class TrainingRun(models.Model):
    """One training asked for at the desk, from the wish to the model it led to."""

    class State(models.TextChoices):
        """How far it is. `ROLLED_BACK`: its model fell on the evaluation sets, or was taken back later."""

        WAITING = "waiting"
        TRAINING = "training"
        EVALUATING = "evaluating"
        PUBLISHED = "published"
        ROLLED_BACK = "rolled_back"
        FAILED = "failed"

    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    active = models.BooleanField(null=True, unique=True, default=True)  # NULL once it has ended: one at a time
    by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=32, blank=True)  # of the process that does it
    leased_until = models.DateTimeField(null=True, blank=True)
    progress = models.CharField(max_length=30, default="waiting")  # the sentence that says how far it is
    detail = models.JSONField(default=dict)  # what stands in that sentence
    questions = models.PositiveIntegerField(default=0)  # of mediators, beside those of the files
    release = models.CharField(max_length=64, blank=True)  # fingerprint of the files' own model
    before = models.CharField(max_length=64, blank=True)  # the model it is compared with; '' is the files' own
    model = models.CharField(max_length=64, blank=True)  # hash of what it led to
    figures = models.JSONField(default=dict)  # language -> {before, after: per cent first, questions: count}


class ServedModel(models.Model):
    """Which model the servers answer with. One row, read by every server every few seconds."""

    name = models.CharField(max_length=20, primary_key=True)
    model = models.CharField(max_length=64, blank=True)  # '' is the one of the files
    former = models.CharField(max_length=64, blank=True)
    release = models.CharField(max_length=64, blank=True)  # for these files only: others bring a model of their own
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
