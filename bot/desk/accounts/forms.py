"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from actions.directory.models import Centre
from bot.desk.models import EVERY, Role
from bot.desk.words import word
from locales.languages import languages


class ReachForm(forms.Form):
    """What an account may do, and where."""

    roles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    every_centre = forms.BooleanField(required=False)
    centres = forms.ModelMultipleChoiceField(queryset=Centre.objects.none(), required=False)
    languages = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, interface: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interface = interface
        self.fields["roles"].choices = [(role, word(f"role.{role}", interface)) for role in Role.values]
        self.fields["centres"].queryset = Centre.objects.filter(active=True).order_by("name")
        self.fields["centres"].label_from_instance = lambda centre: centre.name
        self.fields["languages"].choices = [
            (EVERY, word("account.every_language", interface)), *((c, x.name) for c, x in languages().items())
        ]  # fmt: skip
        for name, field in self.fields.items():
            field.label = word(f"account.{name}", interface)


class InviteForm(ReachForm):
    """A new account: its name and its reach."""

    username = forms.CharField(max_length=150)
    field_order = ["username"]

    def clean_username(self) -> str:
        """A name that no account has, in the letters Django allows."""
        username = str(self.cleaned_data["username"]).strip()
        model = get_user_model()
        model.username_validator(username)
        if model.objects.filter(username__iexact=username).exists():
            raise ValidationError(word("account.name_taken", self.interface))
        return username


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, username: str, interface: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = get_user_model()(username=username)
        self.interface = interface
        for name in self.fields:
            self.fields[name].label = word(f"password.{name}", interface)

    def clean(self) -> dict[str, Any]:
        """Both the same, and good enough by Django's rules."""
        given = super().clean()
        if given.get("password") and given.get("again"):
            if given["password"] != given["again"]:
                self.add_error("again", word("password.differ", self.interface))
            else:
                try:
                    validate_password(given["password"], self.user)
                except ValidationError as error:
                    self.add_error("password", error)
        return dict(given)
