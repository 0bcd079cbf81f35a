"""In which language the desk shows its pages: the account's choice, the browser's session, then the browser's wish."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from bot.desk.accounts.roles import profile_of
from bot.desk.words import DEFAULT, INTERFACE_LANGUAGES

SESSION_KEY = "interface"


def interface_language(request: HttpRequest) -> str:
    """'pt', 'fr' or 'en'."""
    session = getattr(request, "session", None)
    chosen = session.get(SESSION_KEY, "") if session is not None else ""
    user = getattr(request, "user", None)
    profile = profile_of(user) if user is not None else None
    wished = [
        code.partition("-")[0] for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    ]
    candidates = [chosen, profile.interface_language if profile else "", *wished]
    return next((code for code in candidates if code in INTERFACE_LANGUAGES), DEFAULT)


def choose(request: HttpRequest, code: str) -> None:
    """Remember a choice for this session, and for the account when there is one. Unknown codes change nothing."""
    if code not in INTERFACE_LANGUAGES:
        return
    request.session[SESSION_KEY] = code
    profile = profile_of(request.user)
    if profile is not None and profile.interface_language != code:
        profile.interface_language = code
        profile.save(update_fields=["interface_language"])
