"""`farol admin` makes the first administrator, by a link or a password, and refuses what is weak or taken."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from django.test import Client

from bot.cli import admin
from bot.desk.models import Profile, Role

PASSWORD = "uma frase longa de pessoa"


def test_the_link_makes_an_administrator_who_still_needs_a_second_factor(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert admin.main(["ana", "--url", "http://localhost:8000/"]) == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("http://localhost:8000/desk/invitation/")
    browser = Client()
    browser.post(link.removeprefix("http://localhost:8000"), {"password": PASSWORD, "again": PASSWORD})
    assert Profile.objects.get(user__username="ana").roles == [Role.ADMINISTRATOR]
    assert browser.get("/desk/accounts").url == "/desk/second-factor"


def test_a_password_makes_the_account_at_once_unless_it_is_weak(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "short")
    assert admin.main(["ana", "--password"]) == 1
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    assert admin.main(["ana", "--password"]) == 0
    assert admin.main(["ANA"]) == 1
    assert "exists already" in capsys.readouterr().err
