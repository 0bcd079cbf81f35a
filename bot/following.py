"""Every server answers with the model that was published last: looked up every few seconds, loaded beside the present
one, taken over between two messages.

Only the understanding changes: rules, domain and answers are not part of a training. A model that cannot be loaded is
told (log, signs of life, the desk) and tried again later; the present one goes on answering.
"""

from __future__ import annotations

import logging
import threading
import time

from actions.failures import describe
from actions.operations import served
from bot import model_store
from nlu.published import latest, step_back, take_over

logger = logging.getLogger("farol.model")

LOOK_SECONDS = 5.0
AGAIN_SECONDS = 60.0  # a model that could not be loaded, perhaps because its folder was not there yet

_lock = threading.Lock()
_looked = 0.0
_broken: tuple[str | None, float] = (None, 0.0)


def present() -> str:
    """The hash of the model this process answers with; '' for the one of the files."""
    newer = latest()
    return newer.name if newer else served.OWN


def become(name: str) -> bool:
    """Answer with the model `name` from the next message on; whether anything changed. Needs no database."""
    global _broken
    with _lock:
        broken, tried = _broken
        if name == present():
            _broken = (None, 0.0)
            return broken is not None
        if name == broken and time.monotonic() - tried < AGAIN_SECONDS:
            return False
        if not _taken_over(name):
            _broken = (name, time.monotonic())
            return name != broken
        _broken = (None, 0.0)
        logger.info("answering with model %s", name[:12] or "of the files")
        return True


def _taken_over(name: str) -> bool:
    try:
        if name == served.OWN:
            step_back()
        else:
            take_over(name, model_store.whole(name))
    except model_store.BrokenModel as error:
        logger.error("the present model stays: %s", error)
        return False
    except Exception as error:  # whatever is wrong with a model, people go on being answered by the present one
        logger.error("the present model stays, %s does not load: %s", name[:12] or "the files' own", describe(error))
        return False
    return True


def follow() -> bool:
    """Look at the row and do what it says; whether anything changed. Raises `DatabaseError`."""
    return become(served.wanted())


def follow_seldom() -> None:
    """The same for pages of the desk, every few seconds at most."""
    global _looked
    if time.monotonic() - _looked >= LOOK_SECONDS:
        _looked = time.monotonic()
        follow()


def state() -> dict[str, str]:
    """For the signs of life: the model this process answers with, and one that it could not load, '' for none."""
    return {"understanding": present(), "broken": _broken[0] or ""}
