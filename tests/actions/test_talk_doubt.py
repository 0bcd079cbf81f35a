"""What may be danger, and is not sure to be, is answered as usual with one quiet line, and its words go nowhere."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.answers.models import Unanswered
from actions.answers.publish import load
from actions.appointments.models import Contact
from actions.dialogue import memory as memories
from actions.dialogue.run import Outcome, run
from knowledge.packs import packs
from nlu.model import Understanding

LINE = "If you are in danger, call 112."
OFFER = ("unsure", "offer")
FALLBACK = ("nlu_fallback", "fallback")


def says(person: Contact, what: tuple[str, str], doubtful: bool, channel: str = "web") -> Outcome:
    """One turn in English."""
    load(packs()["pt"])
    Contact.objects.filter(pk=person.pk).update(channel=channel)
    intent, decision = what
    ranking = (("residence_permit_renewal", 0.4),)
    heard = Understanding(
        "he comes at eight, the children hide", "en", 1.0, "previous", (), None, False, intent, None, ranking,
        decision, None, (), None, doubtful=doubtful,
    )  # fmt: skip
    message = {"contact": person.public_id, "channel": channel, "key": f"k{intent}", "territory": "pt"}
    return run(message, heard)


@pytest.mark.parametrize("what", [OFFER, FALLBACK])
def test_the_usual_reply_names_112_where_danger_may_have_been_overheard(
    person: Contact, monday: datetime, what: tuple[str, str]
) -> None:
    outcome = says(person, what, doubtful=True)
    assert LINE in outcome.replies[-1].text
    assert not outcome.urgent
    assert LINE not in says(person, what, doubtful=False).replies[-1].text


def test_on_sms_the_line_is_a_message_of_its_own(person: Contact, monday: datetime) -> None:
    assert LINE in [reply.text for reply in says(person, OFFER, doubtful=True, channel="sms").replies]


def test_words_that_may_tell_of_danger_are_neither_held_nor_sent_to_the_mediators(
    person: Contact, monday: datetime
) -> None:
    says(person, FALLBACK, doubtful=True)
    says(person, OFFER, doubtful=True)
    assert not Unanswered.objects.exists()
    assert memories.recall(person, monday).words == ""
    says(person, FALLBACK, doubtful=False)
    assert Unanswered.objects.exists()
