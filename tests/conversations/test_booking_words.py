"""A booking in words, as people write them: the nearest, another day, after an hour, another town, and no hasty yes."""

from __future__ import annotations

import pytest

from bot.one_process import BadLine
from tests.conftest import Assistant, Person

pytestmark = pytest.mark.model


def at_the_centres(assistant: Assistant, name: str, channel: str = "web") -> Person:
    """Somebody who sees the centres near Lisbon."""
    person = assistant.person(name, channel).says("I want to book an appointment about the tax number NIF in Lisbon")
    assert "Lisboa, about 1 km" in person.text
    return person


@pytest.mark.parametrize("words", ["the nearest one", "the closest"])
def test_the_nearest_is_the_first_of_the_centres(assistant: Assistant, now: str, words: str) -> None:
    person = at_the_centres(assistant, f"nearest-{words}").says(words)
    assert person.last["asks"] in ("date", "slot") and "Demonstração – Lisboa" in person.last["text"]


def test_a_centre_is_chosen_by_its_town_with_the_day_beside_it(assistant: Assistant, now: str) -> None:
    person = at_the_centres(assistant, "town").says("the one in Odivelas, 3 December at 10:00")
    assert "Odivelas" in person.last["text"] and "3 December" in person.last["text"]


def test_another_day_shows_the_days_after(assistant: Assistant, now: str) -> None:
    person = at_the_centres(assistant, "later").says("1")
    first = [button["label"] for button in person.last["buttons"][:3]]
    person.says("another day")
    assert person.last["asks"] == "date"
    assert not set(first) & {button["label"] for button in person.last["buttons"][:3]}


def test_a_full_day_and_then_a_part_of_the_day_stays_around_that_day(assistant: Assistant, now: str) -> None:
    person = at_the_centres(assistant, "around").says("1").says("8 December").says("in the afternoon")
    assert person.last["asks"] == "slot"
    assert all(slot["starts"] >= "2026-12-08" for slot in person.last["slots"])


def test_after_an_hour_only_later_times_are_shown(assistant: Assistant, now: str) -> None:
    person = at_the_centres(assistant, "after").says("1").says("3 December after 13h")
    assert person.last["asks"] == "slot" and "no free time" not in person.text
    assert all(slot["starts"] >= "2026-12-03T13:00" for slot in person.last["slots"])


def test_before_an_hour_only_earlier_times_are_shown(assistant: Assistant, now: str) -> None:
    person = at_the_centres(assistant, "before").says("1").says("3 December before 11")
    assert person.last["asks"] == "slot"
    assert all(slot["starts"] < "2026-12-03T11:00" for slot in person.last["slots"])
    person.says("between 14 and 16")
    assert all("2026-12-03T14:00" <= slot["starts"] < "2026-12-03T16:00" for slot in person.last["slots"])


def test_who_is_in_danger_and_cannot_speak_aloud_gets_the_text_line_first(assistant: Assistant, now: str) -> None:
    person = assistant.person("silent").says("my husband hits me, I can't call, he hears me")
    lines = person.last["text"].splitlines()
    assert person.last["kind"] == "urgent" and "3060" in lines[1] and "112" in lines[2]


def test_who_writes_hindi_in_latin_letters_reads_the_numbers_in_them(assistant: Assistant, now: str) -> None:
    person = assistant.person("roman").says("mera pati mujhe bahut marta hai, madad karo")
    assert person.last["kind"] == "urgent" and "112" in person.last["text"]
    assert not any("\u0900" <= letter <= "\u097f" for letter in person.last["text"])


def test_a_day_that_does_not_suit_is_not_offered(assistant: Assistant, now: str) -> None:
    person = assistant.person("avoid").says("I want to book about the tax number NIF in Lisbon, not Tuesday").says("1")
    assert person.last["asks"] == "date"
    assert not any(button["label"].startswith("Tue") for button in person.last["buttons"])


def test_another_town_named_at_the_yes_is_looked_at(assistant: Assistant, now: str) -> None:
    person = at_the_centres(assistant, "moved").says("1").says("3 December 10:00")
    assert person.last["asks"] == "confirm"
    person.says("no, in Faro please")
    assert "Faro" in person.text and person.state["bookings"] == []


@pytest.mark.parametrize("channel", ["web", "sms"])
def test_maybe_and_then_thanks_books_nothing(assistant: Assistant, now: str, channel: str) -> None:
    person = at_the_centres(assistant, f"+35191777000{len(channel)}", channel).says("1").says("3 December 10:30")
    person.says("maybe").says("ok thanks")
    assert person.last["asks"] == "confirm" and person.state["bookings"] == []
    assert len(person.says("yes").state["bookings"]) == 1


def test_words_beside_a_position_are_heard(assistant: Assistant, now: str) -> None:
    person = assistant.person("position").says("my husband hits me", location={"lat": 38.72, "lon": -9.14})
    assert person.last["kind"] == "urgent"
    person = assistant.person("position-2").says("I am here", location={"lat": 38.72, "lon": -9.14})
    assert "Lisboa" in person.text


def test_a_territory_that_nobody_knows_is_refused_and_a_country_is_enough(assistant: Assistant, now: str) -> None:
    with pytest.raises(BadLine, match="fr-clermont"):
        assistant.line(sender="t", channel="web", text="hello", territory="atlantis")
    person = assistant.person("t2").says("je n'ai nulle part où dormir ce soir", territory="fr")
    assert "115" in person.text
