"""`/healthz`: what a monitor must know, without a person's data."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from actions.answers.models import PublishedAnswer
from actions.appointments.models import OutboxMessage
from bot.train import model_file


def healthz(request: HttpRequest) -> JsonResponse:
    """Database, model and outbox; 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        latest = PublishedAnswer.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
        uncertain = OutboxMessage.objects.filter(state=OutboxMessage.State.UNCERTAIN).count()
    except DatabaseError:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse(
        {
            "database": "up",
            "model": model_file().stem,
            "knowledge": latest.isoformat() if latest else None,
            "uncertain_messages": uncertain,
        }
    )
