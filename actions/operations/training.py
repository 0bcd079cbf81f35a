"""Trainings asked for at the desk: rows, claimed by one process with a lease, so that none is done twice or for ever.

Every step names the row's token. Who lost the row, because the lease ended, gets `RunLost` and changes nothing more.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from actions import clock
from actions.operations import served
from actions.operations.models import TrainingRun

LEASE = timedelta(seconds=90)
State = TrainingRun.State


class AlreadyRunning(Exception):
    """One training waits or runs; a second would only be slower."""


class RunLost(Exception):
    """The row ended or belongs to another process."""


def start(by: str) -> TrainingRun:
    """Ask for a training; the worker takes it within a minute. Raises `AlreadyRunning`."""
    try:
        with transaction.atomic():
            return TrainingRun.objects.create(by=by, asked_at=clock.now())
    except IntegrityError as error:
        raise AlreadyRunning from error


def claim() -> TrainingRun | None:
    """The training that waits, taken; None when there is none or another worker was quicker."""
    now, token = clock.now(), uuid.uuid4().hex
    taken = TrainingRun.objects.filter(state=State.WAITING, active=True).update(
        state=State.TRAINING, token=token, started_at=now, leased_until=now + LEASE, progress="starting"
    )
    return TrainingRun.objects.get(token=token) if taken else None


def renew(run: TrainingRun) -> None:
    """It is still being done. Raises `RunLost`."""
    _change(run, leased_until=clock.now() + LEASE)


def tell(run: TrainingRun, state: str, progress: str, **detail: Any) -> None:
    """How far it is: a state and the sentence that says it. Raises `RunLost`."""
    _change(run, state=state, progress=progress, detail=detail, leased_until=clock.now() + LEASE)


def note(run: TrainingRun, **values: Any) -> None:
    """Keep what was found: questions, release, before, figures. Raises `RunLost`."""
    _change(run, **values)


def end(run: TrainingRun, state: str, progress: str, **detail: Any) -> None:
    """It ended without a new model. Raises `RunLost`."""
    _change(run, state=state, progress=progress, detail=detail, active=None, ended_at=clock.now())


@transaction.atomic
def publish(run: TrainingRun, model: str) -> bool:
    """The end that was hoped for: every server answers with `model`. Raises `RunLost`.

    False, and nothing changed, when another model is served by now than the one it was compared with.
    """
    if served.wanted() != run.before:
        return False
    _change(run, state=State.PUBLISHED, progress="published", detail={}, model=model, active=None, ended_at=clock.now())
    served.publish(model, run.by)
    return True


def died(run: TrainingRun) -> None:
    """Its process is gone. Changes nothing when the training had ended."""
    _fail(TrainingRun.objects.filter(pk=run.pk, token=run.token, active=True))


def give_up_lost() -> int:
    """Close trainings whose process has not been heard of; how many."""
    return _fail(TrainingRun.objects.filter(active=True, leased_until__lt=clock.now()).exclude(state=State.WAITING))


def _fail(rows: Any) -> int:
    return int(rows.update(state=State.FAILED, progress="died", detail={}, active=None, ended_at=clock.now()))


def _change(run: TrainingRun, **values: Any) -> None:
    if not TrainingRun.objects.filter(pk=run.pk, token=run.token, active=True).update(**values):
        raise RunLost
    for name, value in values.items():
        setattr(run, name, value)
