"""Who would come earlier, what was offered to them, and whom a cancelling centre must still reach."""

from __future__ import annotations

from django.db import models

from actions import clock

from .visits import Appointment


class WaitingListEntry(models.Model):
    """The wish of a person with a visit to come earlier, should a time become free."""

    appointment = models.OneToOneField(Appointment, related_name="waiting", on_delete=models.CASCADE)
    since = models.DateTimeField(default=clock.now)
    notices = models.PositiveSmallIntegerField(default=0)
    ended = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=20, blank=True)  # moved | left | over


class EarlierOffer(models.Model):
    """One earlier time, kept for one person until they answer or `expires`."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        TAKEN = "taken"
        DECLINED = "declined"
        LAPSED = "lapsed"

    entry = models.ForeignKey(WaitingListEntry, related_name="offers", on_delete=models.CASCADE)
    hold = models.ForeignKey(Appointment, null=True, related_name="offers", on_delete=models.SET_NULL)
    starts = models.DateTimeField()
    made = models.DateTimeField(default=clock.now)
    expires = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hold"], condition=models.Q(state="open"), name="one_open_offer_per_time"),
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(state="open"), name="one_open_offer_per_person"
            ),
        ]


class MustReach(models.Model):
    """A visit that the centre cancelled: until the person has acknowledged it, somebody must still tell them."""

    appointment = models.OneToOneField(Appointment, related_name="must_reach", on_delete=models.CASCADE)
    by = models.CharField(max_length=60)
    why = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(default=clock.now)
    replacements = models.JSONField(default=list)  # [{"centre": id, "starts": ISO time}], as they were offered
    channels = models.JSONField(default=list)  # channels on which it was said, in order
    next_try = models.DateTimeField(null=True, blank=True)
    for_desk_since = models.DateTimeField(null=True, blank=True)
    acknowledged = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=60, blank=True)
    how = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["acknowledged", "next_try"], name="must_reach_by_try")]
