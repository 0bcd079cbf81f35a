"""The page of the trace: who did and read what, searchable by account, action, object and day."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from bot.desk.accounts.roles import role_required
from bot.desk.models import AuditRow, Role

ROWS = 100


@role_required(Role.ADMINISTRATOR)
def page(request: HttpRequest) -> HttpResponse:
    """The rows that fit every field filled in, latest first."""
    asked = {name: request.GET.get(name, "").strip()[:150] for name in ("account", "action", "object", "day")}
    rows = AuditRow.objects.all()
    if asked["account"]:
        rows = rows.filter(account__icontains=asked["account"])
    if asked["action"]:
        rows = rows.filter(action__icontains=asked["action"])
    if asked["object"]:
        rows = rows.filter(object_id__icontains=asked["object"])
    day = _day(asked["day"])
    if day is not None:
        rows = rows.filter(at__gte=day, at__lt=day + timedelta(days=1))
    found = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "desk/accounts/audit.html", {"rows": found, "asked": asked})


def _day(text: str) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:  # well formed, but no such day
        return None
    return datetime.combine(day, time(), tzinfo=timezone.utc) if day else None
