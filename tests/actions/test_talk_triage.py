"""After the booking: at most four short questions, each skipped by a digit; the person confirms three lines."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, datetime

import pytest
from chat import Chat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.appointments import triage
from actions.appointments.booking import book
from actions.appointments.contacts import contact_for
from actions.appointments.models import Appointment, BookedCell, OutboxMessage, TriageSheet
from actions.appointments.urgency import Level
from actions.dialogue import memory as memories
from actions.directory.models import Centre, InterpreterLine
from locales.digits import ascii_digits


@pytest.fixture
def invited(make_centre: Callable[..., Centre], monday: datetime) -> Chat:
    """Somebody who writes Hindi-as-English in this test, booked a visit at a centre that speaks Portuguese only."""
    centre = make_centre(languages=["pt"])
    chat = Chat(contact_for("web", "w", "pt"))
    draft = memories.Draft(topic="tax_number", service="migrant_support", lat=41.55, lon=-8.42, place="Braga")
    draft.centre = centre.pk
    memories.keep(chat.contact, memories.Memory(language="en", draft=draft), monday)
    chat.says("hello", intent="greet").taps("1").taps("1").says("yes")
    return chat


def visit() -> Appointment:
    """The only visit, as it stands."""
    return Appointment.objects.get()


def sheet() -> triage.Sheet:
    """Its sheet."""
    return triage.sheet(visit())


def test_the_booking_is_made_and_confirmed_before_anything_is_asked(invited: Chat) -> None:
    assert visit().status == "booked"
    assert len(invited.replies) == 1 and invited.last.kind == "confirmation" and invited.last.asks is None
    assert visit().reference in invited.last.text and "short questions" in invited.last.text
    assert [(c.key, c.do) for c in invited.last.choices] == [("1", "triage"), ("0", "triage_stop")]


def test_a_second_yes_is_neither_a_second_visit_nor_an_error(invited: Chat) -> None:
    invited.says("yes", intent="affirm")
    assert invited.last.asks == "language"  # the questions that were offered begin
    assert Appointment.objects.count() == 1


def test_nobody_who_declines_is_asked_anything(invited: Chat) -> None:
    invited.says("0")
    assert TriageSheet.objects.count() == 0 and visit().status == "booked"
    assert invited.memory.triage is None


def test_the_whole_way_by_digits_ends_in_three_lines_that_the_person_confirms(invited: Chat) -> None:
    invited.says("1")
    assert invited.last.asks == "language"
    invited.says("1")
    assert invited.last.asks == "papers"
    names = [c.label for c in invited.last.choices]
    assert names[-4:] == ["All of them", "None of them", "I am not sure", "Skip all"]
    invited.says("1 3")
    assert invited.last.asks == "date"
    invited.date(date(2026, 11, 27))
    assert invited.last.asks is None
    invited.says("1")
    assert invited.last.asks == "confirm"
    lines = invited.last.text.splitlines()[1:-1]
    assert len(lines) == 3
    assert "interpreter by phone" in lines[0] and "missing" in lines[1] and "27/11" in lines[2]
    assert TriageSheet.objects.count() == 0  # nothing is kept before the person says that it is right
    invited.says("1")
    kept = sheet()
    assert (kept.level, kept.rule) == (Level.IMMEDIATE, "U-03")
    assert kept.reason == "o prazo termina em 5 dias ou menos"
    assert kept.access_needs == "Entrada sem degraus" and kept.interpreter is True
    assert [p.state for p in kept.papers].count("ticked") == 2
    assert kept.missing_plan == "come" and kept.confirmed
    assert all(line for line in kept.summary) and "intérprete" in kept.summary[0]
    assert OutboxMessage.objects.filter(event="triage.sent").count() == 1


def test_papers_are_ticked_one_by_one_too(invited: Chat) -> None:
    invited.says("1").says("9")
    first = invited.last.choices[0].label
    invited.taps("1")
    assert invited.last.asks == "papers" and first in invited.last.text
    assert first not in [c.label for c in invited.last.choices]
    invited.taps("8")
    assert len(invited.memory.triage.ticked) == 1
    assert len(invited.memory.triage.missing) == len(triage.checklist(visit())) - 1


@pytest.mark.parametrize(
    ("said", "ticked", "missing"),
    [("7", "all", 0), ("all", "all", 0), ("8", "none", "all"), ("none", "none", "all"), ("9", "none", 0)],
)  # fmt: skip
def test_all_none_and_not_sure(invited: Chat, said: str, ticked: str, missing: object) -> None:
    papers = list(triage.checklist(visit()))
    invited.says("1").says("9").says(said)
    state = invited.memory.triage
    assert state.ticked == (papers if ticked == "all" else [])
    assert state.missing == (papers if missing == "all" else [])
    assert state.unsure == (papers if said == "9" else [])


def test_papers_may_be_named_in_words(invited: Chat) -> None:
    invited.says("1").says("9")
    labels = [c.label for c in invited.last.choices][:2]
    invited.says(f"I have {labels[0]} and {labels[1]}")
    assert len(invited.memory.triage.ticked) == 2


def test_every_question_is_left_out_by_a_digit_and_nothing_is_invented(invited: Chat) -> None:
    invited.says("1")
    questions = 0
    while invited.last.asks != "confirm":
        assert {"9", "0"} <= {c.key for c in invited.last.choices}
        invited.says("9")
        questions += 1
    assert questions == 4
    invited.says("yes")
    kept = TriageSheet.objects.get()
    assert (kept.languages, kept.interpreter, kept.papers_ticked, kept.deadline) == ([], None, [], None)
    assert (kept.access_needs, kept.access_consent, kept.urgency) == ("", None, "usual")


@pytest.mark.parametrize("answered", range(4))
def test_zero_leaves_everything_out_at_any_question_and_keeps_nothing(invited: Chat, answered: int) -> None:
    invited.says("1")
    for _ in range(answered):
        invited.says("9")
    invited.says("0")
    assert invited.memory.triage is None
    assert TriageSheet.objects.count() == 0 and visit().status == "booked"


def test_a_question_in_the_middle_is_answered_and_the_questions_go_on(invited: Chat) -> None:
    invited.says("1").says("9").says("who are you?", intent="about")
    assert "automatic assistant" in invited.replies[0].text
    assert invited.last.asks == "papers"
    assert invited.replies[0].choices == []


@pytest.mark.parametrize("intent", ["urgent", "human", "privacy_erase"])
def test_danger_and_explicit_wishes_are_never_taken_for_papers(invited: Chat, intent: str) -> None:
    invited.says("1").says("9")
    first, second = (c.label for c in invited.last.choices[:2])
    invited.says(f"he will kill me, he took my {first} and my {second}", intent=intent)
    assert invited.memory.triage is None or invited.memory.triage.ticked == []
    assert invited.replies[0].asks != "date"


def test_another_wish_ends_the_questions_and_keeps_nothing(invited: Chat) -> None:
    invited.says("1").says("9").says("my appointments", intent="my_appointments")
    assert visit().reference in invited.text
    assert invited.memory.triage is None and TriageSheet.objects.count() == 0


@pytest.mark.parametrize("before", [["9"], ["9", "7"], ["9", "7", "9"]])
def test_a_plain_no_answers_a_question_with_nothing(invited: Chat, before: list[str]) -> None:
    invited.says("1")
    for text in before:
        invited.says(text)
    step = invited.memory.triage.step
    invited.says("no", intent="deny")
    state = invited.memory.triage
    assert state.step != step
    assert (state.facts, state.deadline, state.access) == ([], "", [])
    assert bool(state.missing) is (step == "papers")


def test_no_to_the_summary_begins_anew(invited: Chat) -> None:
    invited.says("1").says("9").says("7").says("9").says("9").says("no")
    assert invited.last.asks == "language"
    assert TriageSheet.objects.count() == 0


def test_a_missing_paper_may_be_brought_later_or_the_visit_moved(invited: Chat) -> None:
    invited.says("1").says("9").says("8").says("9").says("9")
    assert [c.do for c in invited.last.choices] == [
        "triage_send",
        "triage_send",
        "triage_move",
        "triage_correct",
        "triage_stop",
    ]
    invited.says("3")
    assert invited.last.asks == "date"
    assert sheet().missing_plan == "move"
    before = visit().starts
    invited.says("1").says("1").says("1")
    assert visit().starts != before


def test_where_the_centre_speaks_the_language_it_is_not_asked(invited: Chat) -> None:
    Centre.objects.update(languages=["pt", "en"])
    invited.says("1")
    assert invited.last.asks == "papers"


def test_an_interpreter_line_is_booked_with_the_visit_and_the_person_is_told(invited: Chat) -> None:
    InterpreterLine.objects.create(id="l", territory="pt", name="Linha", languages=["en"], lead_minutes=60)
    invited.says("1").says("1").says("9").says("9").says("9").says("1")
    assert "An interpreter for English is booked" in invited.text
    assert sheet().interpreter_line == "Linha"
    assert BookedCell.objects.filter(resource="line:l").count() == 6


def test_without_a_free_line_the_desk_looks_for_an_interpreter(invited: Chat) -> None:
    InterpreterLine.objects.create(id="l", territory="pt", name="Linha", languages=["en"], lead_minutes=60 * 24 * 30)
    invited.says("1").says("1").says("9").says("9").says("9").says("1")
    assert "looks for an interpreter" in invited.text
    assert (sheet().interpreter, sheet().interpreter_line) == (True, None)


@pytest.mark.parametrize(("key", "rule", "number"), [("1", "U-02", "144"), ("2", "U-01", "116")])
def test_no_roof_and_a_child_alone_give_the_numbers_at_once_and_the_level_later(
    invited: Chat, key: str, rule: str, number: str
) -> None:
    invited.says("1").says("9").says("9").says(key)
    assert invited.replies[0].kind == "urgent" and number in invited.replies[0].text
    invited.says("9").says("1")
    assert (sheet().level, sheet().rule) == (Level.IMMEDIATE, rule)


def test_a_date_that_does_not_exist_is_named_and_asked_again(invited: Chat) -> None:
    invited.says("1").says("9").says("9").says("31/02", bad_date="31/02")
    assert invited.last.asks == "date" and "31/02" in invited.text


def test_the_desk_reads_a_visit_without_a_sheet_and_changes_the_level_with_both_kept(invited: Chat) -> None:
    assert (sheet().level, sheet().confirmed, sheet().summary[1]) == (Level.USUAL, False, "Documentos: não disse")
    invited.says("1").says("9").says("9").says("1").says("9").says("1")
    triage.change_level(visit(), "usual", "já tem lugar no abrigo", "ana")
    kept = sheet()
    assert (kept.level, kept.desk_level, kept.rule_level) == (Level.USUAL, "usual", "immediate")
    assert (kept.reason, kept.desk_by) == ("já tem lugar no abrigo", "ana")
    assert kept.rule_reason == "sem sítio para dormir esta noite"
    with pytest.raises(ValueError, match="reason"):
        triage.change_level(visit(), "soon", " ", "ana")


def test_correcting_after_the_desk_spoke_keeps_what_the_desk_said(invited: Chat) -> None:
    triage.change_level(visit(), "soon", "telefonou", "ana")
    triage.keep(visit(), triage.Answers(facts=["no_roof"]))
    assert (sheet().level, sheet().rule) == (Level.SOON, "U-02")


@given(path=st.lists(st.sampled_from(["1", "2", "3", "7", "8", "9", "1 2", "no", "yes", "x"]), max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_at_most_four_questions_and_the_visit_always_stays(
    database: object, centre: Centre, person: object, monday: datetime, path: list[str]
) -> None:
    Appointment.objects.all().delete()
    made = book(contact_for("web", "h", "pt"), centre, datetime.fromisoformat("2026-11-26T10:00:00+00:00"), 30,
                "migrant_support", "tax_number", "en", f"k{next(_numbers)}")  # fmt: skip
    chat = Chat(made.contact)
    begun = memories.Triage(made.reference, "language")
    memories.keep(made.contact, memories.Memory(language="en", triage=begun), monday)
    chat.says("hi", intent="greet")
    seen = {chat.memory.triage.step}
    for text in path:
        chat.says(text)
        assert chat.replies
        if chat.memory.triage is None:
            break
        seen.add(chat.memory.triage.step)
    assert len(seen - {"summary"}) <= 4
    made.refresh_from_db()
    assert made.status == "booked"


_numbers = itertools.count()


def test_no_question_is_about_status_or_nationality() -> None:
    import polib

    texts = [e.msgstr.lower() for e in polib.pofile("locales/en/messages.po") if e.msgid.startswith("triage.")]
    assert texts and not [t for t in texts if any(w in t for w in ("nationality", "status", "legal", "country"))]


def test_digits_of_any_script_answer(invited: Chat) -> None:
    assert ascii_digits("१ ३") == "1 3"
    invited.says("१").says("९").says("१ ३")
    assert len(invited.memory.triage.ticked) == 2
