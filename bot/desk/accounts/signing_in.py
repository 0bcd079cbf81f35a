"""Signing in: password, then the second factor; demonstration accounts; language; signing out."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django_otp import login as otp_login
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from bot.desk import audit, menu
from bot.desk.accounts.demonstration import account_for
from bot.desk.accounts.roles import profile_of, role_required, roles_of, second_factor_given
from bot.desk.language import choose
from bot.desk.middleware import demonstration_allowed
from bot.desk.models import Role
from bot.desk.qr import qr


class SignIn(LoginView):
    """Name and password. Django changes the session's key here, so a key planted before is worth nothing."""

    template_name = "desk/accounts/login.html"
    redirect_authenticated_user = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the demonstration's accounts where they may be used."""
        allowed = demonstration_allowed(self.request)
        return {**super().get_context_data(**kwargs), "demonstration_roles": Role.values if allowed else []}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Password right: on to the second factor."""
        wanted = self.get_success_url()
        login(self.request, form.get_user())
        self.request.session["wanted"] = wanted
        return redirect("second-factor")


def locked(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Too many wrong passwords: say how long to wait."""
    return render(request, "desk/refusal.html", {"title_key": "locked.title", "text_key": "locked.text"}, status=429)


def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits; an account that has no second factor yet sets it up first."""
    if profile_of(request.user) is None:
        logout(request)
        return redirect("login")
    if second_factor_given(request.user):
        return _onward(request)
    if not TOTPDevice.objects.filter(user=request.user, confirmed=True).exists():
        return redirect("second-factor-set-up")
    wrong = False
    if request.method == "POST":
        device = match_token(request.user, _digits(request))
        if device is not None:
            return _verified(request, device)
        wrong = True
        audit.add(request.user.get_username(), "second_factor.wrong")
    return render(request, "desk/accounts/second_factor.html", {"wrong": wrong}, status=403 if wrong else 200)


def set_up(request: HttpRequest) -> HttpResponse:
    """Show the key of a new second factor as a QR code; it counts once six right digits came back."""
    if profile_of(request.user) is None:
        return redirect("login")
    if TOTPDevice.objects.filter(user=request.user, confirmed=True).exists():
        return redirect("second-factor")
    device, _ = TOTPDevice.objects.get_or_create(user=request.user, confirmed=False, defaults={"name": "totp"})
    wrong = False
    if request.method == "POST":
        if device.verify_token(_digits(request)):
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            audit.wrote(request, "second_factor.set_up")
            return _verified(request, device)
        wrong = True
    context = {"qr": qr(device.config_url), "secret": _secret(device), "wrong": wrong}
    return render(request, "desk/accounts/set_up.html", context, status=403 if wrong else 200)


@require_POST
def demonstrate(request: HttpRequest) -> HttpResponse:
    """Sign in with the demonstration's account of one role, from this machine only."""
    role = request.POST.get("role", "")
    if not demonstration_allowed(request) or role not in Role.values:
        raise PermissionDenied
    login(request, account_for(role), backend="django.contrib.auth.backends.ModelBackend")
    audit.wrote(request, "signed_in", detail="demonstration")
    return redirect("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("login")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the desk in another language, on the page where the wish was made."""
    choose(request, request.POST.get("language", ""))
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) and back.startswith("/")
    return redirect(back if safe else "home")


@role_required()
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the account's menu."""
    pages = menu.entries(roles_of(request.user))
    if not pages:
        raise PermissionDenied
    return redirect(pages[0].url)


def _digits(request: HttpRequest) -> str:
    return "".join(c for c in request.POST.get("token", "") if c.isdigit())[:8]


def _verified(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    otp_login(request, device)
    request.session.cycle_key()
    audit.wrote(request, "signed_in")
    return _onward(request)


def _onward(request: HttpRequest) -> HttpResponse:
    return redirect(request.session.pop("wanted", "") or "home")


def _secret(device: TOTPDevice) -> str:
    # The same key as in the QR code, for a telephone without camera.
    text = b32encode(device.bin_key).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
