"""Django's admin: off by default, for administrators with their second factor only, and every write in the trace."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.urls import clear_url_caches, reverse

import bot.desk.urls
from actions.appointments.models import Appointment, Contact
from actions.directory.edits import merge
from actions.directory.models import (
    Absence,
    Centre,
    Closure,
    Desk,
    InterpreterLine,
    LineAbsence,
    MunicipalHoliday,
    Network,
    OpeningRange,
    Organisation,
)
from bot.desk.accounts import demonstration
from bot.desk.models import AuditRow, Profile, Role
from tests.desk.conftest import MONDAY, SignIn
from tests.desk.live import CHROMIUM, signed_in
from tests.desk.test_today import make_visit

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's own loop runs in this thread

ADMIN = "django.contrib.admin.apps.SimpleAdminConfig"
INDEX = "/desk/tables/"
STRUCTURE = {
    Network, Organisation, Centre, Desk, InterpreterLine, LineAbsence, OpeningRange, Closure, Absence, MunicipalHoliday,
}  # fmt: skip
OTHERS = sorted({*Role.values} - {Role.ADMINISTRATOR})
LOOK = """
import json
from bot.setup_django import setup_django
setup_django()
from django.apps import apps
from django.core.management import call_command
from django.urls import Resolver404, resolve
try:
    address = resolve("/desk/tables/").view_name
except Resolver404:
    address = None
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
call_command("check", fail_level="WARNING")
print(json.dumps([apps.is_installed("django.contrib.admin"), address]))
"""


@pytest.fixture
def tables(database: object) -> Iterator[None]:
    """The desk as `FAROL_ADMIN=1` makes it."""
    with override_settings(FAROL_ADMIN=True, INSTALLED_APPS=[*settings.INSTALLED_APPS, ADMIN]):
        call_command("migrate", verbosity=0)
        _read_addresses_again()
        yield
    _read_addresses_again()


@pytest.fixture
def administrator(tables: None, sign_in: SignIn) -> Client:
    """A browser of an administrator, both factors given."""
    return sign_in(Role.ADMINISTRATOR)


def _read_addresses_again() -> None:
    importlib.reload(bot.desk.urls)
    clear_url_caches()


def _traced() -> list[tuple[str, str, str, str]]:
    rows = AuditRow.objects.filter(action__startswith="tables.").order_by("pk")
    return list(rows.values_list("action", "object_kind", "object_id", "detail"))


@pytest.mark.parametrize(("value", "found"), [("0", "[false, null]"), ("1", '[true, "tables:index"]')])
def test_only_the_variable_installs_it_and_no_migration_is_missing(value: str, found: str) -> None:
    environment = {**os.environ, "FAROL_ADMIN": value}
    done = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == found


def test_without_the_variable_the_address_does_not_exist(sign_in: SignIn) -> None:
    browser = sign_in(*Role.values)
    for address in (INDEX, f"{INDEX}directory/centre/", f"{INDEX}login/"):
        assert browser.get(address).status_code == 404
        assert Client().get(address).status_code == 404
    assert INDEX not in browser.get("/desk/accounts").content.decode()


def test_an_administrator_with_both_factors_opens_every_list_and_form(administrator: Client) -> None:
    from bot.desk.tables.site import site

    assert administrator.get(INDEX).status_code == 200
    assert INDEX in administrator.get("/desk/accounts").content.decode()
    for model in site._registry:
        name = f"tables:{model._meta.app_label}_{model._meta.model_name}"
        assert administrator.get(reverse(f"{name}_changelist")).status_code == 200, model
        added = 403 if model is Centre else 200
        assert administrator.get(reverse(f"{name}_add")).status_code == added, model
    assert administrator.get(f"{INDEX}directory/centre/demo-braga/change/").status_code == 200


def test_structure_is_there_and_nothing_about_people(administrator: Client) -> None:
    from bot.desk.tables.site import site

    assert set(site._registry) == STRUCTURE
    for model in (Appointment, Contact, Profile):
        assert administrator.get(f"{INDEX}{model._meta.app_label}/{model._meta.model_name}/").status_code == 404


@pytest.mark.parametrize("role", OTHERS)
def test_every_other_role_is_refused_whatever_django_says_of_it(tables: None, sign_in: SignIn, role: str) -> None:
    browser = sign_in(role)
    Profile.objects.get().user.__class__.objects.update(is_staff=True, is_superuser=True)
    for address in (INDEX, f"{INDEX}directory/network/", f"{INDEX}directory/network/add/", f"{INDEX}jsi18n/",
                    f"{INDEX}login/", f"{INDEX}nothing/"):  # fmt: skip
        assert browser.get(address).status_code == 403, address
        assert browser.post(address, {"id": "x", "name": "X"}).status_code == 403, address
    assert INDEX not in browser.get("/desk/counter").content.decode()
    assert Network.objects.count() == 0


def test_a_stranger_is_sent_to_the_sign_in_page_of_the_desk(tables: None) -> None:
    for address in (INDEX, f"{INDEX}directory/network/", f"{INDEX}login/"):
        assert Client().get(address).headers["Location"].startswith("/desk/login?next=")


def test_an_administrator_without_the_second_factor_is_sent_to_give_it(tables: None, sign_in: SignIn) -> None:
    browser = sign_in(Role.ADMINISTRATOR, verified=False)
    for address in (INDEX, f"{INDEX}directory/network/add/", f"{INDEX}login/"):
        assert browser.get(address).headers["Location"] == "/desk/second-factor"


def test_a_closed_account_is_a_stranger(administrator: Client) -> None:
    Profile.objects.get().user.__class__.objects.update(is_active=False)
    assert administrator.get(INDEX).headers["Location"].startswith("/desk/login")


def test_an_account_of_the_demonstration_is_nobody_once_the_demonstration_ended(tables: None) -> None:
    browser = Client()
    browser.force_login(
        demonstration.account_for(Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert browser.get(INDEX).status_code == 403


def test_passwords_are_not_changed_here(administrator: Client) -> None:
    assert administrator.get(f"{INDEX}password_change/").status_code == 404


def test_each_write_is_in_the_trace_as_names_of_fields_never_as_words(administrator: Client) -> None:
    at = f"{INDEX}directory/interpreterline/"
    line = {"id": "line-1", "territory": "pt", "name": "Linha", "languages": ["hi", "bn"], "lead_minutes": "30",
            "active": "on"}  # fmt: skip
    assert administrator.post(f"{at}add/", line).status_code == 302
    assert InterpreterLine.objects.get().languages == ["hi", "bn"]
    assert administrator.post(f"{at}line-1/change/", {**line, "name": "Linha da Eva"}).status_code == 302
    absent = {"line": "line-1", "starts_0": "2026-12-01", "starts_1": "09:00", "ends_0": "2026-12-01",
              "ends_1": "12:00", "reason": "Eva"}  # fmt: skip
    assert administrator.post(f"{INDEX}directory/lineabsence/add/", absent).status_code == 302
    pk = str(LineAbsence.objects.get().pk)
    assert administrator.post(f"{INDEX}directory/lineabsence/{pk}/delete/", {"post": "yes"}).status_code == 302
    assert not LineAbsence.objects.exists()
    traced = _traced()
    assert [row[:3] for row in traced] == [
        ("tables.added", "interpreterline", "line-1"),
        ("tables.changed", "interpreterline", "line-1"),
        ("tables.added", "lineabsence", pk),
        ("tables.removed", "lineabsence", pk),
    ]
    assert traced[1][3] == "name"
    assert not any("Eva" in row[3] for row in traced)
    assert {row.account for row in AuditRow.objects.all()} == {Profile.objects.get().user.username}


def test_removing_several_at_once_leaves_a_row_of_the_trace_for_each(administrator: Client) -> None:
    for name in ("um", "dois"):
        Network.objects.create(id=name, name=name)
    asked = {"action": "delete_selected", "_selected_action": ["um", "dois"], "post": "yes"}
    assert administrator.post(f"{INDEX}directory/network/", asked).status_code == 302
    assert not Network.objects.exists()
    assert sorted(row[:3] for row in _traced()) == [
        ("tables.removed", "network", "dois"),
        ("tables.removed", "network", "um"),
    ]


def test_djangos_own_log_stays_empty_and_history_is_the_trace(administrator: Client) -> None:
    from django.contrib.admin.models import LogEntry

    administrator.post(f"{INDEX}directory/organisation/add/", {"id": "casa", "name": "Casa"})
    assert Organisation.objects.count() == 1 and LogEntry.objects.count() == 0
    there = administrator.get(f"{INDEX}directory/organisation/casa/history/").headers["Location"]
    assert "casa" in administrator.get(there).content.decode()


def test_a_corrected_centre_is_kept_by_the_next_load_and_a_centre_never_comes_or_goes_here(
    administrator: Client, centre: Centre
) -> None:
    at = f"{INDEX}directory/centre/{centre.pk}"
    given = {"address": "Rua Nova, 1", "phone": "", "booking_mode": "own", "booking_url": "", "confirmed_by": "",
             "confirmed_on": "", "min_notice_minutes": "60", "max_notice_days": "30", "visits_per_contact": "2",
             "name": "Outro nome"}  # fmt: skip
    assert administrator.post(f"{at}/change/", given).status_code == 302
    old_name = centre.name
    centre.refresh_from_db()
    assert (centre.address, centre.visits_per_contact, centre.name) == ("Rua Nova, 1", 2, old_name)
    assert "address" not in merge(centre, {"address": "Rua Velha", "phone": ""})[0]
    assert administrator.post(f"{at}/change/", {**given, "booking_url": "javascript:alert(1)"}).status_code == 200
    assert administrator.post(f"{at}/delete/", {"post": "yes"}).status_code == 403
    assert administrator.post(f"{INDEX}directory/centre/add/", given).status_code == 403


def test_days_with_visits_are_not_closed_behind_peoples_backs(administrator: Client, centre: Centre) -> None:
    visit = make_visit(centre)
    day = visit.starts.astimezone(centre.zone).date().isoformat()
    closing = {"territory": "pt", "first_day": day, "last_day": day, "reason": "Obras"}
    at = f"{INDEX}directory/closure/add/"
    for centres in ({}, {"centre": centre.pk}):
        answer = administrator.post(at, {**closing, **centres})
        assert "1 visits stand" in answer.content.decode()
    assert not Closure.objects.exists()
    assert administrator.post(at, {**closing, "centre": "demo-lisboa"}).status_code == 302
    assert Closure.objects.get().centre_id == "demo-lisboa"


def test_visits_in_the_time_of_an_absence_are_said(administrator: Client, centre: Centre) -> None:
    visit = make_visit(centre)
    day = visit.starts.date().isoformat()
    absent = {"desk": visit.desk_id, "starts_0": day, "starts_1": "00:00", "ends_0": day, "ends_1": "23:59"}
    answer = administrator.post(f"{INDEX}directory/absence/add/", absent, follow=True)
    assert Absence.objects.count() == 1
    assert "1 visits stand in that time" in answer.content.decode()
    backwards = {**absent, "starts_1": "23:59", "ends_1": "00:00"}
    assert administrator.post(f"{INDEX}directory/absence/add/", backwards).status_code == 200
    assert Absence.objects.count() == 1


def test_what_came_from_a_file_is_shown_and_not_changed(administrator: Client, centre: Centre) -> None:
    row = OpeningRange.objects.create(centre=centre, weekday=6, start=time(9), end=time(12), from_file=True)
    at = f"{INDEX}directory/openingrange/{row.pk}"
    assert administrator.get(f"{at}/change/").status_code == 200
    given = {"centre": centre.pk, "weekday": "6", "start": "10:00", "end": "12:00"}
    assert administrator.post(f"{at}/change/", given).status_code == 403
    assert administrator.post(f"{at}/delete/", {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.start == time(9)


@pytest.mark.parametrize(
    ("day", "easter", "kept"), [("06-24", "", 1), ("", "39", 1), ("02-30", "", 0), ("24/6", "", 0), ("", "", 0),
                                ("06-24", "39", 0)]
)  # fmt: skip
def test_a_municipal_holiday_is_a_day_that_exists(administrator: Client, day: str, easter: str, kept: int) -> None:
    MunicipalHoliday.objects.all().delete()
    given = {"territory": "pt", "municipality": "Braga", "name": "Festa", "month_day": day, "days_after_easter": easter}
    administrator.post(f"{INDEX}directory/municipalholiday/add/", given)
    assert MunicipalHoliday.objects.count() == kept


def test_pages_are_in_the_language_of_the_interface_and_it_stays_in_its_page(administrator: Client) -> None:
    at = f"{INDEX}directory/network/add/"
    assert "Save and add another" in administrator.get(at).content.decode()
    administrator.post("/desk/language", {"language": "fr"})
    assert "Enregistrer et ajouter un nouveau" in administrator.get(at).content.decode()
    from django.utils.translation import get_language

    assert get_language() == "pt"


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_it_works_under_the_policy_of_the_desk(
    administrator: Client, centre: Centre, browser: Any, address: str
) -> None:
    assert "unsafe" not in administrator.get(INDEX).headers["Content-Security-Policy"]
    page = signed_in(browser, address, administrator)
    for path in ("", "directory/network/", "directory/centre/demo-braga/change/", "directory/closure/add/"):
        page.goto(f"{address}{INDEX}{path}")
    page.fill("#id_first_day", "2026-12-28")
    page.click(".select2-selection")
    page.fill(".select2-search__field", "lisb")
    page.click(".select2-results__option:has-text('demo-lisboa')")
    page.fill("#id_last_day", "2026-12-29")
    page.click(".date-icon >> nth=1")
    page.click("#calendarin1 a:text-is('30')")
    page.select_option("#id_territory", "pt")
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert page.faults == [] and page.elsewhere == []
    assert Closure.objects.get().last_day == date(2026, 12, 30)
    assert MONDAY.date() < Closure.objects.get().first_day
