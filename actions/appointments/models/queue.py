"""The waiting room: one person's stay on one day, as a chain of entries of which only the last is open."""

from __future__ import annotations

from django.db import models

from actions import clock
from actions.directory.models import Centre, Desk

from .visits import Appointment


class QueueTicket(models.Model):
    """One person's stay at a centre on one day, with the number that is called. Walk-ins have no appointment."""

    centre = models.ForeignKey(Centre, related_name="tickets", on_delete=models.PROTECT)
    day = models.DateField()  # on the centre's calendar
    number = models.PositiveSmallIntegerField()
    appointment = models.OneToOneField(
        Appointment, null=True, blank=True, related_name="ticket", on_delete=models.CASCADE
    )
    topic = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, blank=True)
    level = models.CharField(max_length=12, blank=True)  # given at the desk; '' leaves it to the triage sheet
    level_reason = models.CharField(max_length=200, blank=True)
    papers_ticked = models.JSONField(default=list, blank=True)  # of a walk-in; a visit has them on its triage sheet
    papers_missing = models.JSONField(default=list, blank=True)
    created = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "day", "number"], name="one_queue_number_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class QueueEntry(models.Model):
    """A stretch of a stay: waiting, called, served… It ends when the next begins; both stay for ever."""

    class State(models.TextChoices):
        """Where the person is."""

        WAITING = "waiting"
        CALLED = "called"
        IN_SERVICE = "in_service"
        PARKED = "parked"
        MISSED = "missed"
        DONE = "done"

    ticket = models.ForeignKey(QueueTicket, related_name="entries", on_delete=models.CASCADE)
    state = models.CharField(max_length=10, choices=State.choices)
    desk = models.ForeignKey(Desk, null=True, blank=True, related_name="queue_entries", on_delete=models.SET_NULL)
    by = models.CharField(max_length=60)
    why = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    started = models.DateTimeField(default=clock.now)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(ended__isnull=True), name="one_open_entry_per_ticket"
            ),
        ]
        indexes = [models.Index(fields=["state", "ended"], name="queue_by_state")]
        ordering = ["id"]

    @property
    def number(self) -> int:
        """The number that is called."""
        return int(self.ticket.number)
