"""The web chat: one page of ours, its own cookie, its own endpoint. Rasa's REST channel is never enabled.

The cookie (HttpOnly, SameSite=Strict) names the browser; what is stored of it is a hash. The words stay in the
browser: a reload shows them again, 'Forget this chat' removes them.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.db import DatabaseError
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from actions.dialogue.reply import Reply
from actions.dialogue.run import waited_for
from actions.failures import describe
from bot.channels.gate import Gate
from bot.channels.incoming import Incoming
from bot.channels.serving import gate_of, limit_bodies
from bot.channels.shape import shape
from bot.channels.web_about import about_page
from locales.catalogue import say
from locales.languages import languages, spoken

logger = logging.getLogger("farol.channels")

COOKIE = "farol_chat"
YEAR = 365 * 24 * 3600
PAGE = Path(__file__).with_name("web_page")
STRINGS = ("title", "placeholder", "send", "location", "no_location", "forget", "offline", "call", "calendar",
           "writing", "you", "demo", "about")  # fmt: skip
FILES = {"chat.js": "text/javascript", "chat.css": "text/css"}
KEPT_ANSWERS = 500  # the last answer of so many browsers, for a retry after a lost connection
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}


class WebChannel(InputChannel):
    """Serves the page and its messages under `/webhooks/web/`."""

    def __init__(self) -> None:
        self.gate: Gate | None = None
        self.answered: OrderedDict[str, tuple[str, list[dict[str, Any]]]] = OrderedDict()

    @classmethod
    def name(cls) -> str:
        """Part of the address, and the name of the channel in every store."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """The page needs no credentials."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The page, its two files, the texts of its buttons, and the endpoint."""
        site = Blueprint("farol_web")

        @site.listener("before_server_start")
        async def limit(app: Sanic, loop: Any) -> None:
            limit_bodies(app)

        @site.listener("after_server_start")
        async def ready(app: Sanic, loop: Any) -> None:
            self.gate = gate_of(app)

        # Sanic 21.12 marks each handler with its blueprint, which bound methods do not take: functions around them.
        @site.get("/")
        async def page(request: Request) -> HTTPResponse:
            # The page's own links are relative: they need the final slash, which Sanic's router hands to `file`.
            return response.redirect(f"{request.path}/") if request.path[-1] != "/" else await self.page(request)

        @site.get("/about")
        async def about(request: Request) -> HTTPResponse:
            return response.html(about_page(_page_language(request)), headers=HEADERS)

        @site.get("/<name:str>")
        async def file(request: Request, name: str) -> HTTPResponse:
            return await self.file(request, name) if name else await self.page(request)

        @site.get("/strings/<language:str>")
        async def strings(request: Request, language: str) -> HTTPResponse:
            return await self.strings(request, language)

        @site.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            return await self.messages(request)

        @site.post("/waiting")
        async def waiting(request: Request) -> HTTPResponse:
            return await self.waiting(request)

        @site.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            return await self.forget(request)

        return site

    async def page(self, request: Request) -> HTTPResponse:
        """The page, in the language of `?lang=` or of the browser."""
        language = _page_language(request)
        text = Template((PAGE / "page.html").read_text(encoding="utf-8")).substitute(
            language=language,
            direction="rtl" if languages()[language].rtl else "ltr",
            strings=json.dumps(_strings(language), ensure_ascii=False).replace("<", "\\u003c"),
            **{f"text_{name}": _escape(say(f"web.{name}", language, number="")) for name in STRINGS},
            demo_hidden="" if os.environ.get("FAROL_DEMO") else "hidden",
        )
        answer = response.html(text, headers=HEADERS)
        if not request.cookies.get(COOKIE):
            _set_cookie(answer, secrets.token_urlsafe(32), request)
        return answer

    async def file(self, request: Request, name: str) -> HTTPResponse:
        """The page's script and style."""
        if name not in FILES:
            return response.text("", status=404)
        return response.text((PAGE / name).read_text(encoding="utf-8"), content_type=f"{FILES[name]}; charset=utf-8",
                             headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})  # fmt: skip

    async def strings(self, request: Request, language: str) -> HTTPResponse:
        """The page's own texts in another language."""
        return response.json(_strings(spoken(language)))

    async def messages(self, request: Request) -> HTTPResponse:
        """One message in, its replies out. 400 for what is not a message, 403 without our cookie or from elsewhere."""
        token = request.cookies.get(COOKIE)
        if not token or not _same_origin(request) or self.gate is None:
            return response.json({"replies": []}, status=403)
        incoming = _incoming(request, token)
        if incoming is None:
            return response.json({"replies": []}, status=400)
        kept = self.answered.get(incoming.address)
        if kept and kept[0] == incoming.provider_id:
            return response.json({"replies": kept[1]})
        said = await self.gate.receive(incoming)
        replies = [as_json(r) for r in ([self.gate.apology(incoming)] if said is None else said)]  # lost on the way
        self._keep(incoming, replies)
        return response.json({"replies": replies})

    async def waiting(self, request: Request) -> HTTPResponse:
        """What a mediator wrote since, and whether to ask again: a web page cannot be written to first."""
        token = request.cookies.get(COOKIE)
        if not token or not _same_origin(request):
            return response.json({"replies": [], "awaits": False}, status=403)
        try:
            said, more = await sync_to_async(waited_for)("web", _address(token))
        except DatabaseError as error:  # the page asks again; nothing is lost
            logger.error("waiting not read: %s", describe(error))
            said, more = [], True
        return response.json({"replies": [as_json(reply) for reply in said], "awaits": more})

    async def forget(self, request: Request) -> HTTPResponse:
        """A new cookie: this browser is nobody that was known before."""
        if not _same_origin(request):
            return response.json({}, status=403)
        answer = response.json({})
        _set_cookie(answer, secrets.token_urlsafe(32), request)
        return answer

    def _keep(self, incoming: Incoming, replies: list[dict[str, Any]]) -> None:
        self.answered[incoming.address] = (incoming.provider_id, replies)
        self.answered.move_to_end(incoming.address)
        while len(self.answered) > KEPT_ANSWERS:
            self.answered.popitem(last=False)


def as_json(reply: Reply) -> dict[str, Any]:
    """A reply for the page."""
    form = shape(reply, "web")
    language = languages().get(reply.language)
    return {
        "text": form.text,
        "language": reply.language,
        "rtl": bool(language and language.rtl),
        "kind": reply.kind,
        "asks": reply.asks,
        "buttons": [{"id": b.id, "label": b.label, "small": b.small} for b in form.buttons],
        "attachments": reply.attachments,
        "awaits": reply.awaits,
    }


def _incoming(request: Request, token: str) -> Incoming | None:
    try:
        given = json.loads(request.body)
        location = given.get("location")
        place = (float(location["lat"]), float(location["lon"])) if location else None
        fields = {name: given.get(name) or "" for name in ("id", "text", "button")}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if any(not isinstance(value, str) for value in fields.values()) or not 8 <= len(fields["id"]) <= 64:
        return None
    return Incoming(
        channel="web",
        address=_address(token),
        provider_id=hashlib.sha256(f"{token}:{fields['id']}".encode()).hexdigest(),
        text=fields["text"],
        button=fields["button"],
        location=place,
        hint=_page_language(request),
    )


def _address(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _page_language(request: Request) -> str:
    wanted = [request.args.get("lang") or ""]
    wanted += [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((code for code in wanted if code in languages() and languages()[code].speak), "pt")


def _strings(language: str) -> dict[str, str]:
    texts = {name: say(f"web.{name}", language, number="{number}") for name in STRINGS}
    return {**texts, "language": language, "direction": "rtl" if languages()[language].rtl else "ltr"}


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _set_cookie(answer: HTTPResponse, token: str, request: Request) -> None:
    answer.cookies[COOKIE] = token
    cookie = answer.cookies[COOKIE]
    cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"] = True, "Strict", "/webhooks/web", YEAR
    if os.environ.get("FAROL_PUBLIC_URL", "").startswith("https"):
        cookie["secure"] = True


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
