"""Addresses of the tables. Read only where `FAROL_ADMIN` is set: the admin's models need their app."""

from __future__ import annotations

from bot.desk.tables import rows

urlpatterns, app_name, _ = rows.site.urls
