"""The desk behind a real socket, and a headless Chromium that is signed in."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client

CHROMIUM = shutil.which("chromium")
PICTURES = {
    "counter-ar-answer-1280",
    "counter-ar-turned-1280",
    "counter-ar-slip-1280",
    "statistics-1280",
    "centre-1280",
}
PICTURES |= {f"{name}-1280-{interface}" for name in ("today", "sheet", "coming") for interface in ("en", "pt")}
IMAGES = Path(__file__).parents[2] / "docs" / "images" / "desk"
PICTURES |= {
    "mediation-answers-1280",
    "mediation-answer-ar-1280",
    "mediation-question-box-asked",
    "mediation-unanswered-1280",
    "mediation-conversation-1280",
}


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of the desk, served by threads of this process on the database of the test."""
    application = WSGIHandler()  # of this server alone: the files it serves are listed once, with the apps of now

    def closing(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        # No generator: one that a browser leaves unread is closed by whichever thread collects it, with its connection.
        try:
            response = application(environ, start_response)
            body = b"".join(response)
            response.close()
            return [body]
        finally:
            connections.close_all()

    server = make_server("127.0.0.1", 0, closing, server_class=_Threaded, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)


@contextmanager
def chromium() -> Iterator[Any]:
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


def signed_in(browser: Any, address: str, client: Client | None, width: int = 1280, height: int = 720,
              language: str = "en", axe: bool = False) -> Any:  # fmt: skip
    """A page with the session of `client`. `page.elsewhere` lists requests to other hosts, `page.faults` its errors."""
    context = browser.new_context(bypass_csp=axe, locale=language, viewport={"width": width, "height": height})
    if client is not None:
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    page = context.new_page()
    page.elsewhere, page.faults = [], []
    page.on("request", lambda r: None if r.url.startswith((address, "data:")) else page.elsewhere.append(r.url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" else None)
    return page


def keep(page: Any, name: str) -> None:
    """A picture when asked for: those of the docs, or with `FAROL_IMAGES=all` every one, to be looked at."""
    wanted = os.environ.get("FAROL_IMAGES")
    if wanted == "all" or (wanted and name in PICTURES):
        IMAGES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(IMAGES / f"{name}.png"))
