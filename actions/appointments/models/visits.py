"""Visits: the appointment, its history, its triage sheet and the cells that make it exist only once."""

from __future__ import annotations

import uuid

from django.db import models

from actions import clock
from actions.directory.models import Centre, Desk, InterpreterLine

from .contacts import Contact


class Status(models.TextChoices):
    """Where a visit stands. A moved visit keeps its row, reference and UID and is `booked` again."""

    HELD = "held"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    IN_SERVICE = "in_service"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED_BY_PERSON = "cancelled_by_person"
    CANCELLED_BY_CENTRE = "cancelled_by_centre"


OPEN = (Status.HELD, Status.BOOKED, Status.CONFIRMED)
CANCELLED = (Status.CANCELLED_BY_PERSON, Status.CANCELLED_BY_CENTRE)


def new_uid() -> str:
    """The calendar identity of a visit, the same through every change."""
    return f"{uuid.uuid4()}@farol"


class Appointment(models.Model):
    """One visit of one contact at one desk, with an interpreter line when one was booked with it."""

    reference = models.CharField(max_length=20, unique=True)
    contact = models.ForeignKey(Contact, null=True, related_name="appointments", on_delete=models.SET_NULL)
    centre = models.ForeignKey(Centre, related_name="appointments", on_delete=models.PROTECT)
    desk = models.ForeignKey(Desk, related_name="appointments", on_delete=models.PROTECT)
    interpreter_line = models.ForeignKey(InterpreterLine, null=True, blank=True, on_delete=models.PROTECT)
    starts = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    service = models.CharField(max_length=60)
    topic = models.CharField(max_length=80, blank=True)  # a concept, or a topic of the knowledge pack
    language = models.CharField(max_length=8)
    interpreter_language = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.BOOKED)
    hold_expires = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    uid = models.CharField(max_length=60, unique=True, default=new_uid)
    key = models.CharField(max_length=120)
    reminders_off = models.BooleanField(default=False)  # the person wants no more messages about this visit
    created = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="one_appointment_per_key")]
        indexes = [
            models.Index(fields=["contact", "status"], name="appointment_of_contact"),
            models.Index(fields=["centre", "starts"], name="appointment_of_centre"),
            models.Index(fields=["status", "starts"], name="appointment_by_status"),
        ]

    def __str__(self) -> str:
        return str(self.reference)


class AppointmentEvent(models.Model):
    """What happened to a visit: who, when, why, from what to what. Rows are only ever added."""

    appointment = models.ForeignKey(Appointment, related_name="events", on_delete=models.CASCADE)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=60)  # person | centre | system | the account name of staff
    what = models.CharField(max_length=20)
    why = models.CharField(max_length=300, blank=True)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    from_starts = models.DateTimeField(null=True, blank=True)
    to_starts = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=120, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="one_event_per_key")]
        ordering = ["id"]


class TriageSheet(models.Model):
    """What the desk needs before the person comes. Every field may be empty: every question can be skipped.

    `urgency`, `rule` and `reason` are what the reviewed rules say; the desk's own level stands beside them.
    """

    appointment = models.OneToOneField(Appointment, related_name="triage", on_delete=models.CASCADE)
    topic = models.CharField(max_length=80, blank=True)
    languages = models.JSONField(default=list, blank=True)
    interpreter = models.BooleanField(null=True, blank=True)
    papers_ticked = models.JSONField(default=list, blank=True)
    papers_missing = models.JSONField(default=list, blank=True)
    papers_unsure = models.JSONField(default=list, blank=True)
    missing_plan = models.CharField(max_length=8, blank=True)  # come | keep | move
    access_needs = models.CharField(max_length=300, blank=True)
    access_consent = models.DateTimeField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=list, blank=True)  # answers that only the urgency rules read: child_alone…
    urgency = models.CharField(max_length=12, blank=True)
    rule = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    desk_level = models.CharField(max_length=12, blank=True)
    desk_reason = models.CharField(max_length=200, blank=True)
    desk_by = models.CharField(max_length=60, blank=True)
    desk_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)
    confirmed = models.DateTimeField(null=True, blank=True)  # the person said that the summary is right


class BookedCell(models.Model):
    """Five minutes of one desk or one interpreter line. The UNIQUE constraint is what 'taken' means."""

    resource = models.CharField(max_length=100)
    cell_start = models.DateTimeField()
    appointment = models.ForeignKey(Appointment, related_name="cells", on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "cell_start"], name="one_booking_per_cell")]
