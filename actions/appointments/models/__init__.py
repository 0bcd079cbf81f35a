"""The rows of this app, one module per idea."""

from .contacts import Contact, ErasureReceipt, OptOut
from .messages import InboxMessage, OutboxMessage
from .visits import Appointment, AppointmentEvent, BookedCell, Status, TriageSheet

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "BookedCell",
    "Contact",
    "ErasureReceipt",
    "InboxMessage",
    "OptOut",
    "OutboxMessage",
    "Status",
    "TriageSheet",
]
