"""Invitations: a signed link that makes one account, once, within seven days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction

from actions import clock
from actions.directory.models import Centre
from bot.desk import audit
from bot.desk.models import Invitation, Profile

VALID = timedelta(days=7)
SALT = "farol.desk.invitation"


def invite(
    username: str,
    roles: Iterable[str],
    by: str,
    centres: Iterable[Centre] = (),
    languages: Iterable[str] = (),
    every_centre: bool = False,
) -> str:
    """Keep an invitation and return the token of its link. The link alone opens it: it is shown once."""
    invitation = Invitation.objects.create(
        username=username, roles=list(roles), invited_by=by, languages=list(languages), every_centre=every_centre,
        expires=clock.now() + VALID,
    )  # fmt: skip
    invitation.centres.set(centres)
    audit.add(by, "account.invited", "account", username, ", ".join(invitation.roles))
    return signing.dumps(invitation.pk, salt=SALT)


def renew(profile: Profile, by: str) -> str:
    """A link for a new password of an account that exists; its roles and its second factor stay."""
    username = profile.user.get_username()
    made = Invitation.objects.create(username=username, invited_by=by, expires=clock.now() + VALID, renews=True)
    audit.add(by, "account.new_password", "account", username)
    return signing.dumps(made.pk, salt=SALT)


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, while it can be used."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    return Invitation.objects.filter(pk=pk, used_at__isnull=True, expires__gt=clock.now()).first()


def take(invitation: Invitation, password: str) -> Any | None:
    """Make the account, or give it its new password; None when the link was used in the meantime, the name is taken,
    or the account to renew was closed.
    """
    with transaction.atomic():
        mine = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=clock.now())
        if not mine:
            return None
        return _new_password(invitation, password) if invitation.renews else _new_account(invitation, password)


def _new_password(invitation: Invitation, password: str) -> Any | None:
    user = get_user_model().objects.filter(username=invitation.username, is_active=True).first()
    if user is not None:
        user.set_password(password)  # every session of the old password ends with it
        user.save(update_fields=["password"])
        audit.add(user.get_username(), "account.password_renewed", "account", user.get_username())
    return user


def _new_account(invitation: Invitation, password: str) -> Any | None:
    users = get_user_model().objects
    if users.filter(username=invitation.username).exists():
        return None
    user = users.create_user(invitation.username, password=password)
    profile = Profile.objects.create(
        user=user, roles=invitation.roles, languages=invitation.languages, every_centre=invitation.every_centre
    )
    profile.centres.set(invitation.centres.all())
    audit.add(user.get_username(), "account.made", "account", user.get_username())
    return user
