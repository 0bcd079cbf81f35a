"""One training, in a process of its own: train, measure, publish, or say why not.

    python -m bot.training <number of the run> <its token>

The questions that mediators accepted join those of the files, in the folder of the new model; the files themselves
are not touched.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.setup_django import setup_django

setup_django()

import nlu  # noqa: E402
from actions.answers.export import question_files  # noqa: E402
from actions.failures import describe  # noqa: E402
from actions.operations import served, training  # noqa: E402
from actions.operations.models import TrainingRun  # noqa: E402
from bot import model_store, paths  # noqa: E402
from nlu.evaluation import Asked, concepts, hear, read_questions  # noqa: E402
from nlu.examples import Example, read_examples  # noqa: E402
from nlu.normalise import normalise  # noqa: E402
from nlu.published import fingerprint_of  # noqa: E402
from nlu.train import fingerprint, train  # noqa: E402
from nlu.understanding import Understander  # noqa: E402

logger = logging.getLogger("farol.training")

NICE = 10
FALL = 2.0
"""By so many points a language may fall: per cent of its questions whose first guess is right."""
STEPS = 7
"""So many lines `nlu.train` logs on its way."""
QUESTIONS = "questions"
"""Folder, in that of a model, of the questions that were accepted at the desk."""

State = TrainingRun.State
Tell = Callable[[int], None]
Train = Callable[[Sequence[Example], Path, Tell], None]
Figures = dict[str, dict[str, float]]


class Stopped(Exception):
    """This training leads to no new model. `why` names the sentence for the desk, `detail` what stands in it."""

    def __init__(self, why: str, state: str = State.FAILED, **detail: Any) -> None:
        super().__init__(why)
        self.why, self.state, self.detail = why, state, detail


def main(arguments: Sequence[str]) -> int:
    """Do the training that the worker claimed."""
    number, token = arguments
    os.nice(NICE)  # people are answered on the same machine
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    carry_out(TrainingRun.objects.get(pk=int(number), token=token))
    return 0


def carry_out(run: TrainingRun, trainer: Train | None = None) -> None:
    """Train by `trainer` (`nlu.train` without one) and write into the row what came of it. Nothing is raised."""
    work = paths.model_store() / f".run-{run.pk}"
    try:
        _lead(run, work, trainer or _train)
    except training.RunLost:
        logger.warning("training %d belongs to nobody any more", run.pk)
    except Stopped as reason:
        _end(run, reason)
    except Exception as error:  # whatever broke, the desk is told; the words of an error may quote a question
        logger.error("training %d failed: %s", run.pk, describe(error))
        _end(run, Stopped("broke", what=describe(error)))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _end(run: TrainingRun, reason: Stopped) -> None:
    with suppress(training.RunLost):
        training.end(run, reason.state, reason.why, **reason.detail)


def _lead(run: TrainingRun, work: Path, trainer: Train) -> None:
    training.tell(run, State.TRAINING, "reading")
    asked = _asked()
    before = served.wanted()
    present = _present(before)
    _clear(work)
    own, accepted = _examples(work, asked)
    training.note(run, questions=len(accepted), release=served.release(), before=before)
    if fingerprint(own) != served.release():
        raise Stopped("files_changed")
    if fingerprint([*own, *accepted]) == fingerprint_of(present):
        raise Stopped("nothing_new")
    trainer([*own, *accepted], work, lambda step: training.tell(run, State.TRAINING, "step", step=step, steps=STEPS))
    training.tell(run, State.EVALUATING, "evaluating")
    figures = compare(present, work, asked)
    training.note(run, figures=figures)
    if fallen := [language for language, row in figures.items() if fell(row)]:
        raise Stopped("fell", State.ROLLED_BACK, languages=fallen)
    name = model_store.put(work)
    if not training.publish(run, name):
        raise Stopped("overtaken")
    model_store.forget_old({name, before})


def _asked() -> list[Asked]:
    file = paths.evaluation_sets() / "questions.tsv"
    if not file.is_file():
        raise Stopped("no_sets")
    return read_questions(file)


def _present(before: str) -> Path:
    try:
        return model_store.whole(before) if before else nlu.default_folder()
    except model_store.BrokenModel as error:
        raise Stopped("no_model") from error


def _clear(work: Path) -> None:
    """Only one training runs: what others left is of processes that were killed."""
    work.parent.mkdir(parents=True, exist_ok=True)
    for left in work.parent.glob(".run-*"):
        shutil.rmtree(left)


def _examples(work: Path, asked: Sequence[Asked]) -> tuple[list[Example], list[Example]]:
    """The questions of the files, and those of mediators, which are written into the folder of the model.

    A question that stands in the evaluation sets teaches nothing: the figures would praise what they were told.
    """
    for file, content in question_files(work / QUESTIONS).items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    accepted = read_examples(work / QUESTIONS) if (work / QUESTIONS).is_dir() else []
    kept_apart = {normalise(one.text) for one in asked}
    return read_examples(), [one for one in accepted if normalise(one.text) not in kept_apart]


def _train(examples: Sequence[Example], out: Path, tell: Tell) -> None:
    class Steps(logging.Handler):
        done = 0

        def emit(self, record: logging.LogRecord) -> None:
            self.done += 1
            tell(min(self.done, STEPS))

    log = logging.getLogger("nlu.train")
    log.setLevel(logging.INFO)
    log.addHandler(Steps())
    train(examples, out)


def compare(before: Path, after: Path, asked: Sequence[Asked]) -> Figures:
    """Per language: questions in scope, and per cent whose first guess is right by the models in two folders."""
    old, new = (_first(Understander.load(folder), asked) for folder in (before, after))
    return {
        language: {"before": old[language]["top1"], "after": row["top1"], "questions": row["questions"]}
        for language, row in new.items()
    }


def _first(understander: Understander, asked: Sequence[Asked]) -> dict[str, Any]:
    found = concepts(hear(asked, understander.understand))
    return {
        name.removeprefix("language "): row
        for name, row in found.items()
        if name.startswith("language ") and row["questions"]
    }


def fell(row: dict[str, float]) -> bool:
    """Whether a language fell by more than it may."""
    return round(row["before"] - row["after"], 1) > FALL


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
