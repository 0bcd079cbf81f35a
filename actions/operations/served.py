"""Which model every server answers with: published, looked up, taken back.

A model belongs to the files it was trained beside (`release`). New files bring a model of their own, which goes
before: a server of other files does not follow the row.
"""

from __future__ import annotations

from django.db import transaction

from actions import clock
from actions.operations.models import ServedModel, TrainingRun
from nlu import default_folder
from nlu.published import fingerprint_of

NAME = "understanding"
OWN = ""
"""Stands for the model of the files themselves, which every server has."""


class NothingBefore(LookupError):
    """The files' own model is served: there is none to go back to."""


_release = ""


def release() -> str:
    """What names the files this process was started with: the fingerprint of their model; '' before the first one.

    Read once: a process goes on with the code it started with when newer files are laid beside it.
    """
    global _release
    _release = _release or fingerprint_of(default_folder())
    return _release


def served() -> ServedModel:
    """The row; not saved yet while nothing was ever published."""
    found = ServedModel.objects.filter(pk=NAME).first()
    return found or ServedModel(name=NAME, release=release(), by="", at=clock.now())


def wanted() -> str:
    """The hash of the model that a server of these files answers with; `OWN` for their own."""
    row = served()
    return str(row.model) if row.release == release() else OWN


@transaction.atomic
def publish(model: str, by: str) -> None:
    """From now on every server of these files answers with `model`; the one before is kept for going back."""
    row = _locked()
    former = row.model if row.release == release() else OWN
    if model != former:
        _write(row, model, former, by)


@transaction.atomic
def roll_back(by: str) -> str:
    """Answer with the model before again, and return its hash. Raises `NothingBefore`."""
    row = _locked()
    if row.release != release() or row.model == OWN:
        raise NothingBefore
    runs = TrainingRun.objects.filter(state=TrainingRun.State.PUBLISHED)
    runs.filter(model=row.model).update(state=TrainingRun.State.ROLLED_BACK, progress="taken_back", detail={"who": by})
    back = row.former
    earlier = TrainingRun.objects.filter(model=back, release=row.release).order_by("-pk").first() if back else None
    _write(row, back, earlier.before if earlier else OWN, by)
    return str(back)


def _locked() -> ServedModel:
    return ServedModel.objects.select_for_update().filter(pk=NAME).first() or served()


def _write(row: ServedModel, model: str, former: str, by: str) -> None:
    row.model, row.former, row.release, row.by, row.at = model, former, release(), by, clock.now()
    row.save()
