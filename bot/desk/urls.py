"""Addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from bot.desk.health import healthz
from bot.desk.receipts import receipts

urlpatterns: list[URLPattern | URLResolver] = [
    path("", receipts, name="receipts"),
    path("healthz", healthz, name="healthz"),
]
