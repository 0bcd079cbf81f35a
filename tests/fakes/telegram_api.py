"""A Telegram Bot API on loopback for the real python-telegram-bot. Every call is held against the contract.

`with FakeTelegram() as telegram:` starts it; the bot is given `telegram.url` as `FAROL_TELEGRAM_API`. What people do
(`says`, `presses`, `lets_in`) waits for getUpdates; `telegram.texts(chat)` is what a chat read. Leaving the block
fails when a call broke the contract.
"""

from __future__ import annotations

import email
import itertools
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from email import policy
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes.contract import TelegramContract, _decoded
from tests.fakes.http_fake import Answer, LoopbackServer

BOT_ID = 700
TOKEN = f"{BOT_ID}:fake-token"
LONGEST_POLL = 0.05  # seconds; the real one holds the call for as long as it is asked


@dataclass(frozen=True)
class Call:
    """A call of the bot: the method and its parameters, decoded."""

    method: str
    fields: dict[str, Any]
    at: float


class FakeTelegram:
    """The server: what was called, what people do, what is refused."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.shown: dict[int, list[int]] = defaultdict(list)  # the ids of what each chat got, in order
        self._contract = TelegramContract()
        self._updates: deque[dict[str, Any]] = deque()
        self._refusals: dict[str, deque[Answer | float]] = defaultdict(deque)
        self._update_ids = itertools.count(1000)
        self._message_ids = itertools.count(1)
        self._changed = threading.Condition()
        self._server = LoopbackServer(self._answer)
        self.url = self._server.url

    def __enter__(self) -> FakeTelegram:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        self._server.close()
        if kind is None:
            self.check()

    def check(self) -> None:
        """Fail when a call broke the contract."""
        assert not self.problems, "\n".join(self.problems)

    # What people do. Each returns the update, as a webhook would bring it, and queues it for getUpdates.

    def says(self, chat: int, text: str | None = None, kind: str = "message", **more: Any) -> dict[str, Any]:
        """A message (or `kind="edited_message"`) with a text, or with what `more` holds (`location`, `voice`, …)."""
        person = more.pop("person", None) or {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "pt"}
        message = {
            "message_id": more.pop("message_id", None) or next(self._message_ids),
            "date": 1_795_000_000,
            "chat": more.pop("in_chat", None) or {"id": chat, "type": "private", "first_name": "Ana"},
            "from": person,
            **({"text": text} if text is not None else {}),
            **more,
        }
        return self._queue({kind: message})

    def presses(self, chat: int, message_id: int, data: str, **more: Any) -> dict[str, Any]:
        """A button of ours is pressed."""
        message = {"message_id": message_id, "date": 1_795_000_000, "chat": {"id": chat, "type": "private"}}
        person = {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "pt"}
        query = {"id": f"q{message_id}-{next(self._message_ids)}", "from": person, "chat_instance": "1",
                 "message": message, "data": data, **more}  # fmt: skip
        return self._queue({"callback_query": query})

    def lets_in(self, chat: int, member: bool) -> dict[str, Any]:
        """The person unblocks (True) or blocks (False) the bot."""
        bot = {"id": BOT_ID, "is_bot": True, "first_name": "Farol"}
        inside, outside = {"status": "member", "user": bot}, {"status": "kicked", "until_date": 0, "user": bot}
        old, new = (outside, inside) if member else (inside, outside)
        person = {"id": chat, "is_bot": False, "first_name": "Ana"}
        return self._queue({"my_chat_member": {"chat": {"id": chat, "type": "private"}, "from": person,
                            "date": 1_795_000_000, "old_chat_member": old, "new_chat_member": new}})  # fmt: skip

    def again(self, update: dict[str, Any]) -> None:
        """Telegram brings an update a second time."""
        with self._changed:
            self._updates.append(update)
            self._changed.notify_all()

    def refuse(self, method: str, status: int, description: str = "refused", **parameters: Any) -> None:
        """The next call of `method` fails."""
        answer = {"ok": False, "error_code": status, "description": description}
        self._refusals[method].append((status, {**answer, **({"parameters": parameters} if parameters else {})}))

    def hang(self, method: str, seconds: float) -> None:
        """The next call of `method` is taken, and its answer comes late."""
        self._refusals[method].append(seconds)

    # What came of it.

    def of(self, method: str, chat: int | None = None) -> list[dict[str, Any]]:
        """The parameters of every call of `method` (to `chat`), in order."""
        return [c.fields for c in self.calls
                if c.method == method and chat in (None, c.fields.get("chat_id"))]  # fmt: skip

    def texts(self, chat: int) -> list[str]:
        """What `chat` reads."""
        return [str(fields["text"]) for fields in self.of("sendMessage", chat)]

    def wait(self, method: str, count: int = 1, chat: int | None = None, seconds: float = 8.0) -> list[dict[str, Any]]:
        """The calls of `method` once there are `count`; fails when they do not come."""
        end = time.monotonic() + seconds
        with self._changed:
            while len(self.of(method, chat)) < count:
                left = end - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise AssertionError(f"{len(self.of(method, chat))} of {count} calls of {method} came")
        return self.of(method, chat)

    def _queue(self, update: dict[str, Any]) -> dict[str, Any]:
        whole = {"update_id": next(self._update_ids), **update}
        self.again(whole)
        return whole

    def _answer(self, verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        token, _, method = path.removeprefix("/bot").partition("/")
        form = _form(headers, body)
        self._keep(method, form)
        if token != TOKEN:
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        if method not in self._contract.written["methods"]:
            return 404, {"ok": False, "error_code": 404, "description": "Not Found"}
        if self._refusals[method]:
            refusal = self._refusals[method].popleft()
            if not isinstance(refusal, float | int):
                return refusal
            time.sleep(refusal)
        return 200, {"ok": True, "result": self._result(method, form)}

    def _keep(self, method: str, form: dict[str, Any]) -> None:
        texts = {"text", "title", "address", "description", "secret_token"}
        fields = {k: v if k in texts else _decoded(v) for k, v in form.items()}
        with self._changed:
            self.problems += self._contract.problems(method, form)
            self.calls.append(Call(method, fields, time.monotonic()))
            self._changed.notify_all()

    def _result(self, method: str, form: dict[str, Any]) -> Any:
        if method == "getMe":
            return {"id": BOT_ID, "is_bot": True, "first_name": "Farol", "username": "farol_bot"}
        if method == "getUpdates":
            return self._wait_for_updates(int(form.get("offset", 0)))
        if self._contract.written["methods"][method]["returns"] == ["Message"]:
            chat = {"id": int(form["chat_id"]), "type": "private"}
            number = next(self._message_ids)
            self.shown[chat["id"]].append(number)
            return {"message_id": number, "date": 1_795_000_000, "chat": chat}
        return True

    def _wait_for_updates(self, offset: int) -> list[dict[str, Any]]:
        with self._changed:
            while self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()
            if not self._updates:
                self._changed.wait(LONGEST_POLL)
            return list(self._updates)


def _form(headers: dict[str, str], body: bytes) -> dict[str, Any]:
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    parts = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=policy.HTTP)
    form: dict[str, Any] = {}
    for part in parts.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True) or b""
        form[name] = content if part.get_filename() else content.decode()
    return form
