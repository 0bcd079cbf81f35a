"""The web page as a person uses it: Debian's Chromium, no third-party request, keyboard, reload, 320 px, RTL."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from locales.languages import languages

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
IMAGES = ROOT / "docs" / "images"

if CHROMIUM is None and os.environ.get("FAROL_CI"):
    raise RuntimeError("Chromium is missing: .ci/run installs it")
pytestmark = [pytest.mark.model, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """`farol run` on free ports and a temporary database: the addresses of the page and of the desk."""
    folder = tmp_path_factory.mktemp("run")
    port, desk = _free_port(), _free_port()
    environment = {**os.environ, "FAROL_DATABASE": str(folder / "farol.sqlite3"), "FAROL_DEMO": "1"}
    environment.pop("FAROL_TELEGRAM_TOKEN", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--port", str(port), "--desk-port", str(desk)], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    complaints: list[str] = []
    threading.Thread(target=lambda: complaints.extend(process.stderr or []), daemon=True).start()
    page = f"http://127.0.0.1:{port}/webhooks/web/"
    for _ in range(360):
        if process.poll() is not None:
            raise RuntimeError("".join(complaints))
        try:
            urllib.request.urlopen(page, timeout=2).close()
            break
        except OSError:
            time.sleep(0.5)
    yield page, f"http://127.0.0.1:{desk}/desk/"
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def address(installation: tuple[str, str]) -> str:
    """The address of the web page."""
    return installation[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                  "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )  # fmt: skip
        yield running
        running.close()


def _open(browser: Any, address: str, language: str = "pt", width: int = 390, height: int = 800) -> Any:
    context = browser.new_context(bypass_csp=True, locale=language, viewport={"width": width, "height": height})
    page = context.new_page()
    page.elsewhere = []
    page.on(
        "request", lambda r: page.elsewhere.append(r.url) if not r.url.startswith((address[:21], "data:")) else None
    )
    page.goto(address)
    return page


def _write(page: Any, text: str) -> str:
    count = page.locator("#log li:not(.mine)").count()
    page.fill("#text", text)
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.querySelectorAll('#log li:not(.mine)').length > {count}", timeout=30000)
    return str(page.locator("#log li").last.inner_text())


def test_a_stranger_asks_books_and_reloads_without_losing_anything(browser: Any, address: str) -> None:
    page = _open(browser, address)
    assert "NIF" in _write(page, "como tiro o NIF?")
    page.get_by_role("button", name="Marcar num centro de apoio").last.click()
    page.wait_for_function("document.querySelector('#log li:last-child').innerText.includes('código postal')")
    _write(page, "odivelas")
    for _ in range(3):
        count = page.locator("#log li:not(.mine)").count()
        page.locator("#log li:last-child button").first.click()
        page.wait_for_function(f"document.querySelectorAll('#log li:not(.mine)').length > {count}")
    assert "DEMO-" in _write(page, "sim")
    said = page.locator("#log").inner_text()
    page.reload()
    assert page.locator("#log").inner_text() == said
    assert "DEMO-" in _write(page, "os meus atendimentos")
    assert page.elsewhere == []


def test_a_romanised_question_is_answered_in_devanagari_and_the_page_speaks_it(browser: Any, address: str) -> None:
    page = _open(browser, address)
    _write(page, "NIF kaise milega bhai paper nahi hai")
    page.wait_for_function("document.documentElement.lang === 'hi'")
    assert page.locator("#log li:last-child").get_attribute("lang") == "hi"
    IMAGES.mkdir(parents=True, exist_ok=True)
    if os.environ.get("FAROL_IMAGES"):
        page.screenshot(path=str(IMAGES / "chat.png"))


def test_a_mediator_writes_to_the_page_and_the_assistant_is_silent_meanwhile(
    browser: Any, installation: tuple[str, str]
) -> None:
    address, desk_address = installation
    page = _open(browser, address)
    asked = _write(page, "quero falar com uma pessoa")
    desk = browser.new_context().new_page()
    desk.goto(desk_address)
    desk.click("button[value=mediator]")
    desk.goto(f"{desk_address}people")
    desk.locator("form[action$='/take'] button").last.click()
    page.wait_for_function("document.querySelectorAll('#log li:not(.mine)').length > 1", timeout=30000)
    said = page.locator("#log li").count()
    page.fill("#text", "tenho uma carta do tribunal")
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('status').textContent === ''")
    assert page.locator("#log li").count() == said + 1, "nobody but the mediator answers"
    desk.locator("input[name=sentence]").first.check()
    desk.locator("form[action$='/write'] button").first.click()
    page.wait_for_function(f"document.querySelectorAll('#log li').length > {said + 1}", timeout=30000)
    assert page.locator("#log li").last.inner_text() not in (asked, "")
    assert page.elsewhere == []


def test_the_words_stay_in_the_browser_and_can_be_forgotten(browser: Any, address: str) -> None:
    page = _open(browser, address)
    _write(page, "bom dia")
    assert len(json.loads(page.evaluate("localStorage.getItem('farol.history')"))) >= 2
    page.click("#forget")
    page.wait_for_function("localStorage.getItem('farol.history') === null")
    assert page.locator("#log li").count() == 0


def test_nothing_overflows_at_320_pixels(browser: Any, address: str) -> None:
    page = _open(browser, address, width=320, height=640)
    _write(page, "quero marcar um atendimento sobre o NIF")
    _write(page, "Lisboa")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_has_no_serious_accessibility_finding(browser: Any, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = _open(browser, address)
    _write(page, "como tiro o NIF?")
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []


def test_markup_in_a_message_is_shown_as_text(browser: Any, address: str) -> None:
    page = _open(browser, address)
    _write(page, "<img src=x onerror=alert(1)> <b>olá</b>")
    assert page.locator("#log img, #log b").count() == 0


def test_a_message_without_our_cookie_or_from_another_site_is_refused(address: str) -> None:
    import httpx

    body = {"id": "12345678", "text": "olá"}
    assert httpx.post(f"{address}messages", json=body).status_code == 403
    client = httpx.Client()
    client.get(address)
    assert (
        client.post(f"{address}messages", json=body, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    )
    assert client.post(f"{address}messages", content=b"not json").status_code == 400
    assert client.post(f"{address}messages", content=b"x" * 70000).status_code == 413


def test_what_the_assistant_is_what_it_keeps_and_for_whom_it_works_stands_in_every_language_it_speaks(
    browser: Any, address: str
) -> None:
    page = _open(browser, address, width=320, height=640)
    page.click("#about")
    assert [page.locator(f"h2#{part}").count() for part in ("is", "is_not", "privacy", "accessible")] == [1, 1, 1, 1]
    for code in (code for code, language in languages().items() if language.speak):
        page.click(f"nav a[lang={code}]")
        assert page.locator("html").get_attribute("lang") == code
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.click("header a")
    assert page.locator("#text").count() == 1
    assert page.elsewhere == []


def test_the_page_about_the_assistant_has_no_serious_accessibility_finding(browser: Any, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = _open(browser, f"{address}about?lang=ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
