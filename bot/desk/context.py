"""What every template of the desk may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from bot.desk.accounts.roles import enters, roles_of
from bot.desk.language import interface_language
from bot.desk.menu import entries
from bot.desk.words import INTERFACE_LANGUAGES


def desk(request: HttpRequest) -> dict[str, Any]:
    """`interface` (language code), `menu` (pages of this account), `demonstration`, `roles`."""
    inside = enters(request)
    roles = roles_of(request.user) if inside else frozenset()
    return {
        "interface": interface_language(request),
        "interface_languages": INTERFACE_LANGUAGES,
        "menu": entries(roles),
        "roles": roles,
        "inside": inside,
        "demonstration": bool(settings.FAROL_DEMO),
    }
