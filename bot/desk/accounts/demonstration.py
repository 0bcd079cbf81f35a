"""The demonstration's accounts: one per role, without a password, usable only as `middleware` allows."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from bot.desk.models import EVERY, Profile


def account_for(role: str) -> Any:
    """The demonstration's account of `role`, made when it is first asked for. It sees demonstration centres only."""
    user, created = get_user_model().objects.get_or_create(username=f"demo-{role.replace('_', '-')}")
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    Profile.objects.get_or_create(user=user, defaults={"roles": [role], "languages": [EVERY], "demonstration": True})
    return user
