"""Two visits: the message says which one is meant, and a time that the person already has is not offered again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from actions import clock
from actions.appointments.booking import book
from actions.appointments.models import Appointment
from actions.appointments.visits import open_visits
from actions.directory.models import Centre
from tests.actions.chat import Chat

RENEWAL, NIF = "residence_permit_renewal", "tax_number"


@pytest.fixture
def chat(visit: Appointment, make_centre: Callable[..., Centre]) -> Chat:
    """Somebody with a visit on Thursday at 10:00 about a renewal, and one on Friday at 11:00 in Porto about the NIF."""
    porto = make_centre("demo-porto", desks=2, municipality="Porto")
    starts = datetime(2026, 11, 27, 11, 0, tzinfo=timezone.utc)
    book(visit.contact, porto, starts, 30, "migrant_support", NIF, "en", "inbox:2")
    return Chat(visit.contact)


def left(chat: Chat) -> list[str]:
    return [a.topic for a in open_visits(chat.contact, clock.now())]


def test_it_is_asked_which_one_where_nothing_tells(chat: Chat) -> None:
    chat.says("cancel", intent="cancel")
    assert chat.memory.asks == "reference" and len(chat.last.choices) == 2


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("the NIF one", {"intent": "faq", "concept": NIF}),
        ("the one in Porto", {"place": "pt_porto"}),
        ("friday's", {"date": "2026-11-27"}),
        ("the one at 11", {"time": "11:00"}),
    ],
)
def test_where_it_was_asked_the_matter_the_town_the_day_or_the_hour_tells(
    chat: Chat, words: str, named: dict[str, str]
) -> None:
    chat.says("cancel", intent="cancel").says(words, **named)
    assert chat.memory.asks == "confirm" and chat.memory.draft and chat.memory.draft.purpose == "cancel"
    chat.says("yes")
    assert left(chat) == [RENEWAL]


def test_a_matter_of_neither_visit_is_a_question_of_its_own(chat: Chat) -> None:
    chat.says("cancel", intent="cancel").says("how do I get a family doctor", intent="faq", concept="family_doctor")
    assert left(chat) == [RENEWAL, NIF] and (chat.memory.draft is None or chat.memory.asks != "confirm")


def test_a_town_in_the_wish_to_cancel_tells_too(chat: Chat) -> None:
    chat.says("cancel my visit in Porto", intent="cancel", place="pt_porto")
    assert chat.memory.draft and chat.memory.asks == "confirm"
    chat.says("yes")
    assert left(chat) == [RENEWAL]


def test_the_hour_of_ones_own_visit_is_not_offered_anywhere(chat: Chat) -> None:
    chat.says("another one", intent="book", concept="family_steps", place="pt_porto").says("1")
    chat.says("friday", date="2026-11-27")
    offered = [slot["starts"][11:16] for slot in chat.last.slots]
    assert offered and "11:00" not in offered
    chat.says("at 11", time="11:00")
    assert chat.memory.asks != "confirm"


def test_who_moves_a_visit_may_stay_near_its_hour(chat: Chat) -> None:
    chat.says("move the one in Porto", intent="change", place="pt_porto").says("friday at 11", date="2026-11-27",
                                                                              time="11:00")  # fmt: skip
    assert chat.memory.asks == "confirm"


@pytest.mark.parametrize(
    ("named", "first", "last"),
    [
        ({"time_before": "11:00"}, "09:00", "10:30"),
        ({"time": "14:00", "time_before": "16:00"}, "14:00", "15:30"),
        ({"time_before": "08:00"}, "09:00", "17:00"),  # nothing so early: the whole day is shown
    ],
)
def test_only_times_within_the_hours_are_shown(chat: Chat, named: dict[str, str], first: str, last: str) -> None:
    chat.says("a visit", intent="book", concept=RENEWAL, place="pt_porto").says("1")
    chat.says("wednesday", date="2026-11-25", **named)
    offered = [slot["starts"][11:16] for slot in chat.last.slots]
    assert chat.memory.asks == "slot" and offered
    assert all(first <= clock_time <= last for clock_time in offered)


def test_the_second_one_is_the_second_of_the_list(chat: Chat) -> None:
    chat.says("cancel the second one", intent="cancel").says("yes")
    assert left(chat) == [RENEWAL]


def test_a_visit_in_a_town_where_none_is_cancels_nothing_unasked(chat: Chat) -> None:
    chat.says("cancel the one in Faro", intent="cancel", place="pt_faro")
    assert chat.memory.asks == "reference" and chat.memory.draft is None


def test_who_says_yes_without_saying_which_is_asked_again(chat: Chat) -> None:
    chat.says("cancel", intent="cancel").says("yes go ahead", intent="affirm")
    assert chat.memory.asks == "reference" and left(chat) == [RENEWAL, NIF]


def test_the_time_that_was_wished_outlives_the_question_which_visit(chat: Chat) -> None:
    chat.says("move it to friday at 12", intent="change", time="12:00", part_of_day="afternoon")
    assert chat.memory.asks == "reference"
    chat.says("2")
    assert chat.memory.asks in ("slot", "confirm") and "12:00" in chat.text


@pytest.mark.parametrize("words", ["don't cancel", "no, keep it"])
def test_who_wants_it_to_stay_is_not_led_to_cancel_it(chat: Chat, words: str) -> None:
    chat.says(words, intent="cancel")
    assert chat.memory.asks != "confirm"
    chat.says("cancel the second one", intent="cancel").says(words, intent="deny")
    assert left(chat) == [RENEWAL, NIF] and chat.memory.draft is None


def test_a_day_that_does_not_suit_is_offered_no_more(chat: Chat) -> None:
    chat.says("a visit, not wednesday", intent="book", concept=RENEWAL, place="pt_porto", not_on="2").says("1")
    assert all(choice.value != "2026-11-25" for choice in chat.last.choices if choice.do == "day")
    chat.says("not thursday either", not_on="2026-11-26")
    assert chat.memory.draft is not None and chat.memory.asks == "date"
    assert not {"2026-11-25", "2026-11-26"} & {choice.value for choice in chat.last.choices}


def test_who_names_the_avoided_day_after_all_gets_it(chat: Chat) -> None:
    chat.says("a visit, not wednesday", intent="book", concept=RENEWAL, place="pt_porto", not_on="2").says("1")
    chat.says("no, wednesday is fine", date="2026-11-25")
    assert chat.last.slots and all(slot["starts"].startswith("2026-11-25") for slot in chat.last.slots)


@pytest.mark.parametrize("intent", ["faq", "unsure", "out_of_scope"])
def test_a_word_for_cancelling_with_the_matter_of_a_visit_cancels_that_visit(chat: Chat, intent: str) -> None:
    chat.says("anula la del NIF", intent=intent, concept=NIF).says("yes")
    assert left(chat) == [RENEWAL]


def test_to_cancel_something_else_cancels_no_visit(chat: Chat) -> None:
    chat.says("how do I cancel my phone contract", intent="faq", concept="consumer_rights", decision="answer")
    assert chat.memory.draft is None and left(chat) == [RENEWAL, NIF]


def test_a_part_of_the_day_that_is_full_is_said_and_the_rest_of_the_day_shown(chat: Chat) -> None:
    chat.says("a visit", intent="book", concept=RENEWAL, place="pt_porto").says("1")
    chat.says("wednesday evening", date="2026-11-25", part_of_day="evening")
    assert "No free time then" in chat.text or chat.memory.asks == "slot"
    assert chat.last.slots and all(slot["starts"].startswith("2026-11-25") for slot in chat.last.slots)
