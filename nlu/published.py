"""A model that was published while this process runs, and answers in the place of the one it started with.

There is one reference, and it is replaced whole: whoever is reading a message goes on with the model they took.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nlu

if TYPE_CHECKING:
    from nlu.understanding import Understander

FINGERPRINT = "fingerprint.txt"
"""File of a trained folder, written last: the hash of the questions and the code it is made from."""
TRIAL = "Como renovo a autorização de residência? 1"
"""A model that breaks on an ordinary message must not take over."""


@dataclass(frozen=True)
class Published:
    """A model, the hash it is named by, and the folder it lies in."""

    name: str
    folder: Path
    understander: Understander


_latest: Published | None = None


def fingerprint_of(folder: Path) -> str:
    """From which questions and code the model in `folder` is made; '' where no whole model is."""
    file = folder / FINGERPRINT
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def latest() -> Published | None:
    """The model that answers; None while it is the one the process started with. Ask once for each message."""
    return _latest


def take_over(name: str, folder: Path) -> None:
    """Load the model in `folder` beside the present one (about 60 MB), try it, then answer with it.

    Whatever loading or the trial raises is raised (FileNotFoundError, ValueError and others); then the present model
    stays.
    """
    global _latest
    from nlu.understanding import Understander  # loading is what costs time, so only when it is asked for

    understander = Understander.load(folder)
    understander.understand(TRIAL)
    _latest = Published(name, folder, understander)
    nlu.understander.cache_clear()  # the one before gives its memory back


def step_back() -> None:
    """Answer with the model the process started with, read again from `nlu.default_folder()` first.

    Raises FileNotFoundError where it is gone; then the present model stays.
    """
    global _latest
    nlu.understander(nlu.default_folder())
    _latest = None
