"""A wish to book says at once what it can: matter, place, day; nothing said is asked again or lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from actions.appointments.models import Contact
from actions.directory.models import Centre
from tests.actions.chat import Chat

THURSDAY = "2026-11-26"


@pytest.fixture
def chat(person: Contact, centre: Centre, monday: datetime) -> Chat:
    return Chat(person)


def picks_centre(chat: Chat) -> Chat:
    return chat.presses(chat.memory.menu, next(c.key for c in chat.memory.choices if c.do == "centre"))


def test_matter_place_day_and_hour_said_at_once_lead_to_the_centre_and_then_to_the_yes(chat: Chat) -> None:
    chat.says("Thursday 10:00 in Braga for my card", "book", "residence_permit_renewal",
              place="pt_braga", date=THURSDAY, time="10:00")  # fmt: skip
    assert chat.memory.draft and chat.memory.draft.topic == "residence_permit_renewal"
    picks_centre(chat)
    assert chat.memory.asks == "confirm" and "10:00" in chat.text and "26" in chat.text


def test_a_part_of_the_day_is_kept_until_there_is_a_centre(chat: Chat) -> None:
    chat.says("an appointment in the afternoon", "book", "tax_number", part_of_day="afternoon")
    picks_centre(chat.says("Braga", place="pt_braga"))
    assert chat.memory.asks == "slot"
    assert all(c.label >= "12:00" for c in chat.memory.choices if c.do == "slot")


@pytest.mark.parametrize("order", [("place", "date"), ("date", "place")])
def test_a_place_or_a_day_said_while_the_matter_is_asked_is_kept(chat: Chat, order: tuple[str, str]) -> None:
    said: dict[str, Callable[[], Chat]] = {
        "place": lambda: chat.says("Braga", "inform", place="pt_braga"),
        "date": lambda: chat.says("on Thursday", "inform", date=THURSDAY),
    }
    chat.says("I want an appointment", "book")
    for kind in order:
        said[kind]()
        assert chat.memory.asks == "topic"
    picks_centre(chat.taps("1"))
    assert chat.memory.draft and chat.memory.draft.day == THURSDAY and chat.memory.asks == "slot"


def test_the_wished_day_is_tried_once_and_then_another_is_asked(chat: Chat) -> None:
    chat.says("on Sunday", "book", "tax_number", place="pt_braga", date="2026-11-29")
    picks_centre(chat)
    assert chat.memory.asks == "date" and chat.memory.draft and not chat.memory.draft.wish
