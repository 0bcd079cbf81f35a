"""The figures: small groups hidden for good, waits by language, cells that are no formulas."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from actions import clock
from actions.answers import tally
from actions.appointments import queue
from actions.directory.models import Centre, Desk
from bot.desk.models import Role
from bot.desk.statistics.small import FLOOR, hide_small
from bot.desk.statistics.views import safe_cell
from tests.desk.conftest import MONDAY, SignIn


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(Role.COORDINATOR)


def receive(centre: Centre, language: str, people: int, waits: int = 0) -> None:
    for _ in range(people):
        entry = queue.walk_in(centre, "work", language, "x")
        with clock.frozen(clock.now() + timedelta(minutes=waits)):
            queue.finish(queue.call(entry, Desk.objects.get(pk=f"{centre.pk}-1"), "x"), "informed", "x")


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 30), max_size=8))
def test_no_hidden_group_can_be_worked_out_from_the_sum(counts: dict[str, int]) -> None:
    shown = hide_small(counts)
    hidden = [counts[name] for name, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= FLOOR for count in shown.values())
    others = any(count >= FLOOR for count in counts.values())
    assert len(hidden) != 1 or not others


def test_groups_under_five_are_not_shown_on_the_page_nor_in_the_export(desk: Client, centre: Centre) -> None:
    receive(centre, "hi", 7)
    receive(centre, "uk", 6)
    receive(centre, "ti", 1)
    rows = list(csv.reader(io.StringIO(desk.get("/desk/statistics/export").content.decode("utf-8-sig"))))
    by_language = {row[1]: row[2] for row in rows if row[0] == "Attendances by language"}
    assert by_language == {"Hindi": "7", "Ukrainian": "not shown", "Tigrinya": "not shown"}
    assert "not shown" in desk.get("/desk/statistics").content.decode()


def test_the_middle_wait_is_told_by_language(desk: Client, centre: Centre) -> None:
    receive(centre, "hi", 5, waits=12)
    receive(centre, "uk", 5, waits=3)
    rows = list(csv.reader(io.StringIO(desk.get("/desk/statistics/export").content.decode("utf-8-sig"))))
    waits = {row[1]: row[3] for row in rows if row[0] == "Middle wait by language"}
    assert waits == {"Hindi": "12", "Ukrainian": "3"}


def test_another_centre_is_neither_counted_nor_chosen(desk: Client, centre: Centre, other_centre: Centre) -> None:
    receive(other_centre, "hi", 6)
    text = desk.get("/desk/statistics/export").content.decode()
    assert "Lisboa" not in text and "Hindi" not in text
    assert desk.get("/desk/statistics", {"centre": other_centre.pk}).status_code == 404


@pytest.mark.parametrize("bad", ["=1+1", "+351", "-2", "@x", "\t=1", "\r=1", "\n=1"])
def test_no_cell_begins_like_a_formula(bad: str) -> None:
    assert str(safe_cell(bad)).startswith("'")


def test_a_name_that_is_a_formula_arrives_as_text(desk: Client, centre: Centre) -> None:
    Centre.objects.filter(pk=centre.pk).update(name='=HYPERLINK("http://elsewhere.example";"x")')
    receive(centre, "hi", 5)
    rows = list(csv.reader(io.StringIO(desk.get("/desk/statistics/export").content.decode("utf-8-sig"))))
    assert any(row[1].startswith("'=HYPERLINK") for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("period", [{"first": "2026-13"}, {"first": "x"}, {"first": "2027-01", "last": "2026-01"},
                                    {"first": "1990-01"}])  # fmt: skip
def test_only_whole_months_in_order_are_counted(desk: Client, centre: Centre, period: dict[str, str]) -> None:
    assert desk.get("/desk/statistics", period).status_code == 404
    assert MONDAY.month == 11


def test_ends_of_questions_and_whether_answers_helped_are_shown_by_group_and_small_ones_hidden(
    desk: Client, centre: Centre
) -> None:
    for _ in range(6):
        tally.count(tally.Kind.ANSWERED, "pt", "web", "hi", MONDAY)
        tally.count(tally.Kind.OFFERED, "pt", "web", "hi", MONDAY)
        tally.helped("tax_number", "pt", "hi", True, MONDAY)
    for _ in range(2):
        tally.count(tally.Kind.ANSWERED, "pt", "web", "hi", MONDAY)
    for _ in range(5):
        tally.helped("tax_number", "pt", "hi", False, MONDAY)
        tally.count(tally.Kind.ANSWERED, "be", "web", "uk", MONDAY)
    tally.count(tally.Kind.HANDED_OVER, "pt", "sms", "hi", MONDAY)
    rows = list(csv.reader(io.StringIO(desk.get("/desk/statistics/export").content.decode("utf-8-sig"))))
    by = {(row[0], row[1]): row[2] for row in rows}
    assert by["Questions by month", "2026-11: answered"] == "8"
    assert by["Questions by month", "2026-11: guesses offered"] == "not shown"  # else the one below could be worked out
    assert by["Questions by channel", "SMS: handed to a person"] == "not shown"
    assert by["Did the answer help? By topic", "NIF, NISS, health number: it helped"] == "6"
    assert by["Did the answer help? By language", "Hindi: it did not help"] == "5"
    assert "Ukrainian" not in str(rows)
    assert "Questions by language" in desk.get("/desk/statistics").content.decode()
