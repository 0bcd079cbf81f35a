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
    previous = models.CharField(max_length=64, blank=True)  # hash of the version served before this one

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


class Proposal(models.Model):
    """A text that one mediator wrote and a second one decides on. `base` is the version it was written over."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    territory = models.CharField(max_length=16)
    concept = models.CharField(max_length=64)
    language = models.CharField(max_length=3)
    base = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=80)
    text = models.TextField()
    sms = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "concept", "language"],
                condition=models.Q(state="open"),
                name="one_open_proposal",
            )
        ]


class Conflict(models.Model):
    """A release brought a text for an answer that was changed at the desk; the desk's goes on being served."""

    territory = models.CharField(max_length=16)
    concept = models.CharField(max_length=64)
    language = models.CharField(max_length=3)
    file_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=80)
    text = models.TextField()
    sms = models.TextField()
    cite = models.CharField(max_length=40)
    as_of = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["territory", "concept", "language"], name="one_conflict")]


class Demand(models.Model):
    """How often an answer was asked for on a day. Counts only: nobody can be found in them."""

    day = models.DateField()
    territory = models.CharField(max_length=16)
    concept = models.CharField(max_length=64)
    language = models.CharField(max_length=3)
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "territory", "concept", "language"], name="one_demand")]


class Tally(models.Model):
    """How many questions of a day ended in one way. Counts only: nobody can be found in them."""

    class Kind(models.TextChoices):
        """How a question ended."""

        ANSWERED = "answered"
        OFFERED = "offered"
        UNANSWERED = "unanswered"
        HANDED_OVER = "handed_over"

    day = models.DateField()
    territory = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=3)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "territory", "kind", "channel", "language"], name="one_tally")
        ]


class Helped(models.Model):
    """How many readers of a day said that an answer helped, or that it did not. Counts only."""

    day = models.DateField()
    territory = models.CharField(max_length=16)
    concept = models.CharField(max_length=64)
    language = models.CharField(max_length=3)
    helped = models.BooleanField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "territory", "concept", "language", "helped"], name="one_helped")
        ]


class Unanswered(models.Model):
    """The wording of a question that no answer fitted, personal data taken out before it is stored."""

    class State(models.TextChoices):
        """What a mediator made of it."""

        OPEN = "open"
        TRAINED = "trained"
        WANTED = "wanted"
        DISMISSED = "dismissed"

    language = models.CharField(max_length=3)
    territory = models.CharField(max_length=16)
    words = models.CharField(max_length=400)
    ranking = models.JSONField(default=list)
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN, db_index=True)
    reason = models.CharField(max_length=300, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)


class ProposedQuestion(models.Model):
    """A training question that a mediator made of what somebody asked; the export writes it into the files."""

    language = models.CharField(max_length=3)
    concept = models.CharField(max_length=64)
    text = models.CharField(max_length=400)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    exported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "text"], name="one_proposed_question")]


class WantedConcept(models.Model):
    """A need that no concept covers yet, in a mediator's words, with the wordings that showed it."""

    question = models.CharField(max_length=200)
    topic = models.CharField(max_length=40)
    wordings = models.JSONField(default=list)  # [language, words]
    asked = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    exported_at = models.DateTimeField(null=True, blank=True)


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
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    unanswered = models.BooleanField(default=False)  # it went back to the assistant because nobody wrote

    class Meta:
        indexes = [models.Index(fields=["state", "at"], name="handover_by_state")]


class HandoverLine(models.Model):
    """What was written while a mediator had the conversation. The person's words go when it ends."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="lines")
    by_mediator = models.BooleanField()
    words = models.TextField(blank=True)
    message = models.ForeignKey("appointments.OutboxMessage", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Conversation(models.Model):
    """What a conversation must remember between two messages; of the person's words only the last question, redacted.

    It is saved in the transaction of the action it belongs to, so that a booking and the memory of it are one.
    """

    contact = models.OneToOneField("appointments.Contact", on_delete=models.CASCADE, related_name="conversation")
    memory = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
