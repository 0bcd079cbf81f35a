"""`farol admin`: the first administrator of the desk."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence

from bot.cli.options import parser

EXAMPLES = """  farol admin ana
  farol admin ana --url https://desk.example.org
  farol admin ana --password"""
INVITED_BY = "farol admin"


def main(arguments: Sequence[str]) -> int:
    """Print an invitation link, or ask for a password. Returns 1 with one sentence when it cannot be done."""
    options = parser(
        "admin", "Make an administrator of the desk: by an invitation link, valid for seven days.", EXAMPLES
    )
    options.add_argument("name", help="account name, 150 letters at most")
    options.add_argument("--password", action="store_true", help="ask for the password here instead of a link")
    usual = os.environ.get("FAROL_DESK_URL") or f"http://127.0.0.1:{os.environ.get('FAROL_DESK_PORT', '8000')}"
    options.add_argument("--url", default=usual, help="address of the desk, for the link (FAROL_DESK_URL)")
    given = options.parse_args(arguments)

    from bot.setup_django import setup_django

    setup_django()
    from django.core.exceptions import ValidationError

    try:
        link = _make(given.name, given.password)
    except ValidationError as error:
        print(" ".join(error.messages), file=sys.stderr)
        return 1
    print(f"{given.url.rstrip('/')}{link}" if link else f"The account {given.name} is ready: sign in at the desk.")
    return 0


def _make(name: str, with_password: bool) -> str:
    """The path of the invitation, '' when the account was made at once. Raises ValidationError."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.urls import reverse

    from bot.desk.accounts import invitations
    from bot.desk.models import Role

    model = get_user_model()
    model.username_validator(name)
    if model.objects.filter(username__iexact=name).exists():
        raise ValidationError(f"The account {name} exists already: choose another name.")
    password = ""
    if with_password:
        password = getpass.getpass("Password (12 letters or more): ")
        validate_password(password, model(username=name))
        if getpass.getpass("The same again: ") != password:
            raise ValidationError("The two passwords are not the same; nothing was made.")
    token = invitations.invite(name, [Role.ADMINISTRATOR], INVITED_BY)
    if not with_password:
        return reverse("invitation", args=[token])
    invitation = invitations.open_invitation(token)
    if invitation is None or invitations.take(invitation, password) is None:
        raise ValidationError(f"The account {name} was made by somebody else in this moment.")
    return ""
