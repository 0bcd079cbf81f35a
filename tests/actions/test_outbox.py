from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from actions import clock
from actions.appointments import lifecycle, outbox
from actions.appointments.booking import move
from actions.appointments.models import Appointment, Contact, OutboxMessage
from actions.appointments.optouts import is_opted_out, opt_in, opt_out
from actions.appointments.wording import version


@pytest.fixture
def message(person: Contact, monday: datetime) -> OutboxMessage:
    """A message that is due."""
    return outbox.enqueue(person, "hello", "hello", {"n": 1})


def claimed() -> OutboxMessage:
    """The only message that is due, claimed."""
    (only,) = outbox.due()
    return only


def test_a_message_is_queued_once_per_visit_event_channel_and_sequence(visit: Appointment, person: Contact) -> None:
    first = outbox.enqueue(person, "booked", "t", {"n": 1}, visit)
    assert outbox.enqueue(person, "booked", "t", {"n": 2}, visit) == first
    assert outbox.enqueue(person, "booked", "t", {}, visit, sequence=1) != first
    assert outbox.enqueue(person, "booked", "t", {}, visit, channel="telegram") != first
    assert outbox.enqueue(person, "booked", "t", {}) != first
    assert outbox.enqueue(person, "booked", "t", {}).channel == "sms"
    assert OutboxMessage.objects.count() == 4


def test_a_message_is_claimed_by_one_worker_and_only_when_due(message: OutboxMessage, person: Contact) -> None:
    outbox.enqueue(person, "later", "t", {}, due_at=clock.now() + timedelta(minutes=1))
    assert outbox.due() == [message]
    assert outbox.due() == []


def test_a_sent_message_is_not_sent_again(message: OutboxMessage, monday: datetime) -> None:
    mine = claimed()
    assert outbox.begin(mine)
    outbox.sent(mine, "SM9")
    with clock.frozen(monday + timedelta(hours=1)):
        assert outbox.due() == []
    mine.refresh_from_db()
    assert (mine.state, mine.provider_id, mine.sent_at) == ("sent", "SM9", monday)


def test_a_worker_killed_before_the_call_loses_nothing(message: OutboxMessage, monday: datetime) -> None:
    mine = claimed()
    with clock.frozen(monday + timedelta(minutes=3)):
        again = claimed()
        assert again == mine
        assert not outbox.begin(mine)  # the first worker wakes up and no longer holds it
        assert outbox.begin(again)


def test_a_worker_killed_during_the_call_leaves_it_uncertain_and_nobody_sends_it_twice(
    message: OutboxMessage, monday: datetime
) -> None:
    mine = claimed()
    assert outbox.begin(mine)
    with clock.frozen(monday + timedelta(minutes=3)):
        assert outbox.due() == []
        message.refresh_from_db()
        assert message.state == "uncertain"
        outbox.sent(mine, "SM9")  # it was only slow
        assert mine.state == "sent"


def test_a_refused_message_is_tried_again_later_and_later_and_at_last_failed(
    message: OutboxMessage, monday: datetime
) -> None:
    waits, moment = [], monday
    for _ in range(5):
        with clock.frozen(moment):
            mine = claimed()
            assert outbox.begin(mine)
            outbox.failed(mine, retry=True)
            waits.append((mine.due_at - moment).total_seconds() / 60 if mine.state == "due" else mine.state)
            moment = max(mine.due_at, moment)
    assert waits == [2, 4, 8, 16, "failed"]


def test_a_message_refused_for_good_is_failed_at_once(message: OutboxMessage) -> None:
    mine = claimed()
    outbox.failed(mine, retry=False)
    assert mine.state == "failed"


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "queued", "undelivered"])))
def test_call_backs_in_any_order_keep_the_highest_rank(message: OutboxMessage, order: tuple[str, ...]) -> None:
    mine = claimed()
    outbox.sent(mine, "SM9")
    for status in order:
        outbox.delivery("SM9", status)
    outbox.delivery("SM9", "no such word")
    mine.refresh_from_db()
    assert mine.delivery == outbox.DELIVERY_RANKS["delivered"]


def test_a_call_back_for_nothing_changes_nothing(message: OutboxMessage) -> None:
    outbox.delivery("", "delivered")
    message.refresh_from_db()
    assert message.delivery == 0


def test_stop_silences_everything_and_start_brings_it_back(message: OutboxMessage, person: Contact) -> None:
    opt_out(person)
    opt_out(person)
    assert is_opted_out(person)
    assert outbox.due() == []
    message.refresh_from_db()
    assert message.state == "cancelled"
    opt_in(person)
    outbox.enqueue(person, "hello", "hello", {}, sequence=1)
    assert len(outbox.due()) == 1


def test_no_more_for_this_visit_silences_that_visit_only(
    visit: Appointment, person: Contact, message: OutboxMessage
) -> None:
    outbox.enqueue(person, "reminder_48h", "t", {}, visit)
    outbox.cancel_waiting(visit)
    assert outbox.due() == [message]


@pytest.mark.parametrize("answer", ["confirm", "cancel", "move"])
def test_a_queued_reminder_is_dropped_when_the_visit_was_answered_in_between(
    visit: Appointment, person: Contact, answer: str
) -> None:
    outbox.enqueue(person, "reminder_48h", "t", {}, visit)
    if answer == "move":
        move(visit, visit.starts + timedelta(minutes=30), "m")
    else:
        getattr(lifecycle, answer)(visit)
    assert outbox.due() == []
    assert OutboxMessage.objects.get().state == "cancelled"


def test_what_was_said_in_the_turn_is_archived_and_never_sent(visit: Appointment, person: Contact) -> None:
    said = {"reference": visit.reference, "language": "pt"}
    row = outbox.archive(person, "booked", "booking.booked", said, visit)
    assert (row.state, row.variables) == ("sent", {**said, "version": version("booking.booked", "pt")})
    assert outbox.due() == []
