from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta, timezone
from pathlib import Path

from calendar_audit import audit
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from actions import clock
from actions.appointments import lifecycle, shield, waiting_list
from actions.appointments.booking import MAX_OPEN, book, book_held, hold, move
from actions.appointments.cells import taken_cells
from actions.appointments.contacts import contact_for
from actions.appointments.errors import BookingError, NotBookable, SlotTaken, TooLate
from actions.appointments.models import Appointment, EarlierOffer, MustReach, Status, WaitingListEntry
from actions.appointments.models.visits import OPEN
from actions.appointments.slots import free_slots, room_of
from actions.appointments.visits import open_visits
from actions.directory.models import Absence, Centre, Closure, Desk, InterpreterLine, OpeningRange

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc)
PEOPLE = st.integers(0, 3)
MINUTES = st.sampled_from([20, 30, 45])
# Two mornings of two hours: few enough times that visits get in each other's way.
STARTS = st.builds(
    lambda day, cell: datetime(2026, 11, day, 9, tzinfo=timezone.utc) + timedelta(minutes=5 * cell),
    st.sampled_from([24, 25]),
    st.integers(0, 24),
)


class Calendar(RuleBasedStateMachine):
    """Everything that can happen to one small centre, in any order."""

    @initialize()
    def open_centre(self) -> None:
        for model in (Appointment, Closure, Absence, Centre, InterpreterLine):
            model.objects.all().delete()
        self.centre = Centre.objects.create(
            id="c", name="c", kind="demonstration", territory="pt", booking_mode="own", offers=["s"]
        )
        Desk.objects.create(id="c-1", centre=self.centre)
        Desk.objects.create(id="c-2", centre=self.centre)
        InterpreterLine.objects.create(id="l", territory="pt", name="l", languages=["bn"])
        for weekday in (2, 3):
            OpeningRange.objects.create(centre=self.centre, weekday=weekday, start=time(9), end=time(11))
        self.keys: dict[str, int] = {}
        clock.set_now(MONDAY)

    @rule(who=PEOPLE, starts=STARTS, minutes=MINUTES, interpreter=st.sampled_from([None, "bn"]))
    def book(self, who: int, starts: datetime, minutes: int, interpreter: str | None) -> None:
        self._ask(book, who, starts, minutes, interpreter)

    @rule(who=PEOPLE, starts=STARTS, minutes=MINUTES)
    def hold(self, who: int, starts: datetime, minutes: int) -> None:
        self._ask(hold, who, starts, minutes, None)

    def _ask(
        self, ask: Callable[..., Appointment], who: int, starts: datetime, minutes: int, interpreter: str | None
    ) -> None:
        key = f"k{len(self.keys)}"
        with suppress(BookingError):
            try:
                visit = ask(self._person(who), self.centre, starts, minutes, "s", "", "pt", key, interpreter)
            except SlotTaken as taken:
                # It says so only when no desk (or no line) was free, and what it offers instead is free.
                assert not self._place_is_free(starts, minutes, interpreter)
                assert all(slot.desk_ids for slot in taken.nearest)
                raise
            if visit.key == key:
                self.keys[key] = visit.pk

    @rule(data=st.data())
    def repeat_a_request(self, data: st.DataObject) -> None:
        alive = [key for key, pk in self.keys.items() if Appointment.objects.filter(pk=pk).exists()]
        if alive:
            key = data.draw(st.sampled_from(alive))
            visit = Appointment.objects.get(pk=self.keys[key])
            again = book(visit.contact, self.centre, MONDAY, 30, "s", "", "pt", key)
            assert again.pk == visit.pk

    @rule(data=st.data())
    def book_what_is_held(self, data: st.DataObject) -> None:
        held = self._any(data, Status.HELD)
        if held:
            assert book_held(held).status == Status.BOOKED

    @rule(data=st.data(), starts=STARTS)
    def move(self, data: st.DataObject, starts: datetime) -> None:
        visit = self._any(data, *OPEN)
        if visit:
            before = (visit.starts, visit.sequence)
            try:
                moved = move(visit, starts, f"m{visit.pk}-{visit.sequence}")
                assert (moved.starts, moved.sequence) == (starts, before[1] + 1)
            except BookingError:
                visit.refresh_from_db()
                assert (visit.starts, visit.sequence) == before

    @rule(data=st.data(), by=st.sampled_from(["person", "ana"]))
    def cancel(self, data: st.DataObject, by: str) -> None:
        visit = self._any(data, *OPEN)
        if visit:
            try:
                lifecycle.cancel(visit, by=by)
            except TooLate:
                assert by == "person" and visit.starts <= clock.now()

    @rule(data=st.data())
    def would_come_earlier(self, data: st.DataObject) -> None:
        visit = self._any(data, Status.BOOKED, Status.CONFIRMED)
        if visit:
            waiting_list.join(visit)

    @rule()
    def tell_who_waits(self) -> None:
        for offer in waiting_list.sweep():
            # It is earlier, it is kept for this one person, and nobody else can have it.
            assert offer.starts < offer.entry.appointment.starts
            held = Appointment.objects.get(pk=offer.hold_id)
            assert (held.status, held.contact, held.hold_expires) == (Status.HELD, None, offer.expires)
            assert held.cells.count() == -(-held.minutes // 5)

    @rule(data=st.data(), answer=st.sampled_from(["take", "decline"]))
    def answer_an_offer(self, data: st.DataObject, answer: str) -> None:
        offers = list(EarlierOffer.objects.filter(state="open").order_by("pk"))
        if not offers:
            return
        offer = data.draw(st.sampled_from(offers))
        visit = offer.entry.appointment
        if answer == "decline":
            waiting_list.decline(offer.pk, visit.contact)
            return
        with suppress(BookingError):
            moved = waiting_list.take(offer.pk, visit.contact, f"e{offer.pk}")
            assert (moved.pk, moved.starts) == (visit.pk, offer.starts)

    @rule(data=st.data())
    def the_centre_cancels(self, data: st.DataObject) -> None:
        visit = self._any(data, Status.BOOKED, Status.CONFIRMED)
        if visit:
            self._shielded(shield.cancel_by_centre(visit, "doença", "ana"))

    @rule(day=st.sampled_from([24, 25]))
    def the_centre_closes(self, day: int) -> None:
        moment = datetime(2026, 11, day, tzinfo=timezone.utc)
        made = shield.close(self.centre, moment.date(), moment.date(), "obras", "ana")
        for row in made:
            self._shielded(row)
        end = moment + timedelta(days=1)
        assert not Appointment.objects.filter(starts__gte=moment, starts__lt=end, status__in=OPEN).exists()

    def _shielded(self, row: MustReach) -> None:
        """Two other times that are free, or the desk knows that there are not."""
        assert len(row.replacements) >= 2 or row.for_desk_since is not None
        for item in row.replacements:
            starts = datetime.fromisoformat(item["starts"])
            assert self._place_is_free(starts, row.appointment.minutes, row.appointment.interpreter_language or None)

    @rule(data=st.data())
    def no_show(self, data: st.DataObject) -> None:
        visit = self._any(data, Status.BOOKED, Status.CONFIRMED)
        if visit:
            try:
                lifecycle.no_show(visit, "ana")
            except NotBookable:
                assert visit.starts > clock.now()

    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        visit = self._any(data, Status.BOOKED)
        if visit:
            lifecycle.confirm(visit)

    @rule(day=st.sampled_from([24, 25]))
    def close_or_open_the_centre(self, day: int) -> None:
        moment = datetime(2026, 11, day, tzinfo=timezone.utc)
        closed = Closure.objects.filter(centre=self.centre, first_day=moment.date())
        if closed.exists():
            closed.delete()
        else:
            Closure.objects.create(centre=self.centre, territory="pt", first_day=moment.date(), last_day=moment.date())
            assert free_slots(self.centre, 30, moment, moment + timedelta(hours=24), 9) == []

    @rule(minutes=st.sampled_from([1, 9, 60, 600]))
    def time_passes(self, minutes: int) -> None:
        clock.set_now(clock.now() + timedelta(minutes=minutes))

    @rule()
    def sweep(self) -> None:
        lifecycle.expire_holds()
        assert not Appointment.objects.filter(status=Status.HELD, hold_expires__lte=clock.now()).exists()

    @invariant()
    def nothing_overlaps_and_no_booking_is_half(self) -> None:
        if hasattr(self, "centre"):
            found = audit()
            assert (found["wrong"], found["ownerless"], found["overlaps"]) == ([], 0, [])

    @invariant()
    def nobody_has_more_open_visits_than_the_cap(self) -> None:
        for who in range(4) if hasattr(self, "centre") else ():
            assert len(open_visits(self._person(who), clock.now())) <= MAX_OPEN

    @invariant()
    def nobody_gets_more_than_three_notices_or_two_offers_at_once(self) -> None:
        for entry in WaitingListEntry.objects.all() if hasattr(self, "centre") else ():
            assert entry.notices == entry.offers.count() <= 3
            assert entry.offers.filter(state="open").count() <= 1

    def teardown(self) -> None:
        clock.set_now(None)

    def _place_is_free(self, starts: datetime, minutes: int, interpreter: str | None) -> bool:
        end = starts + timedelta(minutes=minutes)
        room = room_of(self.centre, interpreter, starts, end)
        taken = taken_cells(room.resources, starts, end, clock.now())
        lines = not interpreter or room.free_lines(starts, minutes, taken, clock.now())
        return bool(room.free_desks(starts, minutes, taken) and lines)

    def _person(self, who: int) -> object:
        with transaction.atomic():
            return contact_for("sms", f"+{who}", "pt")

    def _any(self, data: st.DataObject, *statuses: str) -> Appointment | None:
        visits = list(Appointment.objects.filter(status__in=statuses, contact__isnull=False).order_by("pk"))
        return data.draw(st.sampled_from(visits)) if visits else None


def test_the_calendar_holds_whatever_happens_in_any_order(database: Path) -> None:
    run_state_machine_as_test(
        Calendar,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
