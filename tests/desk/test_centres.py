"""Coordinators: hours, closures that tell people, desks and absences; only at their own centres."""

from __future__ import annotations

from datetime import date, datetime, time, timezone

import pytest
from django.test import Client

from actions.appointments.models import Appointment, MustReach, Status
from actions.directory.models import Absence, Centre, Closure, Desk, OpeningRange
from bot.desk.models import AuditRow, Role
from tests.desk.conftest import SignIn
from tests.desk.test_today import make_visit


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(Role.COORDINATOR)


def test_closing_a_day_cancels_its_visits_and_says_how_many_people_are_told(desk: Client, centre: Centre) -> None:
    visit = make_visit(centre, 14, 0)
    given = {"first_day": "2026-11-23", "last_day": "2026-11-23", "reason": "works"}
    shown = desk.post(f"/desk/centres/{centre.pk}/closures", given, follow=True).content.decode()
    assert "People told: 1" in shown
    assert Appointment.objects.get(pk=visit.pk).status == Status.CANCELLED_BY_CENTRE
    assert MustReach.objects.count() == 1


def test_a_closure_in_the_wrong_order_or_of_a_year_is_refused(desk: Client, centre: Centre) -> None:
    for first, last in (("2026-12-02", "2026-12-01"), ("2026-12-01", "2027-12-01")):
        given = {"first_day": first, "last_day": last, "reason": "x"}
        assert desk.post(f"/desk/centres/{centre.pk}/closures", given).status_code == 400
    assert Closure.objects.count() == 0


def test_hours_are_weekly_or_name_their_days(desk: Client, centre: Centre) -> None:
    address = f"/desk/centres/{centre.pk}/hours"
    assert desk.post(address, {"weekday": "6", "start": "09:00", "end": "12:00"}).status_code == 302
    assert desk.post(address, {"weekday": "", "start": "09:00", "end": "12:00"}).status_code == 400
    assert desk.post(address, {"weekday": "1", "start": "12:00", "end": "09:00"}).status_code == 400
    days = {"valid_from": "2026-12-24", "valid_to": "2026-12-24"}
    assert desk.post(address, {"weekday": "", "start": "09:00", "end": "12:00", **days}).status_code == 302
    assert OpeningRange.objects.filter(centre=centre, weekday=None, valid_from=date(2026, 12, 24)).exists()


def test_hours_of_the_files_cannot_be_removed_here(desk: Client, centre: Centre) -> None:
    row = OpeningRange.objects.create(centre=centre, weekday=7, start=time(9), end=time(10), from_file=True)
    assert desk.post(f"/desk/centres/{centre.pk}/hours/{row.pk}/remove").status_code == 404


def test_an_absence_is_on_the_centres_clock_and_says_which_visits_stand_in_it(desk: Client, centre: Centre) -> None:
    Centre.objects.filter(pk=centre.pk).update(time_zone="Atlantic/Azores")  # an hour behind
    visit = make_visit(Centre.objects.get(pk=centre.pk), 14, 0)
    given = {"desk": visit.desk_id, "starts": "2026-11-23T12:30", "ends": "2026-11-23T14:00", "reason": "ill"}
    shown = desk.post(f"/desk/centres/{centre.pk}/absences", given, follow=True).content.decode()
    assert Absence.objects.get().starts == datetime(2026, 11, 23, 13, 30, tzinfo=timezone.utc)
    assert "1 visits stand" in shown


def test_a_desk_is_added_and_taken_out_of_use(desk: Client, centre: Centre) -> None:
    desk.post(f"/desk/centres/{centre.pk}/desks", {"name": "Sala 3"})
    made = Desk.objects.get(name="Sala 3")
    assert made.pk == "demo-braga-3"
    desk.post(f"/desk/centres/{centre.pk}/desks/{made.pk}/switch")
    assert not Desk.objects.get(pk=made.pk).active


def test_nothing_of_another_centre_can_be_seen_or_changed(desk: Client, centre: Centre, other_centre: Centre) -> None:
    hours = OpeningRange.objects.filter(centre=other_centre).first()
    closure = Closure.objects.create(
        centre=other_centre, territory="pt", first_day=date(2027, 1, 1), last_day=date(2027, 1, 1)
    )
    now = datetime(2027, 1, 1, tzinfo=timezone.utc)
    absence = Absence.objects.create(desk_id="demo-lisboa-1", starts=now, ends=now.replace(day=2))
    assert desk.get(f"/desk/centres/{other_centre.pk}").status_code == 404
    for own in (centre, other_centre):
        for rest in (f"hours/{hours.pk}/remove", f"closures/{closure.pk}/remove", f"absences/{absence.pk}/remove",
                     "desks/demo-lisboa-1/switch"):  # fmt: skip
            assert desk.post(f"/desk/centres/{own.pk}/{rest}").status_code == 404, rest
    for rest in ("notice", "hours", "closures", "desks", "absences"):
        assert desk.post(f"/desk/centres/{other_centre.pk}/{rest}").status_code == 404
    given = {"desk": "demo-lisboa-1", "starts": "2026-11-23T12:30", "ends": "2026-11-23T14:00"}
    assert desk.post(f"/desk/centres/{centre.pk}/absences", given).status_code == 400


def reached(**values: str) -> dict[str, str]:
    """The form of how a centre is reached."""
    empty = {"address": "", "phone": "", "booking_mode": "own", "booking_url": ""}
    return {**empty, "confirmed_by": "", "confirmed_on": "", **values}


def test_a_coordinator_corrects_how_a_centre_is_reached_and_who_confirmed_it(desk: Client, centre: Centre) -> None:
    address = f"/desk/centres/{centre.pk}/contact"
    given = reached(phone="253 000 000", booking_mode="phone", confirmed_by="Ana", confirmed_on="2026-11-20")
    shown = desk.post(address, given, follow=True).content.decode()
    assert "253 000 000" in shown and "2026-11-20, Ana" in shown and "stays, also when" in shown
    centre.refresh_from_db()
    assert centre.booking_mode == "phone" and centre.edited["phone"] == {"file": ""}
    row = AuditRow.objects.get(action="centre.contact")
    assert row.object_id == centre.pk and "253" not in row.detail


def test_a_confirmation_has_a_name_and_a_day_that_is_not_to_come(desk: Client, centre: Centre) -> None:
    address = f"/desk/centres/{centre.pk}/contact"
    later = {"confirmed_by": "Ana", "confirmed_on": "2026-11-24"}
    script = {"booking_url": "javascript:alert(1)"}
    for wrong in ({"confirmed_by": "Ana"}, {"confirmed_on": "2026-11-20"}, {"booking_mode": "x"}, later, script):
        assert desk.post(address, reached(**wrong)).status_code == 400, wrong
    centre.refresh_from_db()
    assert centre.edited == {}


def test_what_the_files_say_meanwhile_is_shown_and_can_be_taken(desk: Client, centre: Centre) -> None:
    Centre.objects.filter(pk=centre.pk).update(phone="1", edited={"phone": {"file": "", "new": "253 111 111"}})
    assert "253 111 111" in desk.get(f"/desk/centres/{centre.pk}").content.decode()
    address = f"/desk/centres/{centre.pk}/contact/files"
    assert desk.post(address, {"field": "name"}).status_code == 404
    assert desk.post(address, {"field": "phone"}).status_code == 302
    centre.refresh_from_db()
    assert (centre.phone, centre.edited) == ("253 111 111", {})
