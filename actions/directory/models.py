"""Rows of the directory. Names follow Open Referral (organisation, service, location) where it has one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models


class BookingMode(models.TextChoices):
    """How a visit at a centre is arranged."""

    OWN = "own", "calendar kept here"
    PORTAL = "portal", "another portal"
    PHONE = "phone", "by telephone"
    WALK_IN = "walk_in", "without appointment"
    UNKNOWN = "unknown", "not known"


class Network(models.Model):
    """A family of centres under one name, such as CLAIM."""

    id = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return str(self.id)


class Organisation(models.Model):
    """Who runs a centre."""

    id = models.SlugField(primary_key=True, max_length=120)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.id)


class Centre(models.Model):
    """One place where people are received. An empty field means 'not known', never 'none'."""

    class Precision(models.TextChoices):
        """What the coordinates point at."""

        EXACT = "exact", "the building"
        MUNICIPALITY = "municipality", "the middle of the municipality"

    id = models.SlugField(primary_key=True, max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)
    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.SET_NULL)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL)
    territory = models.CharField(max_length=20)
    municipality = models.CharField(max_length=80, blank=True)
    locality = models.CharField(max_length=80, blank=True)
    district = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=250, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    phone = models.CharField(max_length=80, blank=True)
    email = models.CharField(max_length=120, blank=True)
    hours_text = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    languages = models.JSONField(default=list, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=12, choices=Precision.choices, blank=True)
    booking_mode = models.CharField(max_length=8, choices=BookingMode.choices, default=BookingMode.UNKNOWN)
    booking_url = models.CharField(max_length=250, blank=True)
    offers = models.JSONField(default=list, blank=True)
    demo = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    source = models.CharField(max_length=400, blank=True)
    as_of = models.CharField(max_length=60, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    edited = models.JSONField(default=dict, blank=True)  # what was corrected at the desk: see edits.py
    time_zone = models.CharField(max_length=40, default="Europe/Lisbon")
    holiday_region = models.CharField(max_length=8, default="PT")
    min_notice_minutes = models.PositiveIntegerField(default=120)
    max_notice_days = models.PositiveIntegerField(default=60)
    visits_per_contact = models.PositiveSmallIntegerField(default=3)  # to come, of one contact, at this centre

    class Meta:
        indexes = [models.Index(fields=["territory", "active"], name="centre_by_territory")]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of its clocks on the wall."""
        return ZoneInfo(self.time_zone)

    @property
    def bookable(self) -> bool:
        """Whether Farol keeps its calendar and can therefore book."""
        return bool(self.booking_mode == BookingMode.OWN)

    def __str__(self) -> str:
        return str(self.id)


class Desk(models.Model):
    """One person's place at a counter: it receives one visit at a time."""

    id = models.SlugField(primary_key=True, max_length=90)
    centre = models.ForeignKey(Centre, related_name="desks", on_delete=models.CASCADE)
    name = models.CharField(max_length=80, blank=True)
    active = models.BooleanField(default=True)

    @property
    def resource(self) -> str:
        """Its name among the resources that cells are booked on."""
        return f"desk:{self.id}"

    def __str__(self) -> str:
        return str(self.id)


class InterpreterLine(models.Model):
    """A telephone interpreter who joins a visit: one call at a time, ordered `lead_minutes` before."""

    id = models.SlugField(primary_key=True, max_length=90)
    territory = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=80, blank=True)
    languages = models.JSONField(default=list)
    lead_minutes = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    from_file = models.BooleanField(default=False)

    @property
    def resource(self) -> str:
        """Its name among the resources that cells are booked on."""
        return f"line:{self.id}"

    def __str__(self) -> str:
        return str(self.id)


class LineAbsence(models.Model):
    """A time, in UTC, during which an interpreter line does not answer."""

    line = models.ForeignKey(InterpreterLine, related_name="absences", on_delete=models.CASCADE)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)


class OpeningRange(models.Model):
    """Hours in local time. A range without weekday is exceptional: on its days it replaces the weekly hours."""

    centre = models.ForeignKey(Centre, related_name="openings", on_delete=models.CASCADE)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)  # ISO: 1 Monday to 7 Sunday
    start = models.TimeField()
    end = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    from_file = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="opening_ends_after_start"),
            models.CheckConstraint(
                condition=models.Q(weekday__isnull=False) | models.Q(valid_from__isnull=False, valid_to__isnull=False),
                name="opening_exceptional_has_days",
            ),
        ]


class Closure(models.Model):
    """Whole days on which a centre, or every centre of a territory (no centre named), is closed."""

    centre = models.ForeignKey(Centre, null=True, blank=True, related_name="closures", on_delete=models.CASCADE)
    territory = models.CharField(max_length=20)
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="closure_ends_after_start"
            )
        ]


class Absence(models.Model):
    """A time, in UTC, during which a desk is not staffed."""

    desk = models.ForeignKey(Desk, related_name="absences", on_delete=models.CASCADE)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)


class MunicipalHoliday(models.Model):
    """A holiday of one municipality: a fixed day `MM-DD`, or a count of days from Easter Sunday."""

    territory = models.CharField(max_length=20)
    municipality = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    month_day = models.CharField(max_length=5, blank=True)
    days_after_easter = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "municipality", "name"], name="one_municipal_holiday_per_name")
        ]
