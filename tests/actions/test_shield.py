"""A centre that cancels offers at least two other times and reaches the person until it is acknowledged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from actions import clock
from actions.appointments import lifecycle, outbox, shield, whatsapp
from actions.appointments.booking import book
from actions.appointments.contacts import contact_for
from actions.appointments.erasure import erase
from actions.appointments.errors import NotBookable
from actions.appointments.models import Appointment, Contact, MustReach, OutboxMessage, Status
from actions.appointments.optouts import opt_out
from actions.appointments.slots import free_slots
from actions.directory.models import Centre, Closure

UTC = timezone.utc


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def book_for(centre: Centre, monday: datetime) -> Callable[..., Appointment]:
    """Books a visit on Thursday for somebody on a channel."""

    def make(channel: str = "sms", starts: datetime | None = None, here: Centre | None = None) -> Appointment:
        starts = starts or at(26, 10)
        who = contact_for(channel, f"+{starts:%d%H%M}", "pt")
        return book(who, here or centre, starts, 30, "migrant_support", "tax_number", "pt", f"k{channel}{starts}")

    return make


def sent() -> list[OutboxMessage]:
    """What a worker sends now."""
    shield.sweep()
    out = outbox.due()
    for message in out:
        outbox.begin(message)
        outbox.sent(message)
    return out


def test_a_cancellation_says_why_offers_three_other_times_and_keeps_that_time_closed(
    book_for: Callable[..., Appointment], centre: Centre
) -> None:
    visit = book_for()
    made = shield.cancel_by_centre(visit, "doença", "ana")
    visit.refresh_from_db()
    assert visit.status == Status.CANCELLED_BY_CENTRE
    assert visit.events.get(what="cancelled_by_centre").why == "doença"
    assert len(made.replacements) == 3
    assert visit.starts.isoformat() not in [item["starts"] for item in made.replacements]
    assert all(slot.starts != visit.starts for slot in free_slots(centre, 30, at(26, 9), at(26, 12), 20))
    (message,) = sent()
    assert (message.template, message.contact) == ("visit.cancelled_by_centre", visit.contact)
    assert message.variables["replacements"] == made.replacements


def test_the_second_channel_after_four_hours_and_then_the_desk(book_for: Callable[..., Appointment]) -> None:
    made = shield.cancel_by_centre(book_for("whatsapp"), "doença", "ana")
    assert [m.channel for m in sent()] == ["whatsapp"]
    with clock.frozen(at(23, 11, 59)):
        assert sent() == [] and shield.open_for_desk() == []
    with clock.frozen(at(23, 12)):
        assert [m.channel for m in sent()] == ["sms"]
        assert sent() == []
    with clock.frozen(at(23, 16)):
        assert sent() == []
        assert shield.open_for_desk() == [made]
    with clock.frozen(at(24, 16)):
        assert sent() == []


def test_whatsapp_is_a_second_channel_only_with_an_approved_template(
    book_for: Callable[..., Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    ok = {("visit.cancelled_by_centre", "pt"): whatsapp.Template("HX1", ("when",))}
    for approved, channels in ((ok, ["whatsapp"]), ({}, [])):
        monkeypatch.setattr(whatsapp, "templates", lambda approved=approved: approved)
        visit = book_for("sms", at(26, 10) if approved else at(26, 11))
        Contact.objects.update(language="pt")
        shield.cancel_by_centre(visit, "doença", "ana")
        sent()
        with clock.frozen(at(23, 12)):
            assert [m.channel for m in sent()] == channels
            assert bool(shield.open_for_desk()) is not bool(channels)


@pytest.mark.parametrize("how", ["web", "opted out", "failed", "unsendable"])
def test_who_cannot_be_written_to_is_for_the_desk_without_waiting(
    book_for: Callable[..., Appointment], how: str
) -> None:
    visit = book_for("web" if how == "web" else "whatsapp" if how == "unsendable" else "telegram")
    if how == "opted out":
        opt_out(visit.contact)
    if how == "unsendable":  # written to long ago, no template, and the SMS fails too
        Contact.objects.update(last_seen=at(1, 8))
    made = shield.cancel_by_centre(visit, "doença", "ana")
    for message in outbox.due():
        outbox.begin(message)
        outbox.failed(message, retry=False)
    for _ in range(2):
        shield.sweep()
        for message in outbox.due():
            outbox.begin(message)
            outbox.failed(message, retry=False)
    shield.sweep()
    assert shield.open_for_desk() == [made]


def test_nothing_is_said_again_once_it_is_acknowledged(book_for: Callable[..., Appointment]) -> None:
    made = shield.cancel_by_centre(book_for("whatsapp"), "doença", "ana")
    done = shield.acknowledge(made.appointment, "ana", "telefone")
    assert done is not None and (done.acknowledged_by, done.how) == ("ana", "telefone")
    assert shield.acknowledge(made.appointment, "rui").acknowledged_by == "ana"  # type: ignore[union-attr]
    with clock.frozen(at(23, 20)):
        assert sent() == [] and shield.open_for_desk() == []


def test_a_visit_of_tomorrow_is_for_the_desk_at_once_and_the_message_goes_in_the_night(
    book_for: Callable[..., Appointment],
) -> None:
    visit = book_for("sms", at(24, 10))
    with clock.frozen(at(23, 23)):
        made = shield.cancel_by_centre(visit, "doença", "ana")
        assert shield.open_for_desk(visit.centre) == [made]
        assert len(sent()) == 1


def test_a_message_that_can_wait_wakes_nobody(book_for: Callable[..., Appointment]) -> None:
    visit = book_for()
    with clock.frozen(at(23, 23)):
        shield.cancel_by_centre(visit, "doença", "ana")
        assert sent() == []
    with clock.frozen(at(24, 8)):
        assert len(sent()) == 1


def test_with_fewer_than_two_times_here_the_next_centres_are_offered_and_with_none_the_desk_calls(
    book_for: Callable[..., Appointment], centre: Centre, make_centre: Callable[..., Centre]
) -> None:
    other = make_centre("demo-porto", lat=41.15, lon=-8.61, municipality="Porto")
    third = make_centre("demo-lisboa", lat=38.7, lon=-9.1, municipality="Lisboa")
    visit = book_for()
    shield.close(centre, date(2026, 11, 23), date(2027, 2, 28), "obras", "ana")
    row = MustReach.objects.get(appointment=visit)
    assert {item["centre"] for item in row.replacements} == {other.pk, third.pk}
    assert row.for_desk_since is None
    again = book_for("telegram", here=other)
    Centre.objects.exclude(pk=other.pk).update(active=False)
    shield.close(other, date(2026, 11, 23), date(2027, 2, 28), "obras", "ana")
    assert MustReach.objects.get(appointment=again).for_desk_since is not None


def test_closing_days_cancels_every_open_visit_and_offers_no_time_twice(
    book_for: Callable[..., Appointment], centre: Centre
) -> None:
    visits = [book_for("sms", at(26, 9, 30) + timedelta(minutes=30 * n)) for n in range(5)]
    untouched = book_for("sms", at(27, 10))
    lifecycle.cancel(visits[4])
    made = shield.close(centre, date(2026, 11, 26), date(2026, 11, 26), "obras", "ana")
    assert [row.appointment for row in made] == visits[:4]
    offered = [(item["centre"], item["starts"]) for row in made for item in row.replacements]
    assert len(offered) == len(set(offered)) == 12
    untouched.refresh_from_db()
    assert untouched.status == Status.BOOKED
    assert Closure.objects.count() == 1
    assert free_slots(centre, 30, at(26, 0), at(26, 23), 5) == []


def test_a_visit_that_is_over_or_cancelled_cannot_be_cancelled_by_the_centre(
    book_for: Callable[..., Appointment],
) -> None:
    visit = lifecycle.cancel(book_for())
    with pytest.raises(NotBookable, match="status"):
        shield.cancel_by_centre(visit, "doença", "ana")
    other = book_for("sms", at(26, 11))
    shield.cancel_by_centre(other, "doença", "ana")
    with pytest.raises(NotBookable, match="status"):
        shield.cancel_by_centre(other, "doença", "ana")


def test_nobody_is_reached_for_who_asked_to_be_forgotten(book_for: Callable[..., Appointment]) -> None:
    made = shield.cancel_by_centre(book_for(), "telefonou o sr. Silva", "ana")
    erase(made.appointment.contact)
    with clock.frozen(at(24, 9)):
        assert sent() == [] and shield.open_for_desk() == []
    made.refresh_from_db()
    assert made.why == "" and made.acknowledged_by == "system"


def test_a_template_file_with_a_wrong_id_names_the_entry(tmp_path: Any) -> None:
    file = tmp_path / "whatsapp_templates.yml"
    file.write_text("reminder_2h: {values: [when], approved: {pt: abc}}")
    with pytest.raises(whatsapp.TemplateFileError, match="reminder_2h, pt"):
        whatsapp.templates(file)
    assert whatsapp.templates() == {}


def test_whatsapp_outside_24_hours_without_a_template_waits_for_the_desk(
    book_for: Callable[..., Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = book_for("whatsapp")
    with clock.frozen(at(24, 10)):
        message = outbox.enqueue(visit.contact, "reminder_48h", "reminder_48h", {}, visit)
        assert outbox.due() == []
        message.refresh_from_db()
        assert message.state == "for_desk"
        monkeypatch.setattr(whatsapp, "templates", lambda: {("reminder_2h", ""): whatsapp.Template("HX1", ("when",))})
        second = outbox.enqueue(visit.contact, "reminder_2h", "reminder_2h", {}, visit)
        assert outbox.due() == [second]
