from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from actions import clock
from actions.appointments import inbox
from actions.appointments.models import Contact, InboxMessage


@pytest.fixture
def message(person: Contact, monday: datetime) -> InboxMessage:
    """A message that was received and not yet run."""
    received = inbox.receive("sms", "SM1", person, {"text": "olá"})
    assert received is not None
    return received


def test_a_message_sent_again_by_the_provider_is_received_once(message: InboxMessage, person: Contact) -> None:
    assert inbox.receive("sms", "SM1", person, {"text": "olá"}) is None
    assert inbox.receive("telegram", "SM1", person, {}) is not None
    assert InboxMessage.objects.count() == 2


def test_a_finished_message_keeps_no_words_and_still_stops_its_repetition(
    message: InboxMessage, person: Contact
) -> None:
    assert inbox.claim(message)
    inbox.done(message)
    message.refresh_from_db()
    assert (message.state, message.payload) == ("done", {})
    assert inbox.receive("sms", "SM1", person, {"text": "olá"}) is None
    assert not inbox.claim(message)


def test_a_message_is_run_by_one_process_at_a_time(message: InboxMessage) -> None:
    other = InboxMessage.objects.get(pk=message.pk)
    assert inbox.claim(message)
    assert not inbox.claim(other)
    assert inbox.left_behind() == []


def test_a_message_received_and_never_run_is_found_after_the_lease(message: InboxMessage, monday: datetime) -> None:
    assert inbox.left_behind() == []
    with clock.frozen(monday + timedelta(minutes=3)):
        assert inbox.left_behind() == [message]


def test_a_killed_turn_is_run_once_more_and_then_given_up_with_an_apology(
    message: InboxMessage, monday: datetime
) -> None:
    assert inbox.claim(message)
    with clock.frozen(monday + timedelta(minutes=3)):
        (again,) = inbox.left_behind()
        assert again.payload == {"text": "olá"}
        assert inbox.claim(again)
        assert inbox.given_up("sms") == []
    with clock.frozen(monday + timedelta(minutes=6)):
        assert inbox.left_behind() == []
        assert not inbox.claim(message)
        assert inbox.given_up("telegram") == []
        (hopeless,) = inbox.given_up("sms")
        assert hopeless.contact == message.contact
        assert inbox.given_up("sms") == []
    message.refresh_from_db()
    assert (message.state, message.payload) == ("failed", {})


def test_left_behind_messages_come_in_the_order_they_were_sent(person: Contact, monday: datetime) -> None:
    for number in range(3):
        inbox.receive("sms", f"SM{number}", person, {"text": str(number)})
    with clock.frozen(monday + timedelta(minutes=3)):
        assert [message.provider_id for message in inbox.left_behind()] == ["SM0", "SM1", "SM2"]
