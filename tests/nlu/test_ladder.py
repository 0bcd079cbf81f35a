"""The language ladder: what changes the language of a conversation, and what never does."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales.languages import languages
from nlu.lid.identify import SAME_SPEECH, LanguageGuess
from nlu.lid.ladder import SURE, LanguageDecision, climb
from nlu.lid.scripts import LATIN, decided_by_script
from nlu.model import Context
from tests.nlu.lid_model import identifier

pytestmark = pytest.mark.model

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)
CODES = sorted(languages())
LATIN_CODES = sorted(code for code, language in languages().items() if LATIN in language.scripts)
SHORT = "yes I want this one"
LONG = "I would like to know what I have to bring with me when I come to the office"

codes = st.sampled_from(CODES)
maybe = st.none() | codes
confidence = st.floats(0.0, 1.0)
neutral = st.sampled_from(
    ["1", "12:30", "👍", "🙂🙂", "...", "٣", "३", "ok", "OK!", "Okay", "okk", "haha", "Maria", "Fatima",
     "Fatima Benali", "Singh Gurpreet", "Ахмед Иванов", "Lisboa", "Odivelas", "Braga", "लिस्बन", "Лиссабон",
     "里斯本", "Bruxelles", "NIF", "NISS", "atestado", "titre de séjour", "WhatsApp", "DEMO-4HTX-92", "4700-123"]
)  # fmt: skip


def guess_of(language: str, confidence: float, romanised: bool | None = None) -> LanguageGuess:
    """What the identifier would say of a message; the rest of the chance goes to English or Portuguese."""
    script = languages()[language].scripts[0]
    latin = languages()[language].latin
    romanised = not latin if romanised is None else romanised
    other = "en" if language != "en" else "pt"
    chances = ((language, confidence), (other, 1 - confidence))
    ranked = tuple(sorted(chances, key=lambda pair: -pair[1]))
    return LanguageGuess(ranked[0][0], ranked[0][1], ranked, romanised, LATIN if romanised or latin else script)


def hear(text: str, **context: object) -> LanguageDecision:
    return climb(identifier().identify(text), text, Context(NOW, **context))  # type: ignore[arg-type]


@given(codes, codes, confidence, maybe, maybe, st.sampled_from([SHORT, LONG, "ok", "1"]))
def test_an_explicit_choice_is_absolute(
    chosen: str, heard: str, sure: float, previous: str | None, hint: str | None, text: str
) -> None:
    context = Context(NOW, chosen=chosen, previous=previous, hint=hint)
    decision = climb(guess_of(heard, sure), text, context)
    assert (decision.language, decision.source, decision.pending) == (chosen, "chosen", None)


@settings(max_examples=200, deadline=None)
@given(neutral, codes, maybe, maybe)
def test_digits_emoji_names_places_papers_and_ok_never_flip(
    text: str, previous: str, pending: str | None, hint: str | None
) -> None:
    decision = hear(text, previous=previous, pending=pending, hint=hint)
    assert decision.language == previous
    assert decision.pending in (pending, None)


@given(st.text(alphabet="0123456789٣३৪ .,!?-:/👍🙂❤€"), codes, maybe)
def test_what_has_no_letters_changes_nothing_at_all(text: str, previous: str, pending: str | None) -> None:
    decision = hear(text, previous=previous, pending=pending)
    assert (decision.language, decision.source, decision.pending) == (previous, "previous", pending)


@given(st.sampled_from(LATIN_CODES), st.sampled_from(LATIN_CODES), st.floats(0.99, 1.0))
def test_leaving_the_language_takes_two_confident_messages(previous: str, other: str, sure: float) -> None:
    guess = guess_of(other, sure)
    first = climb(guess, SHORT, Context(NOW, previous=previous))
    assert first.language == previous
    if other == previous:
        assert first.pending is None
        return
    assert first.pending == other
    second = climb(guess, SHORT, Context(NOW, previous=previous, pending=first.pending))
    assert (second.language, second.source, second.pending) == (other, "detected", None)


@given(st.sampled_from(LATIN_CODES), st.sampled_from(LATIN_CODES), st.sampled_from(LATIN_CODES))
def test_two_messages_in_two_other_languages_do_not_add_up(previous: str, one: str, other: str) -> None:
    first = climb(guess_of(one, 1.0), SHORT, Context(NOW, previous=previous))
    second = climb(guess_of(other, 1.0), SHORT, Context(NOW, previous=previous, pending=first.pending))
    if one != other:
        assert second.language == previous


@given(st.sampled_from(LATIN_CODES), st.sampled_from(LATIN_CODES))
def test_a_long_confident_text_changes_the_language_at_once(previous: str, other: str) -> None:
    assert climb(guess_of(other, 1.0), LONG, Context(NOW, previous=previous)).language == other


@given(st.sampled_from(LATIN_CODES), st.sampled_from(LATIN_CODES), maybe, st.floats(0.0, 0.3))
def test_an_unsure_message_stays_in_the_conversation(
    previous: str, other: str, pending: str | None, sure: float
) -> None:
    # The other language is the likeliest, but not by far: all of them have about the same chance.
    candidates = tuple((code, 1 / len(LATIN_CODES)) for code in [other, *(c for c in LATIN_CODES if c != other)])
    guess = LanguageGuess(other, 1 / len(LATIN_CODES), candidates, False, LATIN)
    assert climb(guess, LONG, Context(NOW, previous=previous, pending=pending)).language == previous


@given(codes, maybe, st.sampled_from(["আমার কার্ড", "我的卡", "ਮੇਰਾ ਕਾਰਡ", "บัตรของฉัน", "ჩემი ბარათი", "իմ քարտը"]))
def test_a_script_of_one_language_decides_at_once(previous: str, hint: str | None, text: str) -> None:
    decision = hear(text, previous=previous, hint=hint)
    assert decision.source == "script" or decision.language == previous
    assert decision.language == decided_by_script(identifier().identify(text).script or "")


@pytest.mark.parametrize("previous", LATIN_CODES)
def test_letters_that_the_language_does_not_have_decide_too(previous: str) -> None:
    decision = hear("где моя карта", previous=previous)
    assert (decision.language, decision.source) == ("ru", "script")


@given(st.sampled_from(sorted(SAME_SPEECH)), st.sampled_from(sorted(SAME_SPEECH)), st.floats(0.0, 1.0))
def test_romanised_hindi_or_urdu_is_what_the_conversation_is(previous: str, leading: str, share: float) -> None:
    (other,) = SAME_SPEECH - {leading}
    chances = ((leading, max(share, 1 - share)), (other, min(share, 1 - share)))
    guess = LanguageGuess(leading, 1.0, chances, True, LATIN)
    assert climb(guess, SHORT, Context(NOW, previous=previous)).language == previous
    assert climb(guess, SHORT, Context(NOW, hint=previous)).language == previous


def test_without_a_conversation_one_question_decides_between_hindi_and_urdu() -> None:
    guess = LanguageGuess("ur", 0.99, (("ur", 0.57), ("hi", 0.42)), True, LATIN)
    decision = climb(guess, SHORT, Context(NOW))
    assert decision.source == "unsure"
    assert set(decision.candidates) == SAME_SPEECH
    assert (
        climb(LanguageGuess("hi", 0.99, (("hi", 0.6), ("ur", 0.39)), True, LATIN), SHORT, Context(NOW)).language == "hi"
    )


@given(maybe, st.sampled_from(["pt", "lu", "be", "fr-clermont", "nowhere"]), codes, st.floats(0.0, 0.6))
def test_unsure_offers_two_or_three_languages(hint: str | None, territory: str, heard: str, sure: float) -> None:
    spread = tuple((code, 1 / len(CODES)) for code in [heard, *(c for c in CODES if c != heard)])
    guess = LanguageGuess(heard, 1 / len(CODES), spread, False, LATIN)
    decision = climb(guess, SHORT, Context(NOW, hint=hint, territory=territory))
    if decision.source == "unsure":
        assert 2 <= len(decision.candidates) <= 3
        assert len(set(decision.candidates)) == len(decision.candidates)
        assert decision.language == decision.candidates[0]
    else:
        assert (decision.source, decision.language) == ("hint", hint)


def test_the_device_speaks_only_where_the_message_does_not() -> None:
    assert hear("👍", hint="fr").source == "hint"
    assert hear("👍", hint="fr").language == "fr"
    assert hear("I need help with my card", hint="fr").language == "en"
    assert hear("👍", hint="xx").source == "unsure"


def test_the_first_message_decides_when_it_is_confident() -> None:
    decision = hear("NIF kaise milega bhai paper nahi hai")
    assert (decision.language, decision.source) == ("hi", "detected")
    assert decision.confidence >= SURE


def test_a_street_is_no_change_of_language_when_a_place_was_asked_for() -> None:
    decision = hear("Rua da Liberdade", previous="en", asks="place")
    assert (decision.language, decision.pending) == ("en", None)


def test_coming_back_to_the_language_forgets_the_other_one() -> None:
    assert hear("preciso de ajuda com isto", previous="pt", pending="en").pending is None
