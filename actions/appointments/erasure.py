"""A person's rights over these stores: see everything, forget everything."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from actions import clock
from actions.appointments import lifecycle
from actions.appointments.codes import erasure_code
from actions.appointments.models import (
    Appointment,
    AppointmentEvent,
    Contact,
    ErasureReceipt,
    InboxMessage,
    MustReach,
    OutboxMessage,
    QueueEntry,
    QueueTicket,
    TriageSheet,
    WaitingListEntry,
)
from actions.appointments.models.visits import OPEN
from actions.appointments.optouts import is_opted_out


def export(contact: Contact) -> dict[str, Any]:
    """Everything these stores keep about a contact, as plain values: `contact`, `visits`, `messages`, `opted_out`."""
    visits = Appointment.objects.filter(contact=contact).select_related("centre", "triage").order_by("pk")
    inbox = InboxMessage.objects.filter(contact=contact).order_by("pk")
    outbox = OutboxMessage.objects.filter(contact=contact).order_by("pk")
    return {
        "contact": _plain(model_to_dict(contact, exclude=["id"])),
        "visits": [_visit(visit) for visit in visits],
        "messages": [
            *({"direction": "in", "at": row.received_at.isoformat(), "content": row.payload} for row in inbox),
            *(
                {"direction": "out", "at": row.created.isoformat(), "event": row.event, "content": row.variables}
                for row in outbox
            ),
        ],
        "opted_out": is_opted_out(contact),
    }


def erase(contact: Contact) -> str:
    """Forget a contact in these stores and return the receipt code, all in one transaction.

    Visits to come are cancelled and their times free again; past ones stay as counted visits of nobody, without
    free text. Messages lose their content and their way back to the person. The opt-out hash stays.
    Call it after the turn, under the conversation's lock: what is saved later is not erased.
    """
    code = erasure_code()
    with transaction.atomic():
        for visit in Appointment.objects.filter(contact=contact, status__in=OPEN, starts__gt=clock.now()):
            lifecycle.cancel(visit, by="person", why="")
        counts = _cut(contact)
        contact.delete()
        ErasureReceipt.objects.create(code=code, counts=counts)
    return code


def blank_sheets(visits: list[int]) -> int:
    """Blank the free text of visits (primary keys): words, access needs, deadline and reasons."""
    AppointmentEvent.objects.filter(appointment__in=visits).update(why="")
    MustReach.objects.filter(appointment__in=visits).update(why="", how="")
    QueueTicket.objects.filter(appointment__in=visits).update(level_reason="")
    QueueEntry.objects.filter(ticket__appointment__in=visits).update(why="")
    return int(
        TriageSheet.objects.filter(appointment__in=visits).update(
            words="", access_needs="", access_consent=None, reason="", desk_reason="", deadline=None, facts=[]
        )
    )


def _cut(contact: Contact) -> dict[str, int]:
    visits = list(Appointment.objects.filter(contact=contact).values_list("pk", flat=True))
    blank_sheets(visits)
    # Keys come from message ids; they are no longer needed and must not lead back to the provider's log.
    AppointmentEvent.objects.filter(appointment__in=visits).update(key=None)
    for pk in visits:
        Appointment.objects.filter(pk=pk).update(contact=None, key=f"erased:{pk}")
    out = OutboxMessage.objects.filter(contact=contact)
    out.filter(state__in=(OutboxMessage.State.DUE, OutboxMessage.State.CLAIMED)).update(
        state=OutboxMessage.State.CANCELLED
    )
    # The row's contact is cut last: it is what selects the rows.
    messages_out = out.update(variables={}, provider_id="", contact=None)
    messages_in = InboxMessage.objects.filter(contact=contact).update(
        payload={}, state=InboxMessage.State.DONE, contact=None
    )
    return {"visits": len(visits), "messages_in": messages_in, "messages_out": messages_out}


def _visit(visit: Appointment) -> dict[str, Any]:
    sheet = getattr(visit, "triage", None)
    return {
        "reference": visit.reference,
        "centre": visit.centre.name,
        "starts": visit.starts.isoformat(),
        "minutes": visit.minutes,
        "service": visit.service,
        "topic": visit.topic,
        "language": visit.language,
        "status": visit.status,
        "reminders": not visit.reminders_off,
        "waits_for_an_earlier_time": WaitingListEntry.objects.filter(appointment=visit, ended=None).exists(),
        "queue_number": QueueTicket.objects.filter(appointment=visit).values_list("number", flat=True).first(),
        "sheet": _plain(model_to_dict(sheet, exclude=["id", "appointment"])) if sheet else None,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
