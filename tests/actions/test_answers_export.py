"""What the desk decided comes back into the files: load(export(x)) = x, and no other line is touched."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import yaml
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from actions import clock
from actions.answers import editing
from actions.answers.export import answer_files, answers_in, entry, question_files, with_entries, with_questions
from actions.answers.models import ProposedQuestion, PublishedAnswer
from actions.answers.publish import load, publish
from actions.answers.texts import Text, text_of, tidy
from bot.cli.knowledge import main
from knowledge import packs as pack_files
from knowledge.packs import Pack, packs
from nlu.examples import DATA

FOLDER = pack_files.ROOT / "pt"
written = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(written, written, written)
def test_an_entry_reads_back_as_it_was_written(title: str, text: str, sms: str) -> None:
    wanted = tidy(title, text, sms)
    (read,) = answers_in(entry("tax_number", wanted), "pt", "pt")
    assert (read.title, read.text, read.sms) == wanted.parts


def test_every_text_of_the_pack_reads_back_and_only_its_own_lines_change() -> None:
    for file in sorted((FOLDER / "answers" / "pt").glob("*.yml")):
        content = file.read_text(encoding="utf-8")
        before = yaml.safe_load(content)
        for concept in before:
            new = Text("Novo", "Uma linha.\n- outra", "Curto: isto")
            after = yaml.safe_load(with_entries(content, {concept: new}))
            assert {k: v for k, v in after.items() if k != concept} == {k: v for k, v in before.items() if k != concept}
            assert list(after) == list(before)


def test_the_whole_pack_exported_and_loaded_is_the_same(database: object, tmp_path: Path) -> None:
    load(packs()["pt"])
    empty = dataclasses.replace(packs()["pt"], answers={})
    files = answer_files(empty, tmp_path)
    read = [answer for file, content in files.items() for answer in answers_in(content, "pt", file.parent.name)]
    assert {(a.concept, a.language): a for a in read} == dict(packs()["pt"].answers)


def test_rows_that_the_files_have_are_not_exported(database: object) -> None:
    load(packs()["pt"])
    assert answer_files(packs()["pt"], FOLDER) == {}


def test_an_edit_comes_into_the_file_and_the_next_load_finds_nothing_to_do(database: object, tmp_path: Path) -> None:
    pack = packs()["pt"]
    load(pack)
    key = ("pt", "tax_number", "en")
    ana, rui = (get_user_model().objects.create_user(name) for name in ("ana", "rui"))
    row = editing.row_of(key)
    assert row is not None
    text = dataclasses.replace(text_of(row.version), title='Tax "number": NIF')
    editing.accept(editing.propose(key, text, "", ana), rui)
    ((file, content),) = answer_files(pack, FOLDER).items()
    old, new = file.read_text(encoding="utf-8").splitlines(), content.splitlines()
    assert len(set(new) - set(old)) == 1
    after = {(a.concept, a.language): a for a in answers_in(content, "pt", "en")}
    result = load(_with(pack, after))
    assert (result.taken, result.conflicts, result.kept) == (0, [], 0)
    assert PublishedAnswer.objects.get(concept="tax_number", language="en").imported == editing.row_of(key).version_id  # type: ignore[union-attr]


def _with(pack: Pack, answers: dict) -> Pack:
    return dataclasses.replace(pack, answers={**pack.answers, **answers})


def test_a_training_question_stands_at_the_end_of_its_concept_once(database: object) -> None:
    for text in ("onde trato do nif: hoje?", "como peço o número de contribuinte agora"):
        ProposedQuestion.objects.create(language="pt", concept="tax_number", text=text, by="ana", at=clock.now())
    ((file, content),) = question_files(DATA).items()
    before, after = yaml.safe_load(file.read_text(encoding="utf-8")), yaml.safe_load(content)
    own = {b["intent"]: [e["text"] for e in b["examples"]] for b in after["nlu"]}
    others = {b["intent"]: [e["text"] for e in b["examples"]] for b in before["nlu"]}
    assert own["faq/tax_number"][-2:] == ["onde trato do nif: hoje?", "como peço o número de contribuinte agora"]
    assert {**own, "faq/tax_number": []} == {**others, "faq/tax_number": []}
    assert with_questions(content, "faq/tax_number", "pt", ["onde trato do nif: hoje?"]) == content


def test_a_file_that_ends_without_a_line_break_is_not_broken() -> None:
    content = with_entries(entry("a", Text("A", "a", "a")).rstrip("\n"), {"b": Text("B", "b", "b")})
    assert [answer.concept for answer in answers_in(content, "pt", "pt")] == ["a", "b"]


def test_the_command_shows_the_change_and_writes_nothing(database: object, capsys: pytest.CaptureFixture[str]) -> None:
    load(packs()["pt"])
    row = PublishedAnswer.objects.select_related("version").get(concept="tax_number", language="en")
    old = text_of(row.version)
    publish(row, dataclasses.replace(old, title="Mended title").answer(("pt", "tax_number", "en")), "AT", "2026-08")
    file = next((FOLDER / "answers" / "en").glob("numbers.yml"))
    before = file.read_bytes()
    assert main(["export", "--show"]) == 0
    printed = capsys.readouterr()
    changed = [x for x in printed.out.splitlines() if x.startswith(("+ ", "- "))]
    assert changed == [f"-  title: {old.title}", "+  title: Mended title"]
    assert "1 files differ" in printed.err and file.read_bytes() == before


@pytest.mark.parametrize("content", ["", 'version: "3.1"\n\nnlu:\n'])
def test_a_file_that_is_not_there_yet_is_begun(content: str) -> None:
    begun = with_questions(content or 'version: "3.1"\n\nnlu:\n', "faq/tax_number", "ti", ["ጥያቄ?"])
    assert yaml.safe_load(begun)["nlu"][0]["examples"][0]["text"] == "ጥያቄ?"
