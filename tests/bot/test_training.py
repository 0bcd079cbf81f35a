"""A training started at the desk: what it learns from, when it is published, and what is left when it dies."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.db import connections

import bot.training as work
from actions import clock
from actions.answers.models import ProposedQuestion
from actions.operations import served, training
from actions.operations.models import TrainingRun
from bot import model_store, trainer
from nlu.examples import Example
from nlu.train import fingerprint
from tests.bot.small_models import SETS, write_model
from tests.nlu.trained_model import examples

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("loopback", "small_files")]

WORSE = {"faq/tax_number": "faq/health_number", "faq/health_number": "faq/tax_number"}


@pytest.fixture
def small_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation whose files hold a few questions, with its own model and evaluation sets."""
    read = work.read_examples
    monkeypatch.setattr(work, "read_examples", lambda *folder: read(*folder) if folder else examples())
    monkeypatch.setenv("FAROL_MODELS", str(tmp_path / "store"))
    monkeypatch.setenv("FAROL_BUILD", str(tmp_path / "build"))
    monkeypatch.setenv("FAROL_EVALUATION", str(tmp_path / "sets"))
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "questions.tsv").write_text(SETS, encoding="utf-8")
    write_model(tmp_path / "build" / "nlu")
    monkeypatch.setattr(served, "_release", fingerprint(examples()))
    (tmp_path / "build" / "nlu" / "fingerprint.txt").write_text(served.release(), encoding="utf-8")
    yield


@pytest.fixture
def seen() -> list[list[Example]]:
    """What the trainers of this test were given."""
    return []


@pytest.fixture
def small_trainer(seen: list[list[Example]]) -> Callable[..., work.Train]:
    """Makes a trainer that writes a small model at once; `renamed` makes it answer otherwise."""

    def make(renamed: dict[str, str] | None = None) -> work.Train:
        def train(given: Sequence[Example], out: Path, tell: work.Tell) -> None:
            seen.append(list(given))
            tell(3)
            write_model(out, renamed, list(given))

        return train

    return make


def propose(text: str, concept: str = "tax_number", language: str = "pt") -> None:
    """A mediator accepts a training question."""
    ProposedQuestion.objects.create(language=language, concept=concept, text=text, by="ana", at=clock.now())


def claimed() -> TrainingRun:
    """A training that was asked for and taken."""
    training.start("ana")
    run = training.claim()
    assert run is not None
    return run


def test_the_questions_of_the_desk_join_the_training_and_not_the_files(
    small_trainer: Callable[..., work.Train], seen: list[list[Example]]
) -> None:
    propose("quero aquele papel dos impostos")
    run = claimed()
    work.carry_out(run, small_trainer())
    run.refresh_from_db()
    assert (run.state, run.questions, run.active) == ("published", 1, None)
    assert len(seen[0]) == len(examples()) + 1
    assert [one.label for one in seen[0] if one.text == "quero aquele papel dos impostos"] == ["faq/tax_number"]
    assert served.wanted() == run.model
    kept = list((model_store.whole(run.model) / work.QUESTIONS).rglob("*.yml"))
    assert len(kept) == 1 and "aquele papel" in kept[0].read_text(encoding="utf-8")
    assert ProposedQuestion.objects.get().exported_at is None, "the export still writes it into the files"


def test_figures_of_each_language_stand_in_the_row(small_trainer: Callable[..., work.Train]) -> None:
    propose("quero aquele papel dos impostos")
    run = claimed()
    work.carry_out(run, small_trainer())
    run.refresh_from_db()
    assert run.figures["pt"]["questions"] == 2 and run.figures["en"]["questions"] == 3
    assert run.figures["pt"]["before"] == run.figures["pt"]["after"] > 0


def test_a_model_with_which_a_language_falls_is_not_published(small_trainer: Callable[..., work.Train]) -> None:
    propose("quero aquele papel dos impostos")
    run = claimed()
    work.carry_out(run, small_trainer(WORSE))
    run.refresh_from_db()
    assert (run.state, run.progress, run.model) == ("rolled_back", "fell", "")
    assert set(run.detail["languages"]) == {"pt", "en"}
    assert served.wanted() == served.OWN and model_store.names() == []


def test_two_points_are_no_fall_and_more_are() -> None:
    assert not work.fell({"before": 80.0, "after": 78.0})
    assert not work.fell({"before": 81.2, "after": 79.2})
    assert work.fell({"before": 80.0, "after": 77.9})


def test_the_next_training_is_compared_with_the_model_that_answers_now(
    small_trainer: Callable[..., work.Train],
) -> None:
    propose("quero aquele papel dos impostos")
    first = claimed()
    work.carry_out(first, small_trainer())
    propose("NIF onde")
    second = claimed()
    work.carry_out(second, small_trainer())
    for run in (first, second):
        run.refresh_from_db()
    assert second.state == "published" and second.before == first.model != second.model
    assert served.roll_back("eva") == first.model
    second.refresh_from_db()
    assert (second.state, second.progress, second.detail) == ("rolled_back", "taken_back", {"who": "eva"})
    assert served.roll_back("eva") == served.OWN


def test_a_model_published_meanwhile_is_not_overwritten(small_trainer: Callable[..., work.Train]) -> None:
    propose("quero aquele papel dos impostos")
    run = claimed()

    def slow(given: Sequence[Example], out: Path, tell: work.Tell) -> None:
        small_trainer()(given, out, tell)
        served.publish("a" * 64, "eva")

    work.carry_out(run, slow)
    run.refresh_from_db()
    assert (run.state, run.progress) == ("failed", "overtaken")
    assert served.wanted() == "a" * 64


def test_a_question_of_the_evaluation_sets_teaches_nothing(
    small_trainer: Callable[..., work.Train], seen: list[list[Example]]
) -> None:
    propose("Preciso de um NIF para o trabalho!")
    propose("papel dos impostos")
    run = claimed()
    work.carry_out(run, small_trainer())
    assert not any("NIF para o trabalho" in one.text for one in seen[0])
    assert any(one.text == "papel dos impostos" for one in seen[0])


def test_what_cannot_start_says_why(
    small_trainer: Callable[..., work.Train], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcome() -> str:
        run = claimed()
        work.carry_out(run, small_trainer())
        run.refresh_from_db()
        assert run.state == "failed" and served.wanted() == served.OWN
        return run.progress

    assert outcome() == "nothing_new"
    propose("quero aquele papel dos impostos")
    monkeypatch.setattr(work, "fingerprint", lambda given: "of other files")
    assert outcome() == "files_changed"
    (tmp_path / "sets" / "questions.tsv").unlink()
    assert outcome() == "no_sets"


def test_a_trainer_that_breaks_leaves_a_sentence_without_anybodys_words() -> None:
    propose("quero aquele papel dos impostos")
    run = claimed()

    def breaks(given: Sequence[Example], out: Path, tell: work.Tell) -> None:
        raise ValueError("quero aquele papel dos impostos")

    work.carry_out(run, breaks)
    run.refresh_from_db()
    assert (run.state, run.progress) == ("failed", "broke")
    assert "ValueError" in run.detail["what"] and "impostos" not in str(run.detail)
    assert training.start("ana").state == "waiting", "the next may start"


def test_one_training_at_a_time_and_only_one_worker_takes_it() -> None:
    training.start("ana")
    with pytest.raises(training.AlreadyRunning):
        training.start("eva")
    assert training.claim() is not None
    assert training.claim() is None
    with pytest.raises(training.AlreadyRunning):
        training.start("eva")


def test_a_process_killed_in_the_middle_leaves_the_row_failed_and_the_next_may_start(tmp_path: Path) -> None:
    run, mark = claimed(), tmp_path / "pid"
    sleeps = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    watching = threading.Thread(target=trainer.watch, args=(run, [sys.executable, "-c", sleeps], 0.2))
    watching.start()
    lease = run.leased_until
    while not mark.exists() or not mark.read_text():
        time.sleep(0.05)
    time.sleep(0.5)
    run.refresh_from_db()
    assert run.state == "training" and run.leased_until > lease, "the worker keeps the row for it"
    os.kill(int(mark.read_text()), signal.SIGKILL)
    watching.join(10)
    run.refresh_from_db()
    assert (run.state, run.progress, run.active) == ("failed", "died", None)
    assert training.start("ana").state == "waiting"


def test_a_worker_killed_with_its_training_is_found_by_the_next_and_publishes_nothing_afterwards(
    small_trainer: Callable[..., work.Train],
) -> None:
    propose("quero aquele papel dos impostos")
    run = claimed()
    with clock.frozen(clock.now() + 2 * training.LEASE):
        assert training.give_up_lost() == 1
        assert training.give_up_lost() == 0
    work.carry_out(run, small_trainer())  # the process itself lived on
    run.refresh_from_db()
    assert (run.state, run.progress, run.model) == ("failed", "died", "")
    assert served.wanted() == served.OWN


def test_a_training_that_waits_is_not_given_up() -> None:
    training.start("ana")
    with clock.frozen(clock.now() + 100 * training.LEASE):
        assert training.give_up_lost() == 0


def test_the_tick_starts_the_process_of_the_run_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    run, started, done = training.start("ana"), [], threading.Event()

    def watch(given: TrainingRun, command: list[str]) -> None:
        started.append((given.pk, command[1:]))
        connections.close_all()
        done.set()

    monkeypatch.setattr(trainer, "watch", watch)
    trainer.tick()
    assert done.wait(5)
    run.refresh_from_db()
    assert started == [(run.pk, ["-m", "bot.training", str(run.pk), run.token])]
    trainer.tick()
    assert len(started) == 1
