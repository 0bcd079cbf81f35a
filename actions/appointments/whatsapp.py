"""Approved WhatsApp templates: outside 24 hours nothing else may be sent there.

`whatsapp_templates.yml` holds, per message and language, the id that the provider gave after the approval.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from actions import clock
from actions.appointments.models import Contact, OutboxMessage
from locales import plain_yaml

FILE = Path(__file__).with_name("whatsapp_templates.yml")
WINDOW = timedelta(hours=24)


class TemplateFileError(ValueError):
    """`whatsapp_templates.yml` cannot be used; the message names the entry and the cure."""


@dataclass(frozen=True)
class Template:
    """An approved text: the provider's id, and which values fill its numbered places, in order."""

    id: str
    values: tuple[str, ...]


@cache
def templates(file: Path = FILE) -> dict[tuple[str, str], Template]:
    """Every approved template by (message, language). Raises TemplateFileError."""
    rows = plain_yaml.parse(file.read_text(encoding="utf-8")) or {}
    found = {}
    for message, row in rows.items():
        try:
            values = tuple(str(value) for value in row["values"])
            approved = {str(code): str(sid) for code, sid in (row["approved"] or {}).items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise TemplateFileError(f"{file.name}, {message}: {error}; give values and approved") from error
        for code, sid in approved.items():
            if not sid.startswith("HX"):
                raise TemplateFileError(
                    f"{file.name}, {message}, {code}: an id begins with HX; copy it from the provider"
                )
            found[message, code] = Template(sid, values)
    return found


def approved(message: str, language: str) -> Template | None:
    """The approved template of a message in a language, if there is one."""
    return templates().get((message, language))


def window_open(contact: Contact) -> bool:
    """Whether the person wrote in the last 24 hours, so that any text may be sent."""
    return contact.last_seen > clock.now() - WINDOW


def may_go(message: OutboxMessage) -> bool:
    """Whether WhatsApp may carry a message of ours now; other channels always may."""
    if message.channel != "whatsapp" or message.contact is None:
        return True
    same_channel = message.contact.channel == "whatsapp"
    return (same_channel and window_open(message.contact)) or approved(
        message.template, message.contact.language
    ) is not None
