"""The training page in Debian's Chromium: started by a click, followed without a reload, 1280 and 320 px, axe."""

from __future__ import annotations

import os
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's own loop runs in this thread

from actions.operations import served, training  # noqa: E402
from actions.operations.beats import beat  # noqa: E402
from bot.desk.models import Role  # noqa: E402
from tests.desk.conftest import SignIn  # noqa: E402
from tests.desk.live import CHROMIUM, keep, signed_in  # noqa: E402
from tests.desk.test_browser import serious  # noqa: E402
from tests.desk.test_training import FIGURES, MODEL  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("pt", 320)])
def test_a_training_is_started_followed_and_taken_back(
    browser: Any, address: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    monkeypatch.setattr(served, "_release", "these files")
    page = signed_in(browser, address, sign_in(Role.MEDIATOR), width=width, height=720, language=language, axe=True)
    page.goto(f"{address}/desk/training")
    page.click("#training-start")
    page.wait_for_selector("#training [role=status]")
    run = training.claim()
    assert run is not None
    training.note(run, release=served.release(), questions=4, figures=FIGURES)
    training.tell(run, "training", "step", step=3, steps=7)
    page.wait_for_selector("progress[value='3']")  # without a reload
    assert serious(page) == []
    assert training.publish(run, MODEL)
    beat("rasa:one:5005", model="farol-1", understanding=MODEL, broken="")
    beat("rasa:two:5005", model="farol-1", understanding="", broken="")
    page.wait_for_selector("#training-back")
    keep(page, f"training-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []
    page.click("#training-back")
    page.wait_for_selector("#training-start")
    assert served.wanted() == served.OWN
    assert (page.elsewhere, page.faults) == ([], [])
