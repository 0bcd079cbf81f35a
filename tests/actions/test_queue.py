from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from django.db import IntegrityError

from actions import clock
from actions.appointments import queue
from actions.appointments.booking import book
from actions.appointments.contacts import contact_for
from actions.appointments.errors import NotBookable
from actions.appointments.models import Appointment, QueueEntry, Status, TriageSheet
from actions.appointments.urgency import Level
from actions.directory.models import Centre, Desk

UTC = timezone.utc
State = QueueEntry.State


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of Thursday 26 November 2026."""
    return datetime(2026, 11, 26, hour, minute, tzinfo=UTC)


@pytest.fixture
def house(make_centre: Callable[..., Centre], monday: datetime) -> Centre:
    """A centre with two desks."""
    return make_centre("c", desks=2)


@pytest.fixture
def desks(house: Centre) -> list[Desk]:
    """Its desks."""
    return list(house.desks.order_by("id"))


def visit_at(house: Centre, hour: int, minute: int = 0, name: str = "") -> Appointment:
    """A visit on that Thursday by somebody of their own."""
    who = contact_for("sms", f"+{hour}{minute}{name}")
    return book(who, house, at(hour, minute), 30, "migrant_support", "", "pt", f"k{hour}{minute}{name}")


def states(entry: QueueEntry) -> list[str]:
    """The whole stay."""
    return [row.state for row in entry.ticket.entries.all()]


def test_a_stay_is_a_chain_of_entries_that_are_never_overwritten(house: Centre, desks: list[Desk]) -> None:
    visit = visit_at(house, 10)
    with clock.frozen(at(9, 45)):
        first = queue.arrive(visit, "ana")
    with clock.frozen(at(10)):
        called = queue.call_next(house, desks[0], "rui")
        assert called is not None and called.number == first.number == 1
        parked = queue.park(queue.serve(called, "rui"), "rui", "falta uma cópia")
    with clock.frozen(at(10, 20)):
        queue.serve(queue.recall(parked, "rui"), "rui")
        done = queue.finish(first, "resolved", "rui")  # from a page that still shows the first entry
    rows = list(done.ticket.entries.all())
    assert states(done) == ["waiting", "called", "in_service", "parked", "called", "in_service", "done"]
    assert all(before.ended == after.started for before, after in zip(rows, rows[1:], strict=False))
    assert [row.by for row in rows] == ["ana"] + ["rui"] * 6
    assert rows[3].why == "falta uma cópia" and done.outcome == "resolved"
    visit.refresh_from_db()
    assert visit.status == Status.DONE
    assert list(visit.events.values_list("what", flat=True)) == ["booked", "arrived", "in_service", "done"]


def test_arriving_twice_gives_one_number(house: Centre) -> None:
    visit = visit_at(house, 10)
    with clock.frozen(at(9, 30)):
        assert queue.arrive(visit, "ana") == queue.arrive(visit, "rui")
    assert QueueEntry.objects.count() == 1


def test_nobody_arrives_on_another_day_or_for_a_visit_that_is_over(house: Centre, desks: list[Desk]) -> None:
    visit = visit_at(house, 10)
    with pytest.raises(NotBookable, match="day"):
        queue.arrive(visit, "ana")
    with clock.frozen(at(10)):
        queue.finish(queue.serve(queue.arrive(visit, "ana"), "ana", desks[0]), "informed", "ana")
        with pytest.raises(NotBookable, match="status"):
            queue.arrive(visit, "ana")


def test_who_was_a_no_show_and_comes_late_gets_a_number(house: Centre) -> None:
    visit = visit_at(house, 10)
    with clock.frozen(at(10, 30)):
        assert queue.no_show(visit, "ana").status == Status.NO_SHOW
        assert queue.arrive(visit, "ana").number == 1


def test_numbers_begin_anew_every_day_at_every_centre(house: Centre, make_centre: Callable[..., Centre]) -> None:
    other = make_centre("d", desks=1)
    assert [queue.walk_in(house, "", "hi").number for _ in range(3)] == [1, 2, 3]
    assert queue.walk_in(other, "", "hi").number == 1
    with clock.frozen(at(9)):
        assert queue.walk_in(house, "", "hi").number == 1


def test_two_desks_never_call_the_same_person(house: Centre, desks: list[Desk]) -> None:
    only = queue.walk_in(house, "", "pt")
    stale = queue.waiting(house)
    assert queue.call_next(house, desks[0], "ana") is not None
    assert stale == [only]
    assert not queue._end(stale[0], (State.WAITING,))
    assert queue.call_next(house, desks[1], "rui") is None


def test_the_database_allows_one_open_entry_a_stay(house: Centre) -> None:
    entry = queue.walk_in(house, "", "pt")
    with pytest.raises(IntegrityError):
        QueueEntry.objects.create(ticket=entry.ticket, state=State.CALLED, by="x")


def test_the_order_is_immediate_then_due_by_level_and_moment_then_early(house: Centre, desks: list[Desk]) -> None:
    early, due, soon = visit_at(house, 11), visit_at(house, 9, 30), visit_at(house, 10)
    for visit in (soon, early):  # a pressing visit is not called before its hour while somebody due waits
        TriageSheet.objects.create(appointment=visit, urgency=Level.SOON)
    with clock.frozen(at(9)):
        tickets = {"early": queue.arrive(early, "a"), "due": queue.arrive(due, "a")}
    with clock.frozen(at(9, 40)):
        tickets["walk"] = queue.walk_in(house, "", "pt")
        tickets["child"] = queue.walk_in(house, "", "pt", level="immediate", reason="criança sozinha")
        tickets["soon"] = queue.arrive(soon, "a")
    with clock.frozen(at(10, 5)):
        assert _names(house, tickets) == ["child", "soon", "due", "walk", "early"]


def _names(house: Centre, tickets: dict[str, QueueEntry]) -> list[str]:
    known = {entry.ticket_id: name for name, entry in tickets.items()}
    return [known[entry.ticket_id] for entry in queue.waiting(house)]


def test_a_visit_before_its_hour_waits_while_somebody_is_due_and_is_called_when_nobody_is(
    house: Centre, desks: list[Desk]
) -> None:
    visit = visit_at(house, 11)
    with clock.frozen(at(9, 35)):
        mine = queue.arrive(visit, "a")
        walk = queue.walk_in(house, "", "pt")
        first, second = (queue.call_next(house, desks[0], "a") for _ in range(2))
        assert first is not None and second is not None
        assert [first.ticket, second.ticket] == [walk.ticket, mine.ticket]


def test_a_handed_over_person_comes_first_at_that_desk_and_not_at_another(house: Centre, desks: list[Desk]) -> None:
    earlier, mine, last = (queue.walk_in(house, "", "pt") for _ in range(3))
    queue.hand_over(queue.serve(queue.call(mine, desks[0], "ana"), "ana"), "ana", desks[1], "jurista")
    elsewhere = queue.call_next(house, desks[0], "ana")
    assert elsewhere is not None and elsewhere.ticket == earlier.ticket
    queue.walk_in(house, "", "pt", level="immediate", reason="criança sozinha")
    there = queue.call_next(house, desks[1], "rui")
    assert there is not None and there.ticket == mine.ticket
    assert [entry.number for entry in queue.waiting(house)] == [4, last.number]


def test_who_missed_the_call_can_be_called_again(house: Centre, desks: list[Desk]) -> None:
    queue.walk_in(house, "", "pt")
    called = queue.call_next(house, desks[0], "ana")
    assert called is not None
    gone = queue.missed(called, "ana")
    assert queue.waiting(house) == [] and queue.open_entries(house) == [gone]
    assert queue.recall(gone, "ana").desk == desks[0]
    back = queue.resume(queue.missed(called, "ana"), "ana")
    assert queue.waiting(house) == [back]


@pytest.mark.parametrize("outcome", ["resolved", "informed", "referred", "papers_missing", "return"])
def test_nobody_is_finished_before_being_called_but_anybody_may_leave(house: Centre, outcome: str) -> None:
    visit = visit_at(house, 10)
    with clock.frozen(at(9, 50)):
        entry = queue.arrive(visit, "ana")
        with pytest.raises(NotBookable):
            queue.finish(entry, outcome, "ana")
        assert queue.finish(entry, "left", "ana").outcome == "left"
        with pytest.raises(NotBookable):
            queue.call(entry, house.desks.first(), "ana")
    visit.refresh_from_db()
    assert visit.status == Status.DONE


def test_an_unknown_outcome_or_a_level_without_a_reason_is_refused(house: Centre) -> None:
    entry = queue.walk_in(house, "", "pt")
    with pytest.raises(ValueError):
        queue.finish(entry, "whatever", "ana")
    with pytest.raises(ValueError, match="reason"):
        queue.prioritise(entry, "immediate", " ", "ana")
    with pytest.raises(ValueError, match="reason"):
        queue.walk_in(house, "", "pt", level="soon")


def test_a_change_of_level_is_a_new_entry_with_its_reason(house: Centre) -> None:
    queue.walk_in(house, "", "pt")
    late = queue.walk_in(house, "", "pt")
    moved = queue.prioritise(late, "immediate", "criança sozinha", "ana")
    assert queue.waiting(house)[0] == moved
    assert states(late) == ["waiting", "waiting"] and moved.why == "criança sozinha"


def test_the_wait_is_the_work_before_a_newcomer_shared_by_the_desks(house: Centre) -> None:
    assert queue.minutes_to_wait(house) == 0
    visit = visit_at(house, 10)
    with clock.frozen(at(9, 50)):
        queue.arrive(visit, "ana")
        queue.walk_in(house, "", "pt")
        assert queue.minutes_to_wait(house) == 25
        Desk.objects.filter(centre=house).exclude(id="c-1").update(active=False)
        assert queue.minutes_to_wait(house) == 50


def test_visits_without_an_outcome_are_those_whose_time_is_over(house: Centre, desks: list[Desk]) -> None:
    over, finished = visit_at(house, 10), visit_at(house, 10, name="b")
    visit_at(house, 14)
    with clock.frozen(at(10)):
        queue.finish(queue.serve(queue.arrive(finished, "a"), "a", desks[0]), "resolved", "a")
    with clock.frozen(at(10, 30) + timedelta(minutes=1)):
        assert queue.without_outcome(house, at(10).date()) == [over]
