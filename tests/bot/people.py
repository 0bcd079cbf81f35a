# ruff: noqa: E402 - Django must be set up before its models are imported
"""People with visits, in a process of its own, on whatever database the environment names.

`python tests/bot/people.py MINUTE STEPS` with the repository on PYTHONPATH; each step is `[role, argument …]`, and what
they return is printed as one line of JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, time, timedelta, timezone
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from actions import clock
from actions.appointments.booking import book
from actions.appointments.contacts import contact_for
from actions.appointments.erasure import erase
from actions.appointments.models import Appointment, BookedCell, Contact, InboxMessage
from actions.appointments.optouts import is_opted_out, opt_out
from actions.directory.models import Centre, Desk, OpeningRange

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
THURSDAY = MONDAY + timedelta(days=3, hours=2)


def fill(people: int) -> int:
    """Tables, a centre, and people who each wrote and booked; how many cells that takes."""
    call_command("migrate", verbosity=0)
    centre = Centre.objects.create(
        id="c", name="c", kind="demonstration", territory="pt", booking_mode="own", offers=["s"]
    )
    OpeningRange.objects.create(centre=centre, weekday=4, start=time(9, 30), end=time(17))
    for number in range(people):
        Desk.objects.create(id=f"c-{number}", centre=centre)
    for number in range(people):
        person = contact_for("sms", f"+{number}", "pt")
        InboxMessage.objects.create(channel="sms", provider_id=f"SM{number}", contact=person, payload={"text": "olá"})
        book(person, centre, THURSDAY, 30, "s", "tax_number", "hi", f"k{number}", triage={"words": f"words {number}"})
    return BookedCell.objects.count()


def forget(number: int) -> str:
    """One of them is erased."""
    with transaction.atomic():
        return erase(Contact.objects.get(address=f"+{number}"))


def silence(number: int) -> None:
    """One of them says STOP."""
    opt_out(Contact.objects.get(address=f"+{number}"))


def write(number: int) -> int:
    """One of them writes, and gets a contact where there was none; a new row must find a free key."""
    return int(contact_for("sms", f"+{number}").pk)


def look() -> dict[str, Any]:
    """What the database holds."""
    visits = Appointment.objects.filter(triage__isnull=False).order_by("pk")  # not what is held until it reopens
    return {
        "people": sorted(Contact.objects.values_list("address", flat=True)),
        "silent": [c.address for c in Contact.objects.order_by("address") if is_opted_out(c)],
        "visits": [[v.contact and v.contact.address, v.status, v.triage.words] for v in visits],
        "cells": BookedCell.objects.count(),
    }


ROLES = {"fill": fill, "forget": forget, "silence": silence, "write": write, "look": look}

if __name__ == "__main__":
    found = []
    for minute, (role, *arguments) in enumerate(json.loads(sys.argv[2]), int(sys.argv[1])):
        clock.set_now(MONDAY + timedelta(minutes=minute))
        found.append(ROLES[role](*arguments))  # type: ignore[operator]
    print(json.dumps(found))
