"""The desk finds the services that the chat finds; what is over or was only proposed is marked as such."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from bot.desk.models import Role
from tests.desk.conftest import SignIn

ARTICLE = re.compile(r"<h3>(.*?) \(")


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(Role.FRONT_DESK)


def titles(page: str) -> list[str]:
    """The services listed as open, in their order."""
    return ARTICLE.findall(page.partition("<details><summary>Over")[0].partition("<details><summary>Only")[0])


def test_the_same_words_find_the_same_rows_as_in_chat(desk: Client) -> None:
    shown = desk.get("/desk/services", {"text": "French classes in Clermont for my son of 19"}).content.decode()
    assert titles(shown)[:2] == ["Plateforme « Apprendre le français »", "Ateliers socio-linguistiques"]
    assert "It may have changed" in shown


def test_what_was_chosen_goes_before_what_was_written(desk: Client) -> None:
    asked = {"text": "sport", "territory": "lu", "theme": "legal_advice"}
    shown = desk.get("/desk/services", asked).content.decode()
    assert titles(shown)[:2] == ["COMM1 CLAE", "COMM1 ASTI"]


def test_what_is_over_or_only_proposed_stands_apart(desk: Client) -> None:
    shown = desk.get("/desk/services", {"territory": "fr-clermont", "theme": "psychological_help"}).content.decode()
    open_part, _, rest = shown.partition("Only proposed")
    assert "psychothérapeutique" in rest and "psychothérapeutique" not in open_part
    shown = desk.get("/desk/services", {"territory": "lu", "theme": "psychological_help"}).content.decode()
    assert "Chrysalis" in shown.partition("<summary>Over")[2] and "Chrysalis" not in titles(shown)


def test_access_limits_the_rows(desk: Client) -> None:
    asked = {"territory": "fr-clermont", "theme": "housing"}
    everything = titles(desk.get("/desk/services", asked).content.decode())
    without = titles(desk.get("/desk/services", {**asked, "access": "own_request"}).content.decode())
    assert set(without) < set(everything) and "Logement adapté" not in without


def test_the_person_reads_beside_in_his_or_her_language(desk: Client) -> None:
    asked = {"text": "who helps newcomers in Evergem", "language": "ar"}
    shown = desk.get("/desk/services", asked).content.decode()
    assert 'class="person" lang="ar" dir="rtl"' in shown and "القادمون الجدد" in shown
    assert shown.index("CPAS / OCMW") < shown.index("Partenariat Gent")


@pytest.mark.parametrize("bad", [{"age": "x"}, {"theme": "nothing"}, {"territory": "mars"}, {"access": "?"}])
def test_what_cannot_be_read_is_left_out(desk: Client, bad: dict[str, str]) -> None:
    assert desk.get("/desk/services", {"text": "sport", **bad}).status_code == 200
