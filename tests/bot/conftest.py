"""Django is configured before the tests of this room are imported: its channels use the database."""

from __future__ import annotations

from bot.setup_django import setup_django

setup_django()
