"""What the check of the packs finds: each mistake a translator or mediator could make, with its cure."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.check import check
from knowledge.packs import concepts, documents

ROOT = Path(__file__).parents[2] / "knowledge"
TODAY = date(2026, 11, 21)
FILE = "pt/answers/en/numbers.yml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    concepts.cache_clear()
    documents.cache_clear()
    return copy


@pytest.fixture
def change(pack: Path) -> Callable[..., list[str]]:
    """Change one part of the English NIF answer and return what the check then says of it."""

    def apply(part: str, new: Callable[[str], str], file: str = FILE, concept: str = "tax_number") -> list[str]:
        content = yaml.safe_load((pack / file).read_text(encoding="utf-8"))
        content[concept][part] = new(content[concept][part])
        (pack / file).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return [str(f) for f in check(pack, TODAY) if f.place == concept]

    return apply


def test_the_packs_of_this_project_have_nothing_to_mend() -> None:
    assert [str(f) for f in check(ROOT, TODAY)] == []


def test_a_changed_phone_number_is_found(change: Callable[..., list[str]]) -> None:
    found = change("text", lambda text: text.replace("217 206 707", "217 206 770"))
    assert any("has not: 770" in f for f in found)
    assert any("missing: 707" in f for f in found)


def test_an_empty_text_is_found(change: Callable[..., list[str]]) -> None:
    assert any("sms is empty" in f for f in change("sms", lambda text: " "))


def test_an_sms_over_its_segments_is_found(change: Callable[..., list[str]]) -> None:
    assert any("shorten it" in f for f in change("sms", lambda text: text + " and so on" * 20))


def test_a_text_in_another_script_is_found(change: Callable[..., list[str]]) -> None:
    russian = "Номер налогоплательщика бесплатный. " * 10
    assert any("Cyrillic" in f for f in change("title", lambda text: russian[:40]))


def test_a_passed_review_day_is_found(change: Callable[..., list[str]]) -> None:
    found = change("review_by", lambda day: "2026-11-01", file="pt/facts/numbers.yml")
    assert any("review was due" in f for f in found)


def test_a_fact_without_source_is_found(change: Callable[..., list[str]]) -> None:
    found = change("sources", lambda sources: [], file="pt/facts/numbers.yml")
    assert any("no source" in f for f in found)


def test_a_related_concept_that_does_not_exist_is_found(change: Callable[..., list[str]]) -> None:
    found = change("related", lambda related: ["no_such_need"], file="pt/facts/numbers.yml")
    assert any("no_such_need" in f for f in found)


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ("  every_matter: true\n", "", "every_matter is not said; write true or false"),
        ("  interpreting: true\n", "  interpreting: perhaps\n", "interpreting is not said; write true or false"),
        ("\ninterpreting:\n", "\nother:\n", "interpreting has no source"),
    ],
)
def test_what_the_contact_does_is_said_and_has_its_source(pack: Path, old: str, new: str, cure: str) -> None:
    file = pack / "pt/pack.yml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(cure in str(found) for found in check(pack, TODAY))
