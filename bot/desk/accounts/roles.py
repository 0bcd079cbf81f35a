"""Who may open what: the decorator of every page of the desk, and the limits of an account.

@role_required(Role.FRONT_DESK, Role.COORDINATOR)
def today(request: HttpRequest, centre_id: str) -> HttpResponse:
    centre = centre_or_404(request.user, centre_id)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from actions.appointments.models import Appointment
from actions.directory.models import Centre
from bot.desk.models import EVERY, Profile
from locales.languages import languages

View = Callable[..., HttpResponse]


def profile_of(user: Any) -> Profile | None:
    """The profile of an account; None for a stranger and for an account that was never given one."""
    return getattr(user, "profile", None) if getattr(user, "is_authenticated", False) else None


def roles_of(user: Any) -> frozenset[str]:
    """The roles of an account; none for a stranger."""
    profile = profile_of(user)
    return frozenset(profile.roles) if profile else frozenset()


def centres_of(user: Any) -> QuerySet[Centre]:
    """The active centres an account works for."""
    profile = profile_of(user)
    active = Centre.objects.filter(active=True).order_by("name")
    if profile is None:
        return active.none()
    if profile.demonstration:
        return active.filter(demo=True)
    return active if profile.every_centre else active.filter(pk__in=profile.centres.values("pk"))


def languages_of(user: Any) -> frozenset[str]:
    """The codes of the languages in which an account may check and write answers."""
    profile = profile_of(user)
    if profile is None:
        return frozenset()
    return frozenset(languages()) if EVERY in profile.languages else frozenset(profile.languages)


def centre_or_404(user: Any, centre_id: str) -> Centre:
    """The centre, when the account works there; otherwise it does not exist for this account."""
    centre = centres_of(user).filter(pk=centre_id).first()
    if centre is None:
        raise Http404
    return centre


def visit_or_404(user: Any, reference: str) -> Appointment:
    """The visit with a reference, when it is at one of the account's centres."""
    visit = (
        Appointment.objects.filter(reference=reference, centre__in=centres_of(user))
        .select_related("centre", "contact", "desk", "interpreter_line", "triage")
        .first()
    )
    if visit is None:
        raise Http404
    return visit


def second_factor_given(user: Any) -> bool:
    """Whether the second factor was given in this session; accounts of the demonstration need none."""
    profile = profile_of(user)
    if profile is not None and profile.demonstration:
        return bool(settings.FAROL_DEMO)
    return bool(getattr(user, "is_verified", bool)())


def enters(request: HttpRequest) -> bool:
    """Whether the request comes from an account that is wholly signed in."""
    user = getattr(request, "user", None)
    return profile_of(user) is not None and second_factor_given(user)


def role_required(*roles: str) -> Callable[[View], View]:
    """Let in accounts that have one of `roles`, signed in with both factors; without roles, every account.

    A stranger goes to the sign-in page, an account without its second factor to that page; any other is refused.
    """
    wanted = frozenset(str(role) for role in roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if profile_of(request.user) is None:
                return _to_sign_in(request)
            if not second_factor_given(request.user):
                return redirect("second-factor")
            if wanted and not wanted & roles_of(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = wanted  # type: ignore[attr-defined]  # read by the table of permissions
        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = reverse("login")
    if request.headers.get("HX-Request"):
        # A fragment cannot show the sign-in page: the browser is told to go there.
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    wanted = urlencode({"next": request.get_full_path()})
    return redirect(f"{address}?{wanted}" if request.method == "GET" else address)
