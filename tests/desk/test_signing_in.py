"""Signing in: two factors, lock-out, sessions that end, demonstration accounts on this machine only."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from actions import clock
from bot.desk.accounts import invitations
from bot.desk.models import AuditRow, Profile, Role
from tests.desk.conftest import MONDAY, SignIn

PASSWORD = "uma frase longa de pessoa"


def _account(name: str = "ana", role: str = Role.FRONT_DESK) -> None:
    user = get_user_model().objects.create_user(name, password=PASSWORD)
    Profile.objects.create(user=user, roles=[role])


def _digits(name: str) -> str:
    device = TOTPDevice.objects.filter(user__username=name).latest("pk")
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    return f"{totp.token():06d}"


def _password(browser: Client, name: str = "ana", password: str = PASSWORD):
    return browser.post("/desk/login", {"username": name, "password": password})


def test_the_password_alone_opens_nothing(database: Path) -> None:
    _account()
    browser = Client()
    assert _password(browser).url == "/desk/second-factor"
    assert browser.get("/desk/").url == "/desk/second-factor"
    assert browser.get("/desk/second-factor").url == "/desk/second-factor/set-up"


def test_the_second_factor_is_set_up_once_and_asked_for_ever_after(database: Path) -> None:
    _account(role=Role.ADMINISTRATOR)
    first = Client()
    _password(first)
    page = first.get("/desk/second-factor/set-up").content.decode()
    assert "<svg" in page
    assert first.post("/desk/second-factor/set-up", {"token": _digits("ana")}).url == "/desk/"
    assert first.get("/desk/accounts").status_code == 200
    second = Client()
    _password(second)
    assert second.get("/desk/second-factor/set-up").url == "/desk/second-factor"
    assert second.get("/desk/accounts").url == "/desk/second-factor"


def test_wrong_digits_open_nothing(database: Path) -> None:
    _account(role=Role.ADMINISTRATOR)
    browser = Client()
    _password(browser)
    browser.get("/desk/second-factor/set-up")
    wrong = f"{(int(_digits('ana')) + 1) % 1_000_000:06d}"
    assert browser.post("/desk/second-factor/set-up", {"token": wrong}).status_code == 403
    assert browser.get("/desk/accounts").url == "/desk/second-factor"


def test_the_same_digits_work_only_once(database: Path) -> None:
    _account(role=Role.ADMINISTRATOR)
    first = Client()
    _password(first)
    first.get("/desk/second-factor/set-up")
    digits = _digits("ana")
    first.post("/desk/second-factor/set-up", {"token": digits})
    second = Client()
    _password(second)
    assert second.post("/desk/second-factor", {"token": digits}).status_code == 403


def test_five_wrong_passwords_lock_the_account_for_a_while(database: Path) -> None:
    _account()
    browser = Client()
    answers = [_password(browser, password="wrong").status_code for _ in range(5)]
    assert answers[-1] == 429
    assert _password(browser).status_code == 429


def test_signing_in_changes_the_key_of_the_session(database: Path) -> None:
    _account()
    browser = Client()
    browser.post("/desk/language", {"language": "fr"})
    planted = browser.cookies["sessionid"].value
    _password(browser)
    assert browser.cookies["sessionid"].value != planted
    after_password = browser.cookies["sessionid"].value
    browser.get("/desk/second-factor/set-up")
    browser.post("/desk/second-factor/set-up", {"token": _digits("ana")})
    assert browser.cookies["sessionid"].value != after_password


def test_a_session_ends_after_half_an_hour_without_work_even_when_a_page_refreshes_itself(sign_in: SignIn) -> None:
    browser = sign_in(Role.ADMINISTRATOR)
    assert browser.get("/desk/accounts").status_code == 200
    for minutes in range(2, 32, 2):
        with clock.frozen(MONDAY + timedelta(minutes=minutes)):
            browser.get("/desk/accounts", headers={"X-Farol-Live": "1"})
    with clock.frozen(MONDAY + timedelta(minutes=31)):
        assert browser.get("/desk/accounts").status_code == 302


def test_a_session_ends_after_twelve_hours_of_work(sign_in: SignIn) -> None:
    browser = sign_in(Role.ADMINISTRATOR)
    for quarter in range(4 * 12):
        with clock.frozen(MONDAY + timedelta(minutes=15 * quarter)):
            assert browser.get("/desk/accounts").status_code == 200
    with clock.frozen(MONDAY + timedelta(hours=12, minutes=1)):
        assert browser.get("/desk/accounts").status_code == 302


def test_a_fragment_of_an_ended_session_sends_the_browser_to_the_sign_in_page(database: Path) -> None:
    answer = Client().get("/desk/accounts", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/desk/login")


def test_demonstration_accounts_need_the_demonstration_and_this_machine(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = {"role": Role.ADMINISTRATOR}
    assert Client().post("/desk/demonstration", wish).status_code == 403
    monkeypatch.setattr(settings, "FAROL_DEMO", "1")
    assert Client(REMOTE_ADDR="192.0.2.7").post("/desk/demonstration", wish).status_code == 403
    assert Client(headers={"X-Forwarded-For": "192.0.2.7"}).post("/desk/demonstration", wish).status_code == 403
    here = Client()
    assert here.post("/desk/demonstration", wish).status_code == 302
    page = here.get("/desk/accounts")
    assert page.status_code == 200
    assert "banner" in page.content.decode()
    stolen = Client(REMOTE_ADDR="192.0.2.7")
    stolen.cookies = here.cookies
    assert stolen.get("/desk/accounts").status_code == 403
    monkeypatch.setattr(settings, "FAROL_DEMO", "")
    assert here.get("/desk/accounts").status_code in (302, 403)


def test_an_invitation_makes_one_account_once_within_seven_days(database: Path) -> None:
    token = invitations.invite("rui", [Role.MEDIATOR], by="ana", languages=["hi"])
    page = f"/desk/invitation/{token}"
    weak = Client().post(page, {"password": "rui", "again": "rui"})
    assert weak.status_code == 200 and "errorlist" in weak.content.decode()
    assert Client().post(page, {"password": PASSWORD, "again": PASSWORD}).url == "/desk/second-factor"
    profile = Profile.objects.get(user__username="rui")
    assert (profile.roles, profile.languages) == ([Role.MEDIATOR], ["hi"])
    assert Client().get(page).status_code == 410
    assert Client().get(f"{page}x").status_code == 410
    late = invitations.invite("eva", [Role.MEDIATOR], by="ana")
    with clock.frozen(MONDAY + timedelta(days=8)):
        assert Client().get(f"/desk/invitation/{late}").status_code == 410


def test_a_new_password_is_a_link_too_and_ends_the_sessions_of_the_old_one(sign_in: SignIn) -> None:
    admin, other = sign_in(Role.ADMINISTRATOR), sign_in(Role.ADMINISTRATOR)
    profile = Profile.objects.latest("pk")
    page = admin.post(f"/desk/accounts/{profile.pk}", {"wish": "new_password"}).content.decode()
    link = re.search(r"http://testserver(/desk/invitation/[^<]+)", page).group(1)
    assert Client().post(link, {"password": PASSWORD, "again": PASSWORD}).url == "/desk/second-factor"
    assert other.get("/desk/accounts").status_code == 302
    assert _password(Client(), profile.user.username).url == "/desk/second-factor"
    assert Profile.objects.get(pk=profile.pk).roles == [Role.ADMINISTRATOR]
    assert Client().get(link).status_code == 410


def test_nobody_changes_their_own_account(sign_in: SignIn) -> None:
    admin = sign_in(Role.ADMINISTRATOR)
    profile = Profile.objects.latest("pk")
    for wish in ("save", "new_password", "forget_second_factor", "close"):
        assert "own account" in admin.post(f"/desk/accounts/{profile.pk}", {"wish": wish}).content.decode()
    assert admin.get("/desk/accounts").status_code == 200


def test_the_way_back_after_a_choice_of_language_stays_on_this_site(database: Path) -> None:
    answer = Client().post("/desk/language", {"language": "fr", "back": "//elsewhere.example/x"})
    assert answer.url == "/desk/"


def test_a_closed_account_is_out_at_once(sign_in: SignIn) -> None:
    admin, other = sign_in(Role.ADMINISTRATOR), sign_in(Role.ADMINISTRATOR)
    profile = Profile.objects.latest("pk")
    assert other.get("/desk/accounts").status_code == 200
    admin.post(f"/desk/accounts/{profile.pk}", {"wish": "close"})
    assert other.get("/desk/accounts").status_code == 302
    assert AuditRow.objects.filter(action="account.close").count() == 1


def test_every_page_brings_its_own_policy_and_loads_nothing_from_elsewhere(database: Path) -> None:
    for address in ("/", "/desk/login"):
        answer = Client().get(address)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        page = answer.content.decode()
        assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)
        assert "style=" not in page and "<style" not in page


def test_a_failure_on_our_side_says_what_to_do_and_shows_nothing_of_it(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.desk.accounts import trace

    monkeypatch.setattr(trace, "_day", lambda text: 1 / 0)
    answer = sign_in(Role.ADMINISTRATOR, raise_request_exception=False).get("/desk/audit")
    assert answer.status_code == 500
    assert "Try again" in answer.content.decode() and "Zero" not in answer.content.decode()
