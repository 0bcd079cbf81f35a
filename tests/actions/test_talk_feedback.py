"""Whether an answer helped is asked where buttons cost nothing, and only counted; so is how each question ended."""

from __future__ import annotations

from datetime import datetime

import pytest
from chat import Chat

from actions.answers.models import Helped, Tally
from actions.answers.publish import load
from actions.appointments.contacts import contact_for
from actions.dialogue.feedback import VERBS
from bot.channels.shape import shape
from bot.channels.telegram_shape import keyboard
from knowledge.packs import packs


@pytest.fixture
def answers(database: object, monday: datetime) -> None:
    """The answers of Portugal."""
    load(packs()["pt"])


def asks(channel: str) -> Chat:
    """Somebody who has just been answered."""
    chat = Chat(contact_for(channel, "w", "pt"))
    return chat.says("how do I get a NIF?", intent="faq", concept="tax_number", decision="answer")


@pytest.mark.parametrize(("channel", "asked"), [("web", 2), ("telegram", 2), ("whatsapp", 0), ("sms", 0)])
def test_it_is_asked_on_the_web_and_telegram_only_and_last(answers: None, channel: str, asked: int) -> None:
    choices = asks(channel).last.choices
    assert [c.do for c in choices if c.small] == [c.do for c in choices][len(choices) - asked :]
    assert sum(c.do in VERBS for c in choices) == asked


def test_the_two_stand_in_one_row_below_the_menu(answers: None) -> None:
    reply = asks("telegram").last
    markup = keyboard(reply, shape(reply, "telegram").buttons)
    rows = [[button.text for button in row] for row in markup.inline_keyboard]
    assert rows[-1] == ["This helped", "This did not help"]
    assert len(rows) == len(reply.choices) - 1


def test_an_answer_is_counted_once_without_the_person_and_the_rest_of_the_menu_stays(answers: None) -> None:
    chat = asks("web")
    before = chat.last
    chat.taps("This helped")
    assert [c.do for c in chat.last.choices] == [c.do for c in before.choices if c.do not in VERBS]
    row = Helped.objects.get()
    assert (row.concept, row.language, row.helped, row.count) == ("tax_number", "en", True, 1)
    assert {f.name for f in Helped._meta.fields} == {
        "id", "day", "territory", "concept", "language", "helped", "count",
    }  # fmt: skip
    chat.taps("1")
    assert chat.last.kind == "answer"
    chat.presses(before.menu, "7")  # the old button again
    assert Helped.objects.get().count == 1


def test_a_no_leads_to_what_else_can_be_done(answers: None) -> None:
    chat = asks("web").taps("This did not help")
    assert "other words" in chat.text and "human" in [c.do for c in chat.last.choices]
    assert Helped.objects.get().helped is False


def test_every_end_of_a_question_is_counted_by_channel_and_language(answers: None) -> None:
    chat = asks("web")
    asks("sms")
    chat.says("blah blah").says("a person please", intent="human")
    found = {(r.kind, r.channel): r.count for r in Tally.objects.all()}
    assert found == {
        ("answered", "web"): 1, ("answered", "sms"): 1, ("unanswered", "web"): 1, ("handed_over", "web"): 1,
    }  # fmt: skip
    assert set(Tally.objects.values_list("language", flat=True)) == {"en"}
