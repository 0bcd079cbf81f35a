"""How Farol understands: plain Python; `understand` is the door. Rasa meets it in `nlu.components` only."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nlu.model import Context, Understanding
from nlu.published import latest

if TYPE_CHECKING:
    from nlu.understanding import Understander


def default_folder() -> Path:
    """Where the trained model lies: `.build/nlu` of the project, or of the folder that `FAROL_BUILD` names."""
    build = os.environ.get("FAROL_BUILD") or Path(__file__).parent.parent / ".build"
    return Path(build) / "nlu"


@cache
def understander(folder: Path) -> Understander:
    """Return what is trained in `folder`, loaded once per process.

    Raises FileNotFoundError, naming the file, when no whole model is there.
    """
    from nlu.understanding import Understander  # loading is what costs time, so only when it is asked for

    return Understander.load(folder)


def understand(text: str, context: Context | None = None, folder: Path | None = None) -> Understanding:
    """Return what `text` says, given the conversation (without one, dates that need today are left unread).

    `folder` holds the trained model; without it, the one published since the process started, or `default_folder()`.
    """
    newer = latest() if folder is None else None
    reader = newer.understander if newer else understander(folder or default_folder())
    return reader.understand(text, context)
