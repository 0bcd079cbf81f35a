"""Rules that hold for every page: headers, sessions that end, demonstration accounts on this machine only."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from actions import clock
from bot.desk.accounts.roles import profile_of

Next = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
LIVE = "X-Farol-Live"  # sent by pages that refresh themselves: nobody is working because a page polls
TOUCH_SECONDS = 60


def headers(get_response: Next) -> Next:
    """Nothing from elsewhere is loaded or runs; pages of the desk are kept by no cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if request.path.startswith("/desk"):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def session_ends(get_response: Next) -> Next:
    """A session ends after 30 minutes without work, and 12 hours after it began whatever happens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            moment = int(clock.now().timestamp())
            began = request.session.setdefault("began", moment)
            last = request.session.setdefault("last", moment)
            if moment - last > settings.FAROL_IDLE_SECONDS or moment - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif moment - last >= TOUCH_SECONDS and LIVE not in request.headers:
                request.session["last"] = moment
        return get_response(request)

    return middleware


def demonstration_stays_here(get_response: Next) -> Next:
    """An account of the demonstration works only while it runs, and only for requests from this machine itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        profile = profile_of(request.user)
        if profile is not None and profile.demonstration and not demonstration_allowed(request):
            logout(request)
            raise PermissionDenied
        return get_response(request)

    return middleware


def demonstration_allowed(request: HttpRequest) -> bool:
    """Whether demonstration accounts exist for this request: not behind a proxy, which hides who asks."""
    if not settings.FAROL_DEMO or {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a socket of the file system has no address
        return False
