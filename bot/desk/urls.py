"""Addresses of the desk. Each part of the console brings its own list."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from bot.desk.health import healthz
from bot.desk.receipts import receipts

PARTS = (
    "bot.desk.accounts.urls",
    "bot.desk.today.urls",
    "bot.desk.counter.urls",
    "bot.desk.services.urls",
    "bot.desk.mediation.urls",
    "bot.desk.training.urls",
    "bot.desk.coming.urls",
    "bot.desk.centres.urls",
    "bot.desk.statistics.urls",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", receipts, name="receipts"),
    path("healthz", healthz, name="healthz"),
    *(path("desk/", include(part)) for part in PARTS),
]
if settings.FAROL_ADMIN:
    urlpatterns.append(path("desk/tables/", include("bot.desk.tables.urls", namespace="tables")))

handler403 = "bot.desk.refusals.refused"
handler404 = "bot.desk.refusals.not_found"
handler500 = "bot.desk.refusals.failed"
