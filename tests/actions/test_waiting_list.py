"""A time given back reopens late, and first for who waits for it; nobody gets more than three notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from actions import clock
from actions.appointments import lifecycle, outbox, waiting_list
from actions.appointments.booking import book, book_held, move
from actions.appointments.contacts import contact_for
from actions.appointments.errors import NotBookable, SlotTaken
from actions.appointments.models import Appointment, EarlierOffer, OutboxMessage, Status, WaitingListEntry
from actions.appointments.optouts import opt_out
from actions.appointments.reopening import LATEST, SOONEST
from actions.appointments.slots import free_slots
from actions.directory.models import Centre, InterpreterLine

UTC = timezone.utc


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


Visit = Callable[..., Appointment]


@pytest.fixture
def visit_of(centre: Centre, monday: datetime) -> Visit:
    """Books a visit for somebody of their own."""

    def make(name: str, starts: datetime, interpreter: str | None = None) -> Appointment:
        who = contact_for("sms", f"+{name}", "pt")
        return book(who, centre, starts, 30, "migrant_support", "", "pt", f"k{name}{starts}", interpreter)

    return make


def is_free(centre: Centre, starts: datetime) -> bool:
    """Whether anybody can book this time now."""
    return any(slot.starts == starts for slot in free_slots(centre, 30, starts, starts + timedelta(minutes=5), 1))


def test_a_cancelled_time_reopens_after_a_random_delay(visit_of: Visit, centre: Centre, monday: datetime) -> None:
    delays = set()
    for number in range(6):
        starts = at(25, 10) + timedelta(days=number // 3, minutes=30 * (number % 3))
        lifecycle.cancel(visit_of(f"a{number}", starts))
        assert not is_free(centre, starts)
        with pytest.raises(SlotTaken):
            visit_of(f"b{number}", starts)
        held = Appointment.objects.get(status=Status.HELD, starts=starts)
        delays.add(held.hold_expires - monday)
        with clock.frozen(monday + LATEST):
            assert is_free(centre, starts)
    assert all(SOONEST <= delay <= LATEST for delay in delays) and len(delays) > 1


def test_a_time_that_nobody_could_book_any_more_is_simply_free(visit_of: Visit, centre: Centre) -> None:
    visit = visit_of("a", at(23, 10, 30))
    with clock.frozen(at(23, 8, 20)):
        lifecycle.cancel(visit)
        assert Appointment.objects.count() == 1


def test_nobody_can_book_a_time_that_is_held_for_nobody(visit_of: Visit) -> None:
    lifecycle.cancel(visit_of("a", at(25, 10)))
    with pytest.raises(NotBookable, match="status"):
        book_held(Appointment.objects.get(status=Status.HELD))


def test_who_waits_longest_is_asked_first_and_moves_with_one_answer(visit_of: Visit, centre: Centre) -> None:
    early, first, second = visit_of("a", at(25, 10)), visit_of("b", at(27, 10)), visit_of("c", at(27, 11))
    waiting_list.join(first)
    with clock.frozen(at(23, 8, 1)):
        waiting_list.join(second)
        lifecycle.cancel(early)
        (offer,) = waiting_list.sweep()
        assert waiting_list.sweep() == []
        assert offer.entry.appointment == first
        message = OutboxMessage.objects.get(event="earlier_time")
        assert (message.contact, message.variables["starts"]) == (first.contact, early.starts.isoformat())
    with clock.frozen(at(23, 8, 50)):  # long after the random delay: it is kept for one person
        assert not is_free(centre, early.starts)
        moved = waiting_list.take(offer.pk, first.contact, "yes")
        assert waiting_list.take(offer.pk, first.contact, "yes again") == moved
    assert (moved.starts, moved.reference, moved.sequence) == (early.starts, first.reference, 1)
    assert not waiting_list.is_waiting(first) and waiting_list.is_waiting(second)


def test_the_next_is_asked_after_a_no_or_after_two_hours_and_then_anybody_can_have_it(
    visit_of: Visit, centre: Centre
) -> None:
    early = visit_of("a", at(25, 10))
    people = [visit_of(name, at(27, 10) + timedelta(minutes=30 * n)) for n, name in enumerate("bc")]
    for person in people:
        waiting_list.join(person)
    lifecycle.cancel(early)
    (offer,) = waiting_list.sweep()
    waiting_list.decline(offer.pk, people[0].contact)
    assert not is_free(centre, early.starts)
    (offer,) = waiting_list.sweep()
    assert offer.entry.appointment == people[1]
    with clock.frozen(at(23, 10)):
        assert waiting_list.sweep() == []
        offer.refresh_from_db()
        assert offer.state == "lapsed"
        with pytest.raises(NotBookable):
            waiting_list.take(offer.pk, people[1].contact, "late")
    with clock.frozen(at(23, 10) + SOONEST):
        assert is_free(centre, early.starts)


def test_nobody_gets_more_than_three_notices(visit_of: Visit) -> None:
    patient = visit_of("z", at(27, 16))
    waiting_list.join(patient)
    for number in range(5):
        given = visit_of(f"a{number}", at(25, 10) + timedelta(minutes=30 * number))
        lifecycle.cancel(given)
        for offer in waiting_list.sweep():
            waiting_list.decline(offer.pk, patient.contact)
    assert EarlierOffer.objects.count() == 3
    waiting_list.leave(patient)
    assert waiting_list.join(patient).notices == 3
    assert not waiting_list.is_waiting(patient)


@pytest.mark.parametrize("why", ["opted out", "unreachable", "left", "later only", "cancelled", "no interpreter"])
def test_who_cannot_or_does_not_want_to_be_asked_is_not(visit_of: Visit, centre: Centre, why: str) -> None:
    line = InterpreterLine.objects.create(id="l", territory="pt", name="l", languages=["bn"])
    early = visit_of("a", at(25, 10) if why != "later only" else at(27, 11))
    patient = visit_of("b", at(27, 10), "bn" if why == "no interpreter" else None)
    waiting_list.join(patient)
    if why == "opted out":
        opt_out(patient.contact)
    elif why == "unreachable":
        type(patient.contact).objects.update(unreachable_since=clock.now())
    elif why == "left":
        waiting_list.leave(patient)
    elif why == "cancelled":
        lifecycle.cancel(patient)
    elif why == "no interpreter":
        line.lead_minutes = 60 * 24 * 3
        line.save()
    lifecycle.cancel(early)
    assert waiting_list.sweep() == []


def test_in_the_night_the_message_waits_for_the_morning_and_the_time_for_the_answer(visit_of: Visit) -> None:
    early, patient = visit_of("a", at(25, 10)), visit_of("b", at(27, 10))
    waiting_list.join(patient)
    with clock.frozen(at(23, 23)):
        lifecycle.cancel(early)
        (offer,) = waiting_list.sweep()
        assert outbox.due() == []
    assert OutboxMessage.objects.get(event="earlier_time").due_at == at(24, 8)
    assert offer.expires == at(24, 10)


def test_the_time_left_by_a_move_is_free_at_once_unless_somebody_waits(visit_of: Visit, centre: Centre) -> None:
    move(visit_of("a", at(25, 10)), at(26, 10), "m1")
    assert is_free(centre, at(25, 10))
    waiting_list.join(visit_of("b", at(27, 10)))
    move(visit_of("c", at(25, 10)), at(26, 11), "m2")
    assert not is_free(centre, at(25, 10))
    assert [offer.starts for offer in waiting_list.sweep()] == [at(25, 10)]


def test_a_move_that_overlaps_its_own_time_leaves_no_hold(visit_of: Visit, centre: Centre) -> None:
    waiting_list.join(visit_of("b", at(27, 10)))
    move(visit_of("c", at(25, 10)), at(25, 10, 15), "m2")
    assert not Appointment.objects.filter(status=Status.HELD).exists()


def test_another_contact_can_neither_take_nor_decline_an_offer(visit_of: Visit) -> None:
    early, patient = visit_of("a", at(25, 10)), visit_of("b", at(27, 10))
    waiting_list.join(patient)
    lifecycle.cancel(early)
    (offer,) = waiting_list.sweep()
    with pytest.raises(NotBookable):
        waiting_list.take(offer.pk, early.contact, "x")
    waiting_list.decline(offer.pk, early.contact)
    offer.refresh_from_db()
    assert offer.state == "open"


def test_only_an_open_visit_can_wait_and_twice_is_once(visit_of: Visit) -> None:
    visit = visit_of("a", at(25, 10))
    assert waiting_list.join(visit) == waiting_list.join(visit)
    assert WaitingListEntry.objects.count() == 1
    with pytest.raises(NotBookable):
        waiting_list.join(lifecycle.cancel(visit))
