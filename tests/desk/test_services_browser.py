"""The search for services in Chromium: with axe, by keys, on a narrow screen."""

from __future__ import annotations

import os
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's own loop runs in this thread

from bot.desk.models import Role  # noqa: E402
from tests.desk.conftest import SignIn  # noqa: E402
from tests.desk.live import CHROMIUM, keep, signed_in  # noqa: E402
from tests.desk.test_browser import serious  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
ASKED = "text=French+classes+in+Clermont+for+my+son+of+19&language=ar"


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_accessible_and_fits_the_screen(browser: Any, address: str, sign_in: SignIn, width: int) -> None:
    page = signed_in(browser, address, sign_in(Role.FRONT_DESK), width)
    page.goto(f"{address}/desk/services?{ASKED}")
    page.get_by_role("heading", name="Plateforme « Apprendre le français »").wait_for()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep(page, f"services-{width}")


def test_the_search_works_by_keys_alone(browser: Any, address: str, sign_in: SignIn) -> None:
    page = signed_in(browser, address, sign_in(Role.MEDIATOR))
    page.goto(f"{address}/desk/services")
    page.keyboard.press("/")
    page.keyboard.type("psychological help for refugees in Luxembourg")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Projet Parentalité ALUPSE").wait_for()
