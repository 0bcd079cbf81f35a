"""Pages that say no: what happened and what to do next, in the language of the interface."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bot.desk.words import INTERFACE_LANGUAGES, word


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the account may not open this page."""
    return _page(request, "refused", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or nothing there for this account."""
    return _page(request, "not_found", 404)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is not from this session."""
    return _page(request, "csrf", 403)


def failed(request: HttpRequest) -> HttpResponse:
    """500: without template or database, either of which may be what failed."""
    text = "\n\n".join(word("failed", code) for code in INTERFACE_LANGUAGES)
    return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, what: str, status: int) -> HttpResponse:
    return render(
        request, "desk/refusal.html", {"title_key": f"{what}.title", "text_key": f"{what}.text"}, status=status
    )
