"""Who names another time wants to come then: at a yes or no, beside a cancellation, in answer to a reminder."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions import clock
from actions.appointments.booking import book
from actions.appointments.models import Appointment, Contact, Status
from actions.appointments.optouts import is_opted_out
from actions.appointments.visits import current_visits, open_visits
from actions.dialogue import memory as memories
from actions.dialogue.reminder import choices_for
from actions.directory.models import Centre
from tests.actions.chat import Chat

THURSDAY, FRIDAY = "2026-11-26", "2026-11-27"


@pytest.fixture
def chat(visit: Appointment) -> Chat:
    """Somebody with a visit on Thursday at 10:00."""
    return Chat(visit.contact)


def visits(chat: Chat) -> list[Appointment]:
    return open_visits(chat.contact, clock.now())


def starts(chat: Chat) -> list[str]:
    return [f"{a.starts:%d %H:%M}" for a in visits(chat)]


def test_a_question_to_cancel_answered_by_another_day_moves_the_visit(chat: Chat) -> None:
    chat.says("I can't come", intent="cancel")
    chat.says("can it be friday at 11:00", date=FRIDAY, time="11:00")
    assert chat.memory.draft and chat.memory.draft.purpose == "move" and chat.memory.asks == "confirm"
    assert starts(chat) == ["26 10:00"]
    assert starts(chat.says("yes")) == ["27 11:00"]


def test_the_day_of_the_visit_itself_named_at_that_question_moves_nothing(chat: Chat) -> None:
    chat.says("cancel", intent="cancel").says("the one on thursday", date=THURSDAY)
    assert chat.memory.draft and chat.memory.draft.purpose == "cancel" and chat.memory.asks == "confirm"
    assert starts(chat.says("yes")) == []


def test_who_cannot_come_and_names_another_day_is_offered_that_day(chat: Chat) -> None:
    chat.says("I can't that day, is friday possible?", intent="cancel", date=FRIDAY)
    assert chat.memory.draft and chat.memory.draft.purpose == "move" and chat.memory.asks == "slot"
    assert "27" in chat.text


def test_only_another_hour_is_of_the_same_day(chat: Chat) -> None:
    chat.says("can I come at 15:00 instead of 10", intent="change", time="15:00")
    assert chat.memory.asks == "confirm" and starts(chat.says("yes")) == ["26 15:00"]


def test_no_with_an_hour_offers_that_hour_of_the_same_day(chat: Chat) -> None:
    chat.says("move my visit", intent="change", date=FRIDAY, time="11:00")
    chat.says("no, at 15:00", time="15:00")
    assert chat.memory.asks == "confirm" and "15:00" in chat.text
    assert starts(chat.says("yes")) == ["27 15:00"]


def test_yes_with_the_time_of_the_summary_is_a_yes(chat: Chat) -> None:
    chat.says("move my visit", intent="change", date=FRIDAY, time="11:00")
    assert starts(chat.says("yes, friday at 11:00", intent="affirm", date=FRIDAY, time="11:00")) == ["27 11:00"]


def test_another_time_after_a_no_moves_the_same_visit(chat: Chat) -> None:
    chat.says("cancel", intent="cancel").says("no").taps("Another time")
    assert chat.memory.draft and chat.memory.draft.purpose == "move" and chat.memory.draft.reference


def test_of_two_visits_the_one_on_the_named_day_is_meant(chat: Chat, centre: Centre) -> None:
    friday = datetime(2026, 11, 27, 10, 0, tzinfo=timezone.utc)
    book(chat.contact, centre, friday, 30, "migrant_support", "tax_number", "en", "inbox:2")
    chat.says("cancel the friday one", intent="cancel", date=FRIDAY)
    assert chat.memory.asks == "confirm" and starts(chat.says("yes")) == ["26 10:00"]


def test_of_two_days_named_one_is_the_visit_and_the_other_the_wish(chat: Chat) -> None:
    chat.says("the thursday one to friday", intent="change", ambiguous_date=f'["{THURSDAY}", "{FRIDAY}"]')
    assert chat.memory.asks == "slot" and "27" in chat.text


@pytest.mark.parametrize("words", [{"date": THURSDAY}, {"date": THURSDAY, "time": "10:00"}])
def test_a_reminder_is_answered_in_words(chat: Chat, words: dict[str, str]) -> None:
    reminded(chat)
    chat.says("I will come on thursday", intent="book", **words)
    assert visits(chat)[0].status == Status.CONFIRMED


def test_yes_after_a_question_between_answers_the_reminder_still(chat: Chat) -> None:
    reminded(chat)
    chat.says("what does the card cost?", intent="faq", concept="residence_permit_fees", decision="answer")
    chat.says("I will be there", intent="affirm")
    assert visits(chat)[0].status == Status.CONFIRMED


def test_another_day_than_the_visit_s_is_no_promise_to_come(chat: Chat) -> None:
    reminded(chat)
    chat.says("I come on friday", intent="book", date=FRIDAY)
    assert visits(chat)[0].status == Status.BOOKED


def test_a_bare_yes_to_something_else_does_not_answer_the_reminder(chat: Chat) -> None:
    reminded(chat)
    chat.says("my kid has fever", intent="faq", concept="family_doctor", decision="answer")
    chat.says("yes", intent="affirm")
    assert visits(chat)[0].status == Status.BOOKED and chat.memory.asks == "reference"
    chat.says("1")
    assert visits(chat)[0].status == Status.CONFIRMED


@pytest.mark.parametrize("intent", ["book", "unsure", "affirm", "inform", "change"])
def test_another_time_in_answer_to_a_reminder_moves_that_visit(chat: Chat, intent: str) -> None:
    reminded(chat)
    chat.says("can we do it friday instead, 11:00", intent=intent, date=FRIDAY, time="11:00")
    assert chat.memory.draft and chat.memory.draft.purpose == "move"
    assert starts(chat.says("yes")) == ["27 11:00"]


def test_the_hour_of_the_visit_in_answer_to_a_reminder_is_a_promise_to_come(chat: Chat) -> None:
    reminded(chat)
    chat.says("yes at 10:00", intent="affirm", time="10:00")
    assert visits(chat)[0].status == Status.CONFIRMED


def test_where_is_it_in_answer_to_a_reminder_shows_the_visit(chat: Chat) -> None:
    reminded(chat)
    chat.says("where is it? what do i bring?", intent="faq", concept="support_centre_prepare", decision="answer")
    assert visits(chat)[0].reference in chat.text


def test_no_to_one_of_two_reminders_asks_which(chat: Chat, centre: Centre) -> None:
    friday = datetime(2026, 11, 27, 10, 0, tzinfo=timezone.utc)
    book(chat.contact, centre, friday, 30, "migrant_support", "tax_number", "en", "inbox:2")
    reminded(chat)
    reminded(chat, 1)
    chat.says("no", intent="deny")
    assert chat.memory.asks == "reference" and len(visits(chat)) == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "I can't"), ("ar", "لا أستطيع الحضور"), ("fr", "j'arrive pas à venir"), ("bn", "asbo na")],
)
def test_who_cannot_come_is_asked_whether_to_cancel(chat: Chat, language: str, words: str) -> None:
    reminded(chat)
    chat.language = language
    chat.says(words, intent="unsure")
    assert chat.memory.draft and chat.memory.draft.purpose == "cancel" and chat.memory.asks == "confirm"


def test_i_will_not_miss_it_is_a_promise_to_come(chat: Chat) -> None:
    reminded(chat)
    chat.says("I won't miss it", intent="cancel")
    assert visits(chat)[0].status == Status.CONFIRMED


def reminded(chat: Chat, number: int = 0) -> None:
    """The reminder of the visit is the open question."""
    reference, menu = visits(chat)[number].reference, memories.new_menu()
    memory = chat.memory
    memory.reminders[menu] = reference
    memory.asks, memory.menu, memory.choices = "confirm", menu, choices_for(reference, "en")
    memories.keep(chat.contact, memory, clock.now())


def test_a_visit_that_has_begun_is_still_shown(chat: Chat) -> None:
    with clock.frozen(datetime(2026, 11, 26, 10, 5, tzinfo=timezone.utc)):
        chat.says("where is it?", intent="my_appointments")
        assert "DEMO" in chat.text and current_visits(chat.contact, clock.now())
    with clock.frozen(datetime(2026, 11, 26, 10, 30, tzinfo=timezone.utc)):
        assert current_visits(chat.contact, clock.now()) == []


def test_the_visits_are_shown_with_what_to_bring(chat: Chat) -> None:
    assert "Bring" in chat.says("what do I bring?", intent="my_appointments").text


def test_asking_for_visits_while_one_is_being_made_loses_nothing(
    person: Contact, centre: Centre, monday: datetime
) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number").says("Braga", place="pt_braga")
    before = chat.memory.draft
    chat.says("where is it?", intent="my_appointments")
    assert chat.memory.draft == before and chat.memory.asks == "slot"


@pytest.fixture
def found(person: Contact, centre: Centre, monday: datetime) -> Chat:
    """Somebody who looked for a centre in Braga and sees it."""
    chat = Chat(person).says("where is the nearest centre in Braga?", intent="find_centre", place="pt_braga")
    assert any(c.do == "centre" for c in chat.memory.choices)
    return chat


def test_a_day_said_while_centres_are_shown_leads_through_the_matter_to_the_yes(found: Chat) -> None:
    found.says("thursday at 10:00", date=THURSDAY, time="10:00")
    assert found.memory.asks == "topic"
    found.taps("1")
    assert found.memory.asks == "confirm" and "10:00" in found.text
    assert starts(found.says("yes")) == ["26 10:00"]


def test_two_possible_days_said_while_centres_are_shown_are_asked_back(
    person: Contact, centre: Centre, monday: datetime
) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number").says("Braga", place="pt_braga")
    chat.says("kal", ambiguous_date='["2026-11-22", "2026-11-24"]')
    assert chat.memory.asks == "slot" and "24" in chat.text  # the other one is past
    chat.says("thursday or friday", ambiguous_date=f'["{THURSDAY}", "{FRIDAY}"]')
    assert chat.memory.asks == "date" and len([c for c in chat.memory.choices if c.do == "day"]) == 2
    assert chat.taps("2").memory.asks == "slot"


def test_two_possible_days_in_the_first_message_are_asked_once_there_is_a_centre(
    person: Contact, centre: Centre, monday: datetime
) -> None:
    chat = Chat(person).says("NIF in Braga, thursday or friday at 11", intent="book", concept="tax_number",
                             place="pt_braga", time="11:00", ambiguous_date=f'["{THURSDAY}", "{FRIDAY}"]')  # fmt: skip
    chat.presses(chat.memory.menu, next(c.key for c in chat.memory.choices if c.do == "centre"))
    assert chat.memory.asks == "date"
    chat.taps("2")
    assert chat.memory.asks == "confirm" and "27" in chat.text and "11:00" in chat.text


def test_any_day_offers_the_first_free_times(person: Contact, centre: Centre, monday: datetime) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number").says("Braga", place="pt_braga")
    chat.says("any day", any_day="any")
    assert chat.memory.asks == "slot" and chat.memory.draft and chat.memory.draft.day == "2026-11-23"


def test_an_hour_that_is_not_free_is_said_to_be_so(person: Contact, centre: Centre, monday: datetime) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number").says("Braga", place="pt_braga")
    chat.says("thursday at 19:00", date=THURSDAY, time="19:00")
    assert "no free time then" in chat.text and chat.memory.asks == "slot"


def test_after_a_day_without_free_times_the_days_after_it_are_offered(
    person: Contact, centre: Centre, monday: datetime
) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number").says("Braga", place="pt_braga")
    chat.says("sunday the 6th", date="2026-12-06")
    days = [c.value for c in chat.memory.choices if c.do == "day"]
    assert days[0] == "2026-12-07"


def test_a_position_far_from_every_known_place_lies_in_no_territory(
    person: Contact, centre: Centre, monday: datetime
) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number")
    assert chat.at(-23.55, -46.63).memory.asks == "place"  # São Paulo
    assert chat.at(48.85, 2.35).memory.asks == "place"  # Paris: no centre of Belgium for who is there
    chat.contact.refresh_from_db()
    assert chat.contact.territory == "pt"


def test_no_centre_over_the_sea_is_near(person: Contact, centre: Centre, monday: datetime) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number").says("Funchal", place="pt_funchal")
    assert not [c for c in chat.memory.choices if c.do == "centre"] and chat.memory.draft is None


def test_the_copy_comes_first_where_it_is_chosen_and_the_question_stays(chat: Chat) -> None:
    chat.says("delete my data", intent="privacy_erase").taps("Copy first")
    assert visits(chat) and chat.memory.asks == "confirm"
    assert [bool(reply.choices) for reply in chat.replies] == [False, True]  # one menu at a time


def test_a_question_beside_the_erasure_is_answered_and_nobody_believes_that_it_was_done(chat: Chat) -> None:
    chat.says("delete my data", intent="privacy_erase").says("thanks", intent="thanks")
    assert visits(chat) and chat.memory.asks == "confirm" and "Erase everything now?" in chat.last.text
    chat.says("ok thanks", intent="affirm")
    assert visits(chat)


def test_who_hesitates_at_the_erasure_is_asked_again(chat: Chat) -> None:
    chat.says("delete my data", intent="privacy_erase").says("hm", intent="repeat")
    assert visits(chat) and chat.memory.asks == "confirm" and "erase" in chat.text.casefold()


def test_stop_is_obeyed_before_the_language_is_known(person: Contact, monday: datetime) -> None:
    chat = Chat(person)
    chat.hears_first("STOP", "nlu_fallback")
    assert is_opted_out(person) and chat.replies == []


def test_stop_in_one_s_own_words_is_confirmed(person: Contact, monday: datetime) -> None:
    chat = Chat(person).says("please write to me no more", intent="stop")
    assert chat.replies


def test_a_wish_to_book_waits_while_the_language_is_asked(person: Contact, centre: Centre, monday: datetime) -> None:
    chat = Chat(person)
    chat.hears_first("appointment NIF Braga thursday", "book", "tax_number", place="pt_braga", date=THURSDAY)
    assert chat.memory.asks == "language" and chat.memory.draft and chat.memory.draft.topic == "tax_number"
    chat.taps("English")
    assert chat.memory.asks == "slot" and "Braga" in chat.text
    assert chat.memory.draft and chat.memory.draft.wish == THURSDAY


def test_who_answers_a_booking_of_long_ago_is_told_that_nothing_was_booked(
    person: Contact, centre: Centre, monday: datetime
) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number").says("Braga", place="pt_braga")
    with clock.frozen(monday + timedelta(hours=13)):
        chat.says("yes", intent="affirm")
        assert "Nothing was booked" in chat.text
        assert "Nothing was booked" not in chat.says("yes", intent="affirm").text


def test_a_reminder_of_a_visit_that_is_over_waits_for_nothing(chat: Chat) -> None:
    reminded(chat)
    with clock.frozen(datetime(2026, 11, 26, 12, 0, tzinfo=timezone.utc)):
        chat.says("how do I get a NIF", intent="faq", concept="tax_number", decision="answer")
        chat.says("yes please", intent="affirm")
        assert "no visit booked" not in chat.text


def test_a_visit_that_has_begun_is_shown_and_not_cancelled(chat: Chat) -> None:
    with clock.frozen(datetime(2026, 11, 26, 10, 5, tzinfo=timezone.utc)):
        chat.says("cancel", intent="cancel")
        assert "DEMO" in chat.text and chat.memory.draft is None and chat.last.choices == []


def test_a_yes_to_cancel_that_comes_after_the_visit_began_says_no_wrong_word(chat: Chat) -> None:
    with clock.frozen(datetime(2026, 11, 26, 10, 5, tzinfo=timezone.utc)):
        memory = memories.Memory(language="en", asks="confirm")
        reference = current_visits(chat.contact, clock.now())[0].reference
        memory.draft = memories.Draft(purpose="cancel", reference=reference, centre="demo-braga")
        memories.keep(chat.contact, memory, clock.now())
        chat.says("yes")
        assert "DEMO" in chat.text and "booked." not in chat.text


def test_another_time_after_a_forgotten_cancellation_moves_the_visit(chat: Chat) -> None:
    chat.says("cancel", intent="cancel")
    with clock.frozen(datetime(2026, 11, 24, 8, 0, tzinfo=timezone.utc)):
        chat.says("yes", intent="affirm").taps("Another time")
        assert chat.memory.draft and chat.memory.draft.purpose == "move" and len(starts(chat)) == 1


def test_change_without_a_time_asks_the_day_of_the_booking_anew(
    person: Contact, centre: Centre, monday: datetime
) -> None:
    chat = Chat(person).says("book", intent="book", concept="tax_number").says("Braga", place="pt_braga")
    chat.says("thursday", date=THURSDAY)
    assert chat.memory.asks == "slot"
    assert chat.says("change it", intent="change").memory.asks == "date"
