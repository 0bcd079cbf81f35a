"""Pages of accounts: the list, an invitation, one account, and accepting an invitation."""

from __future__ import annotations

from django.contrib.auth import get_user_model, login
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from actions import clock
from bot.desk import audit
from bot.desk.accounts import invitations
from bot.desk.accounts.forms import InviteForm, PasswordForm, ReachForm
from bot.desk.accounts.roles import role_required
from bot.desk.language import interface_language
from bot.desk.models import Invitation, Profile, Role


@role_required(Role.ADMINISTRATOR)
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account and every invitation that waits."""
    profiles = Profile.objects.select_related("user").prefetch_related("centres").order_by("user__username")
    waiting = Invitation.objects.filter(used_at__isnull=True, expires__gt=clock.now()).order_by("expires")
    return render(request, "desk/accounts/list.html", {"profiles": profiles, "waiting": waiting})


@role_required(Role.ADMINISTRATOR)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown once, to be handed over by a way of your own."""
    form = InviteForm(request.POST or None, interface=interface_language(request))
    link = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        token = invitations.invite(
            given["username"], given["roles"], request.user.get_username(), given["centres"], given["languages"],
            given["every_centre"],
        )  # fmt: skip
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
    return render(request, "desk/accounts/invite.html", {"form": form, "link": link})


@role_required(Role.ADMINISTRATOR)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an account may do, renew its password, forget its second factor, or close it.

    Nobody changes their own account.
    """
    profile = get_object_or_404(Profile.objects.select_related("user"), pk=pk)
    own = profile.user_id == request.user.pk
    initial = {"roles": profile.roles, "every_centre": profile.every_centre, "languages": profile.languages,
               "centres": profile.centres.all()}  # fmt: skip
    form = ReachForm(request.POST or None, interface=interface_language(request), initial=initial)
    changes = request.method == "POST" and not own and not profile.demonstration
    if changes and request.POST.get("wish") == "new_password":
        token = invitations.renew(profile, request.user.get_username())
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        return render(request, "desk/accounts/invite.html", {"link": link})
    if changes and _change(request, profile, form):
        return redirect("accounts")
    return render(request, "desk/accounts/account.html", {"profile": profile, "form": form, "own": own})


def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person chooses a password; the second factor follows at once."""
    invitation = invitations.open_invitation(token)
    if invitation is None:
        context = {"title_key": "invitation.over.title", "text_key": "invitation.over.text"}
        return render(request, "desk/refusal.html", context, status=410)
    form = PasswordForm(request.POST or None, username=invitation.username, interface=interface_language(request))
    if request.method == "POST" and form.is_valid():
        user = invitations.take(invitation, form.cleaned_data["password"])
        if user is not None:
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("second-factor" if user is not None else request.path)
    return render(request, "desk/accounts/accept.html", {"form": form, "invitation": invitation})


def _change(request: HttpRequest, profile: Profile, form: ReachForm) -> bool:
    name, wish = profile.user.get_username(), request.POST.get("wish", "save")
    if wish == "save":
        if not form.is_valid():
            return False
        given = form.cleaned_data
        profile.roles, profile.languages = given["roles"], given["languages"]
        profile.every_centre = given["every_centre"]
        profile.save(update_fields=["roles", "languages", "every_centre"])
        profile.centres.set(given["centres"])
        audit.wrote(request, "account.changed", "account", name, ", ".join(given["roles"]))
    elif wish == "forget_second_factor":
        TOTPDevice.objects.filter(user=profile.user).delete()
        _end_sessions(profile)
        audit.wrote(request, "second_factor.forgotten", "account", name)
    elif wish in ("close", "reopen"):
        get_user_model().objects.filter(pk=profile.user_id).update(is_active=wish == "reopen")
        _end_sessions(profile)
        audit.wrote(request, f"account.{wish}", "account", name)
    return True


def _end_sessions(profile: Profile) -> None:
    """Sessions are few at a desk: each is opened to see whose it is."""
    for session in Session.objects.filter(expire_date__gt=clock.now()):
        if session.get_decoded().get("_auth_user_id") == str(profile.user_id):
            session.delete()
