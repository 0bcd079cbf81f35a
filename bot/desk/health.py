"""`/healthz`: what a monitor must know, without a person's data."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from bot.health import health


def healthz(request: HttpRequest) -> JsonResponse:
    """Database, Redis, model, knowledge, worker, servers, channels; 503 when people cannot be served.

    A late worker or turn is told (`troubles`) and answered with 200: taking the desk out of service would not help.
    """
    try:
        found = health()
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse(found.as_dict(), status=503 if found.redis == "down" else 200)
