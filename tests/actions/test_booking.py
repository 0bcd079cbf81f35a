from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError

from actions import clock
from actions.appointments import booking, lifecycle
from actions.appointments.booking import add_interpreter, book, book_held, hold, move
from actions.appointments.codes import ALPHABET
from actions.appointments.contacts import contact_for
from actions.appointments.errors import CapReached, NotBookable, SlotTaken, TooLate
from actions.appointments.models import Appointment, AppointmentEvent, BookedCell, Contact, Status
from actions.appointments.visits import open_visits
from actions.directory.models import Centre, InterpreterLine

UTC = timezone.utc
MakeCentre = Callable[..., Centre]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def ask(contact: Contact, centre: Centre, starts: datetime, key: str, minutes: int = 30, **more: object) -> Appointment:
    """Book with the values every test shares."""
    return book(contact, centre, starts, minutes, "migrant_support", "topic", "pt", key, **more)


def someone(number: int) -> Contact:
    """One of many people."""
    return contact_for("sms", f"+35190000{number:04}", "pt")


def cells() -> int:
    """How many cells are taken."""
    return int(BookedCell.objects.count())


def test_a_booking_fills_its_cells_and_leaves_a_trace(visit: Appointment) -> None:
    assert (visit.status, visit.desk_id, visit.sequence) == ("booked", "demo-braga-1", 0)
    assert cells() == 6
    event = visit.events.get()
    assert (event.by, event.what, event.to_status, event.to_starts) == ("person", "booked", "booked", visit.starts)


def test_a_reference_is_random_marked_as_demonstration_and_has_no_look_alikes(visit: Appointment) -> None:
    assert re.fullmatch(rf"DEMO-[{ALPHABET}]{{4}}-[{ALPHABET}]{{5}}", visit.reference)
    assert len(ALPHABET) ** 9 > 2**40
    assert not set("01ILOS58BZUYAE") & set(ALPHABET)


def test_a_real_centre_gives_a_plain_reference(make_centre: MakeCentre, person: Contact, monday: datetime) -> None:
    assert not ask(person, make_centre(demo=False), at(24, 10), "k").reference.startswith("DEMO-")


def test_the_same_key_gives_the_same_visit_even_after_it_was_moved(
    visit: Appointment, person: Contact, centre: Centre
) -> None:
    move(visit, at(27, 10), "m")
    again = ask(person, centre, visit.starts, "inbox:1")
    assert (again.pk, again.starts) == (visit.pk, at(27, 10))
    assert Appointment.objects.count() == 1


def test_a_second_yes_to_the_same_time_is_the_same_visit(
    make_centre: MakeCentre, person: Contact, monday: datetime
) -> None:
    centre = make_centre(desks=2)
    first = ask(person, centre, at(24, 10), "inbox:1")
    assert ask(person, centre, at(24, 10), "inbox:2").pk == first.pk
    assert cells() == 6


def test_the_key_of_another_contact_opens_nothing(visit: Appointment, centre: Centre) -> None:
    with pytest.raises(SlotTaken):
        ask(someone(2), centre, at(24, 10), visit.key)
    assert Appointment.objects.count() == 1


def test_a_taken_time_offers_the_nearest_others(visit: Appointment, centre: Centre) -> None:
    with pytest.raises(SlotTaken) as taken:
        ask(someone(2), centre, visit.starts + timedelta(minutes=15), "k2")
    assert [slot.starts for slot in taken.value.nearest] == [at(26, 10, 30), at(26, 9, 30), at(26, 11)]
    assert cells() == 6


def test_every_desk_is_used_before_a_time_is_taken(make_centre: MakeCentre, monday: datetime) -> None:
    centre = make_centre(desks=3)
    desks = {ask(someone(number), centre, at(24, 10), f"k{number}").desk_id for number in range(3)}
    assert len(desks) == 3
    with pytest.raises(SlotTaken):
        ask(someone(4), centre, at(24, 10), "k4")


def test_an_interpreter_line_is_held_by_the_same_constraint(make_centre: MakeCentre, monday: datetime) -> None:
    here, there = make_centre("a"), make_centre("b")
    InterpreterLine.objects.create(id="l1", territory="pt", name="x", languages=["bn"])
    ask(someone(1), here, at(24, 10), "k1", interpreter="bn")
    assert cells() == 12
    with pytest.raises(SlotTaken):
        ask(someone(2), there, at(24, 10, 15), "k2", interpreter="bn")
    assert cells() == 12
    ask(someone(2), there, at(24, 10, 15), "k3")


@pytest.mark.parametrize(
    ("starts", "reason"),
    [
        (at(24, 12, 15), "closed"),
        (at(24, 13), "closed"),
        (at(28, 10), "closed"),
        (at(24, 10, 2), "grid"),
        (at(24, 10).replace(tzinfo=None), "grid"),
        (at(23, 10) + timedelta(days=61), "too_far"),
    ],
)
def test_what_cannot_be_booked_says_why(
    centre: Centre, person: Contact, monday: datetime, starts: datetime, reason: str
) -> None:
    with pytest.raises(NotBookable) as error:
        ask(person, centre, starts, "k")
    assert error.value.reason == reason
    assert cells() == 0


def test_a_centre_or_service_that_farol_does_not_book_is_refused(
    make_centre: MakeCentre, person: Contact, monday: datetime
) -> None:
    with pytest.raises(NotBookable, match="service"):
        book(person, make_centre("a"), at(24, 10), 30, "legal_support", "", "pt", "k")
    with pytest.raises(NotBookable, match="not_own_calendar"):
        ask(person, make_centre("b", booking_mode="phone"), at(24, 10), "k")


def test_a_time_closer_than_the_notice_or_past_is_too_late(centre: Centre, person: Contact) -> None:
    with clock.frozen(at(24, 9)):
        for starts in (at(24, 10, 55), at(23, 10)):
            with pytest.raises(TooLate):
                ask(person, centre, starts, "k")
        ask(person, centre, at(24, 11), "k")


def test_three_visits_to_come_are_the_cap_and_a_cancelled_one_makes_room(
    centre: Centre, person: Contact, monday: datetime
) -> None:
    visits = [ask(person, centre, at(24 + number, 10), f"k{number}") for number in range(3)]
    with pytest.raises(CapReached):
        ask(person, centre, at(30, 10), "k4")
    lifecycle.cancel(visits[0])
    ask(person, centre, at(30, 10), "k5")


def test_any_other_database_error_is_raised_and_nothing_is_half_booked(
    centre: Centre, person: Contact, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IntegrityError("NOT NULL constraint failed: appointments_appointmentevent.by")

    monkeypatch.setattr(booking, "record", broken)
    with pytest.raises(IntegrityError):
        ask(person, centre, at(24, 10), "k", triage={"words": "x"})
    assert (Appointment.objects.count(), cells()) == (0, 0)


def test_the_triage_sheet_is_made_with_the_visit(centre: Centre, person: Contact, monday: datetime) -> None:
    sheet = {"topic": "t", "papers_missing": ["passport"], "deadline": date(2026, 12, 1), "interpreter": False}
    visit = ask(person, centre, at(24, 10), "k", triage=sheet)
    visit.triage.refresh_from_db()
    assert (visit.triage.papers_missing, visit.triage.deadline) == (["passport"], date(2026, 12, 1))


def test_a_move_keeps_reference_and_uid_raises_the_sequence_and_frees_the_old_time(
    visit: Appointment, centre: Centre
) -> None:
    lifecycle.confirm(visit)
    moved = move(visit, at(27, 11), "m1", why="outro dia")
    assert (moved.reference, moved.uid, moved.sequence) == (visit.reference, visit.uid, 1)
    assert (moved.starts, moved.status) == (at(27, 11), Status.BOOKED)
    assert cells() == 6
    event = moved.events.get(what="moved")
    assert (event.from_starts, event.to_starts, event.from_status, event.why) == (
        *(at(26, 10), at(27, 11), "confirmed", "outro dia"),
    )
    ask(someone(2), centre, at(26, 10), "k2")


def test_the_same_key_moves_once(visit: Appointment) -> None:
    move(visit, at(27, 11), "m1")
    assert move(visit, at(27, 11), "m1").sequence == 1


def test_a_move_by_less_than_its_length_does_not_stand_in_its_own_way(visit: Appointment) -> None:
    assert move(visit, at(26, 10, 15), "m1").starts == at(26, 10, 15)
    assert set(BookedCell.objects.values_list("cell_start", flat=True)) == {
        at(26, 10, minute) for minute in range(15, 45, 5)
    }


def test_a_move_to_a_taken_time_changes_nothing(visit: Appointment, centre: Centre) -> None:
    ask(someone(2), centre, at(26, 11), "k2")
    with pytest.raises(SlotTaken):
        move(visit, at(26, 11), "m1")
    visit.refresh_from_db()
    assert (visit.starts, visit.sequence, cells()) == (at(26, 10), 0, 12)
    assert not AppointmentEvent.objects.filter(what="moved").exists()


def test_a_cancelled_visit_cannot_be_moved(visit: Appointment) -> None:
    lifecycle.cancel(visit)
    with pytest.raises(NotBookable, match="status"):
        move(visit, at(27, 11), "m1")
    assert visit.cells.count() == 0


def test_a_hold_keeps_a_time_for_ten_minutes_and_then_gives_it_to_anybody(centre: Centre, person: Contact) -> None:
    with clock.frozen(at(23, 8)):
        held = hold(person, centre, at(24, 10), 30, "migrant_support", "", "pt", "h1")
        with pytest.raises(SlotTaken):
            ask(someone(2), centre, at(24, 10), "k2")
    with clock.frozen(at(23, 8, 10)):
        ask(someone(2), centre, at(24, 10), "k3")
        assert not Appointment.objects.filter(pk=held.pk).exists()
        assert cells() == 6
        with pytest.raises(SlotTaken):
            book_held(held)


def test_a_hold_becomes_a_booking_once_and_no_longer_expires(centre: Centre, person: Contact) -> None:
    with clock.frozen(at(23, 8)):
        held = hold(person, centre, at(24, 10), 30, "migrant_support", "", "pt", "h1")
        assert book_held(held).status == Status.BOOKED
        assert book_held(held).events.count() == 2
    with clock.frozen(at(23, 9)):
        assert lifecycle.expire_holds() == 0
        assert open_visits(person, clock.now())


def test_a_hold_that_ran_out_and_stands_in_its_own_way_cannot_be_moved(centre: Centre, person: Contact) -> None:
    with clock.frozen(at(23, 8)):
        held = hold(person, centre, at(24, 10), 30, "migrant_support", "", "pt", "h1")
    with clock.frozen(at(23, 9)), pytest.raises(NotBookable, match="status"):
        move(held, at(24, 10), "m1")
    assert Appointment.objects.filter(pk=held.pk).exists()


def test_expired_holds_are_swept_with_their_cells(centre: Centre, person: Contact) -> None:
    with clock.frozen(at(23, 8)):
        hold(person, centre, at(24, 10), 30, "migrant_support", "", "pt", "h1")
        assert lifecycle.expire_holds() == 0
    with clock.frozen(at(23, 8, 11)):
        assert lifecycle.expire_holds() == 1
    assert cells() == 0


def test_a_centre_may_allow_fewer_visits_of_one_contact_than_all_together(
    centre: Centre, make_centre: Callable[..., Centre], monday: datetime, person: Contact
) -> None:
    Centre.objects.filter(pk=centre.pk).update(visits_per_contact=1)
    centre.refresh_from_db()
    ask(person, centre, at(24, 10), "k1")
    with pytest.raises(CapReached) as refused:
        ask(person, centre, at(24, 11), "k2")
    assert refused.value.cap == 1
    assert ask(person, make_centre("demo-porto"), at(24, 11), "k3").status == "booked"


def test_an_interpreter_joins_a_booked_visit_once_and_only_a_line_that_is_free(
    visit: Appointment, make_centre: Callable[..., Centre]
) -> None:
    assert add_interpreter(visit, "bn") is None
    line = InterpreterLine.objects.create(id="l", territory="pt", name="l", languages=["bn", "ne"])
    assert add_interpreter(visit, "bn") == line == add_interpreter(visit, "ne")
    assert visit.cells.filter(resource="line:l").count() == 6
    other = ask(someone(2), make_centre("demo-porto"), visit.starts, "k2")
    assert add_interpreter(other, "bn") is None
    assert add_interpreter(move(other, at(27, 11), "m2"), "bn") == line
    with pytest.raises(NotBookable, match="status"):
        add_interpreter(lifecycle.cancel(ask(someone(3), other.centre, at(25, 10), "k3")), "bn")
