"""Which language is asked in: the likely ones, and one that whoever wrote in Latin letters can read."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.appointments.models import Contact
from actions.dialogue.memory import Memory
from actions.dialogue.small_talk import ask_language
from actions.dialogue.turn import Turn
from nlu.model import Understanding


def asked(person: Contact, now: datetime, likely: tuple[str, ...], romanised: bool) -> list[str]:
    """The languages offered to somebody whose first message may be in any of `likely`."""
    heard = Understanding(
        "ko ga iya taimaka min", likely[0], 0.4, "unsure", likely, None, romanised, "nlu_fallback", None, (),
        "fallback", None, (), None,
    )  # fmt: skip
    turn = Turn(contact=person, channel="web", understanding=heard, memory=Memory(), now=now, key="k", territory="pt")
    ask_language(turn)
    return [choice.value for choice in turn.replies[0].choices]


@pytest.mark.parametrize("likely", [("ur", "hi"), ("ne", "hi", "ur"), ("fa",)])
def test_romanised_words_may_be_of_an_unknown_language_so_one_in_latin_letters_is_offered(
    person: Contact, monday: datetime, likely: tuple[str, ...]
) -> None:
    assert asked(person, monday, likely, romanised=True) == [*likely, "en"]


def test_in_a_script_that_tells_only_the_likely_ones_are_offered(person: Contact, monday: datetime) -> None:
    assert asked(person, monday, ("hi", "ne"), romanised=False) == ["hi", "ne"]
