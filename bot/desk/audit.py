"""The trace: writes, and reads of a person's sheet.

audit.wrote(request, "visit.arrived", "visit", visit.reference)
audit.read(request, "visit", visit.reference)
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from bot.desk.models import AuditRow


def wrote(request: HttpRequest, action: str, kind: str = "", object_id: Any = "", detail: str = "") -> None:
    """Keep that the account of `request` did `action`; `detail` holds no name, number or words of a person."""
    add(request.user.get_username(), action, kind, object_id, detail)


def read(request: HttpRequest, kind: str, object_id: Any, detail: str = "") -> None:
    """Keep that the account of `request` saw what is known of a person."""
    add(request.user.get_username(), "read", kind, object_id, detail)


def add(account: str, action: str, kind: str = "", object_id: Any = "", detail: str = "") -> None:
    """Keep a row for an account by name: for what happens without a request, and around signing in."""
    AuditRow.objects.create(
        account=account, action=action, object_kind=kind, object_id=str(object_id), detail=detail[:300]
    )
