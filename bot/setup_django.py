"""Starting Django once, for every entry point."""

from __future__ import annotations

import os

import django
from django.apps import apps


def setup_django() -> None:
    """Configure Django from `bot.settings`; calling it again changes nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bot.settings")
    if not apps.ready:
        django.setup()
