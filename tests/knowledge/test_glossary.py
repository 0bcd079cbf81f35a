"""The glossary: which terms stand in a text, when a translation says them, and what is found wrong in its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.check import check
from knowledge.glossary import agrees, hits, needed, problems, terms, words
from knowledge.packs import PackError, packs

ROOT = Path(__file__).parents[2] / "knowledge"
TODAY = date(2026, 11, 21)
EVERYWHERE = ["pt", "en", "fr", "es", "uk", "ru", "ro", "ar", "hi", "bn", "ne", "ur", "pa", "zh", "fa", "tr", "de"]


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    """A copy of the glossary beside the heads of the packs."""
    shutil.copytree(ROOT / "glossary", tmp_path / "glossary")
    for head in ROOT.glob("*/pack.yml"):
        (tmp_path / head.parent.name).mkdir()
        shutil.copy(head, tmp_path / head.parent.name)
    return tmp_path


@pytest.fixture
def found(glossary: Path) -> Callable[[str, Callable[[str], str]], list[str]]:
    """Change a file of the glossary and return what is then found wrong."""

    def change(name: str, new: Callable[[str], str]) -> list[str]:
        file = glossary / "glossary" / name
        file.write_text(new(file.read_text(encoding="utf-8")), encoding="utf-8")
        answers_in = {"en": frozenset({"pt", "be", "lu", "fr-clermont"}), "nl": frozenset({"be"})}
        return [": ".join(problem) for problem in problems(glossary, answers_in)]

    return change


def keeps(text: str, territory: str = "pt") -> list[str]:
    return [term.keep for term in hits(text, territory)]


def test_a_term_is_found_whatever_its_case_in_the_order_of_the_text() -> None:
    assert keeps("Leve o NISS e a AUTORIZAÇÃO DE RESIDÊNCIA; o niss basta.") == ["NISS", "autorização de residência"]


def test_the_longer_of_two_terms_stands_for_both() -> None:
    assert keeps("Ligue SNS 24") == ["SNS 24"]
    assert keeps("o número de utente") == ["número de utente"]


def test_a_term_inside_another_word_is_no_term() -> None:
    assert keeps("practicar, utentes, SNSX") == []


def test_a_term_is_found_across_lines_and_apostrophes() -> None:
    assert keeps("attestation de\n  demande d’asile", "fr-clermont") == ["attestation de demande d'asile"]


def test_each_territory_has_its_own_terms() -> None:
    assert keeps("titre de séjour, CPAS, NISS", "be") == ["titre de séjour", "CPAS"]


def test_the_kept_form_is_said_in_any_language() -> None:
    assert agrees(terms()["residence_certificate"], "жилья нет (atestado de residência)", "ru")


@pytest.mark.parametrize(
    ("term", "text", "language"),
    [
        ("family_reunification", "про возз’єднання сім’ї", "uk"),
        ("residence_card", "معكم بطاقة إقامة", "ar"),
        ("portuguese_consulate", "in das portugiesische Konsulat", "de"),
        ("social_security", "请问社保", "zh"),
    ],
)
def test_an_agreed_word_is_said_with_any_ending(term: str, text: str, language: str) -> None:
    assert agrees(terms()[term], text, language)


def test_a_kept_form_inside_another_word_does_not_say_the_term() -> None:
    assert not agrees(terms()["labour_authority"], "your work contract", "en")
    assert agrees(terms()["migration_agency"], "请到AIMA问", "zh")


def test_another_word_does_not_say_the_term() -> None:
    assert not agrees(terms()["family_reunification"], "a visa for your wife", "en")


@pytest.mark.parametrize("language", EVERYWHERE)
def test_these_languages_have_a_word_for_every_term(language: str) -> None:
    assert [id for id in terms() if not words(language).get(id)] == []


@pytest.mark.parametrize("language", ["nl", "lb", "ti"])
def test_these_languages_have_the_terms_of_their_territories(language: str) -> None:
    there = frozenset(id for id, pack in packs().items() if language in pack.languages)
    assert there
    assert [term.id for term in needed(language, there) if not words(language).get(term.id)] == []


def test_there_are_terms_enough_of_every_territory() -> None:
    count = {id: sum(id in term.territories for term in terms().values()) for id in packs()}
    assert len(terms()) >= 160
    assert count["pt"] >= 90 and count["fr-clermont"] >= 30 and count["lu"] >= 20 and count["be"] >= 20


def test_a_territory_begun_in_a_language_is_needed_whole(glossary: Path) -> None:
    there = needed("nl", frozenset({"be"}), glossary)
    assert {term.territories[0] for term in there if len(term.territories) == 1} == {"be"}


def test_a_missing_word_is_found(found: Callable[..., list[str]]) -> None:
    said = found("en.yml", lambda text: text.replace("tax_number: tax number\n", ""))
    assert len(said) == 1 and "en.yml: tax_number: has no word for 'NIF'" in said[0]


def test_a_word_for_a_term_that_is_not_there_is_found_with_its_line(found: Callable[..., list[str]]) -> None:
    said = found("nl.yml", lambda text: "no_such_term: iets\n" + text)
    assert said == ["knowledge/glossary/nl.yml:1: no_such_term: is not in terms.tsv; add it there or take the line out"]


def test_an_unknown_territory_is_found_with_its_line(found: Callable[..., list[str]]) -> None:
    said = found("terms.tsv", lambda text: text.replace("tax_number\tpt", "tax_number\tpx"))
    line = terms()["tax_number"].line
    assert any(f"terms.tsv:{line}: tax_number: territory 'px' is not known" in each for each in said)


def test_a_form_kept_twice_is_found(found: Callable[..., list[str]]) -> None:
    said = found("terms.tsv", lambda text: text + "nif_again\tpt\tnif\tthe tax number\n")
    assert any("nif_again: 'nif' is kept twice in pt" in each for each in said)


@pytest.mark.parametrize("line", ["half\tpt\tmeio\n", "empty\tpt\t \tnothing\n", "tax_number\tpt\tOUTRO\tagain\n"])
def test_a_line_that_is_not_whole_is_refused_with_its_number(glossary: Path, line: str) -> None:
    file = glossary / "glossary" / "terms.tsv"
    number = len(file.read_text(encoding="utf-8").splitlines()) + 1
    file.write_text(file.read_text(encoding="utf-8") + line, encoding="utf-8")
    with pytest.raises(PackError, match=f"terms.tsv:{number}: "):
        terms(glossary)


def test_an_answer_that_loses_a_term_is_found(tmp_path: Path) -> None:
    copy = tmp_path / "knowledge"
    languages = [f.name for f in (ROOT / "pt/answers").iterdir() if f.name not in ("pt", "en")]
    others = [head.parent.name for head in ROOT.glob("*/pack.yml") if head.parent.name != "pt"]
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", *languages, *others))
    file = copy / "pt/answers/en/numbers.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["social_security_number"]["text"] = content["social_security_number"]["text"].replace("NIF", "number")
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    said = [str(f) for f in check(copy, TODAY) if f.place == "social_security_number"]
    assert any("does not say 'NIF' as agreed; use the word of glossary/en.yml for tax_number" in each for each in said)
