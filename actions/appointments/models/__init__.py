"""The rows of this app, one module per idea."""

from .contacts import Contact, ErasureReceipt, OptOut
from .messages import InboxMessage, OutboxMessage
from .queue import QueueEntry, QueueTicket
from .visits import Appointment, AppointmentEvent, BookedCell, Status, TriageSheet
from .waiting import EarlierOffer, MustReach, WaitingListEntry

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "BookedCell",
    "Contact",
    "EarlierOffer",
    "ErasureReceipt",
    "InboxMessage",
    "MustReach",
    "OptOut",
    "OutboxMessage",
    "QueueEntry",
    "QueueTicket",
    "Status",
    "TriageSheet",
    "WaitingListEntry",
]
