from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions import clock
from actions.appointments import lifecycle
from actions.appointments.contacts import contact_for
from actions.appointments.errors import NotBookable, TooLate
from actions.appointments.models import Appointment, BookedCell, Contact, Status
from actions.appointments.visits import open_visits, visit_of

UTC = timezone.utc


def test_a_visit_goes_through_its_life_and_every_step_says_who(visit: Appointment) -> None:
    lifecycle.confirm(visit)
    with clock.frozen(visit.starts):
        lifecycle.arrive(visit, "ana")
        lifecycle.start(visit, "ana")
        lifecycle.finish(visit, "rui", why="resolvido")
    visit.refresh_from_db()
    assert visit.status == Status.DONE
    assert list(visit.events.values_list("by", "what", "from_status")) == [
        ("person", "booked", ""),
        ("person", "confirmed", "booked"),
        ("ana", "arrived", "confirmed"),
        ("ana", "in_service", "arrived"),
        ("rui", "done", "in_service"),
    ]
    assert BookedCell.objects.count() == 6


def test_a_step_that_does_not_follow_is_refused_and_changes_nothing(visit: Appointment) -> None:
    for step in (lifecycle.start, lifecycle.finish, lifecycle.no_show):
        with pytest.raises(NotBookable, match="status"):
            step(visit, "ana")
    visit.refresh_from_db()
    assert (visit.status, visit.events.count()) == (Status.BOOKED, 1)


def test_confirming_twice_leaves_one_trace(visit: Appointment) -> None:
    lifecycle.confirm(visit, key="inbox:2")
    lifecycle.confirm(visit, key="inbox:2")
    lifecycle.confirm(visit, key="inbox:3")
    assert visit.events.filter(what="confirmed").count() == 1


def test_who_comes_late_after_a_no_show_still_arrives(visit: Appointment) -> None:
    with clock.frozen(visit.starts + timedelta(minutes=20)):
        lifecycle.no_show(visit, "ana")
        assert lifecycle.arrive(visit, "ana").status == Status.ARRIVED


@pytest.mark.parametrize(
    ("by", "status"), [("person", Status.CANCELLED_BY_PERSON), ("ana", Status.CANCELLED_BY_CENTRE)]
)
def test_a_cancellation_says_whose_it_is_and_frees_the_time(visit: Appointment, by: str, status: Status) -> None:
    cancelled = lifecycle.cancel(visit, by=by, why="doença")
    assert (cancelled.status, cancelled.sequence) == (status, 1)
    assert cancelled.cells.count() == 0
    assert cancelled.events.get(what=status.value).why == "doença"


def test_cancelling_twice_changes_nothing_whoever_asks(visit: Appointment) -> None:
    lifecycle.cancel(visit, key="inbox:2")
    assert lifecycle.cancel(visit, key="inbox:3").sequence == 1
    assert lifecycle.cancel(visit, by="ana").status == Status.CANCELLED_BY_PERSON
    assert visit.events.count() == 2


def test_a_person_cannot_cancel_a_visit_that_has_begun(visit: Appointment) -> None:
    with clock.frozen(visit.starts):
        with pytest.raises(TooLate):
            lifecycle.cancel(visit)
        assert open_visits(visit.contact, clock.now()) == []


def test_open_visits_come_in_order_and_only_while_they_are_open(visit: Appointment, person: Contact) -> None:
    assert open_visits(person, clock.now()) == [visit]
    lifecycle.confirm(visit)
    assert [item.status for item in open_visits(person, clock.now())] == [Status.CONFIRMED]
    lifecycle.cancel(visit)
    assert open_visits(person, clock.now()) == []


def test_a_reference_opens_nothing_for_another_contact(visit: Appointment, person: Contact) -> None:
    assert visit_of(person, f" {visit.reference.lower()} ") == visit
    assert visit_of(contact_for("sms", "+351900000009"), visit.reference) is None


def test_a_contact_is_found_again_and_marked_as_seen(database: object) -> None:
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)):
        first = contact_for("telegram", "chat-77", "pt")
    with clock.frozen(datetime(2026, 2, 1, tzinfo=UTC)):
        again = contact_for("telegram", "chat-77")
    assert again.pk == first.pk and again.territory == "pt"
    assert (again.created, again.last_seen.month) == (first.created, 2)
    assert contact_for("sms", "chat-77").pk != first.pk
    assert "chat" not in str(first) and str(first) == first.public_id
