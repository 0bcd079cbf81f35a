"""The training page: start, progress, figures, going back; for mediators and those who coordinate or administer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from actions import clock
from actions.answers.models import ProposedQuestion
from actions.operations import served, training
from actions.operations.beats import beat
from actions.operations.models import TrainingRun
from bot.cli import model as command
from bot.desk.models import AuditRow, Role
from bot.desk.words import has_word
from tests.desk.conftest import SignIn

MODEL, OTHER = "a1" * 32, "b2" * 32
FIGURES = {
    "hi": {"before": 81.0, "after": 83.5, "questions": 258},
    "uk": {"before": 80.0, "after": 76.0, "questions": 50},
}


@pytest.fixture(autouse=True)
def these_files(monkeypatch: pytest.MonkeyPatch, database: object) -> Iterator[None]:
    """An installation whose files have a model."""
    monkeypatch.setattr(served, "_release", "these files")
    yield


@pytest.fixture
def mediator(sign_in: SignIn) -> Client:
    return sign_in(Role.MEDIATOR)


def text(browser: Client, address: str = "/desk/training") -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def trained() -> TrainingRun:
    """A training that the worker took."""
    training.start("ana")
    run = training.claim()
    assert run is not None
    training.note(run, release="these files")
    return run


def test_it_is_started_once_and_told_to_the_trace(mediator: Client) -> None:
    ProposedQuestion.objects.create(language="pt", concept="tax_number", text="NIF onde", by="ana", at=clock.now())
    assert "that it has not learned: 1" in text(mediator)
    assert "starts within a minute" in mediator.post("/desk/training/start", follow=True).content.decode()
    assert TrainingRun.objects.get().state == "waiting"
    assert AuditRow.objects.filter(action="training.started").count() == 1
    assert "already waiting or running" in mediator.post("/desk/training/start", follow=True).content.decode()
    assert TrainingRun.objects.count() == 1
    assert "/desk/training/start" not in text(mediator), "no second one is offered"


def test_the_part_that_refreshes_itself_tells_how_far_it_is(mediator: Client) -> None:
    run = trained()
    training.tell(run, "training", "step", step=3, steps=7)
    shown = text(mediator, "/desk/training/live")
    assert "Learning: step 3 of 7." in shown and '<progress max="7" value="3"' in shown
    assert "<html" not in shown
    training.tell(run, "evaluating", "evaluating")
    assert "test questions are asked" in text(mediator, "/desk/training/live")


def test_a_fall_is_said_with_the_language_and_its_figures(mediator: Client) -> None:
    run = trained()
    training.note(run, figures=FIGURES)
    training.end(run, "rolled_back", "fell", languages=["uk"])
    shown = text(mediator)
    assert "Not published: fewer test questions are understood in Ukrainian" in shown
    assert "-4.0" in shown and "+2.5" in shown
    assert "The model that came with this version" in shown


def test_going_back_is_one_button_and_only_from_the_model_that_was_looked_at(sign_in: SignIn) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    run = trained()
    assert training.publish(run, MODEL)
    beat("rasa:here:5005", model="farol-1", understanding=MODEL, broken="")
    beat("rasa:there:5005", model="farol-1", understanding="", broken=MODEL)
    shown = text(coordinator)
    assert MODEL[:12] in shown and "answers with it" in shown and "could not load it" in shown
    refused = coordinator.post("/desk/training/rollback", {"seen": OTHER}, follow=True).content.decode()
    assert "Nothing was changed" in refused and served.wanted() == MODEL
    back = coordinator.post("/desk/training/rollback", {"seen": MODEL}, follow=True).content.decode()
    assert "The model before answers again" in back and served.wanted() == served.OWN
    assert AuditRow.objects.filter(action="training.taken_back", object_id=MODEL).count() == 1
    run.refresh_from_db()
    assert run.state == "rolled_back" and "then taken back by coordinator" in text(coordinator)


def test_what_the_model_has_learned_waits_no_more(mediator: Client) -> None:
    ProposedQuestion.objects.create(language="pt", concept="tax_number", text="NIF onde", by="ana", at=clock.now())
    run = trained()
    training.publish(run, MODEL)
    assert "that it has not learned: 0" in text(mediator)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        ProposedQuestion.objects.create(language="pt", concept="tax_number", text="NIF como", by="ana", at=clock.now())
    assert "that it has not learned: 1" in text(mediator)


def test_the_front_desk_has_no_part_in_it(sign_in: SignIn) -> None:
    browser = sign_in(Role.FRONT_DESK)
    assert browser.get("/desk/training").status_code == 403
    assert browser.post("/desk/training/start").status_code == 403
    assert not TrainingRun.objects.exists()


def test_every_sentence_that_a_training_can_leave_has_words() -> None:
    import re
    from pathlib import Path

    code = "".join(Path(file).read_text(encoding="utf-8") for file in ("bot/training.py", training.__file__))
    names = set(re.findall(r'Stopped\("(\w+)"', code)) | set(re.findall(r'progress="(\w+)"', code))
    names |= set(re.findall(r'tell\(run, State\.\w+, "(\w+)"', code))
    assert {"fell", "nothing_new", "died", "published", "reading", "step"} <= names
    assert [name for name in names if not has_word(f"training.progress.{name}", "pt")] == []


def test_the_command_lists_publishes_and_goes_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trained()
    training.publish(run, MODEL)
    assert command.main(["list"]) == 0
    listed = capsys.readouterr().out
    assert f"* {MODEL[:12]}" in listed and "its files are gone" in listed
    assert command.main(["rollback"]) == 0 and served.wanted() == served.OWN
    assert command.main(["rollback"]) == 1
    assert "none before it" in capsys.readouterr().err
    assert command.main(["publish", MODEL[:6]]) == 1, "a model whose files are gone"
    monkeypatch.setattr("bot.model_store.whole", lambda name: None)
    assert command.main(["publish", MODEL[:6]]) == 0 and served.wanted() == MODEL
    assert command.main(["publish", "ffff"]) == 1
