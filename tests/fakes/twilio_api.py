"""Twilio's REST API on loopback for the real twilio library, and the webhooks it would call. Held to the contract.

`with FakeTwilio() as twilio:` starts it; the settings name `twilio.url` as `FAROL_TWILIO_API`; `twilio.texts(number)`
is what a number read. Leaving the block fails when a call broke the contract.
"""

from __future__ import annotations

import base64
import itertools
import re
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import parse_qs, urlencode

from twilio.request_validator import RequestValidator

from tests.fakes.contract import contract, limits
from tests.fakes.http_fake import Answer, LoopbackServer

ACCOUNT = "AC" + "0" * 32
AUTH_TOKEN = "a token of the tests"
PREFIX = "/2010-04-01/Accounts/"


class FakeTwilio:
    """The server: what was sent, what is refused; and signed calls as Twilio makes them."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self._contract = contract("twilio")
        self._refusals: deque[Answer | float] = deque()
        self._ids = itertools.count(1)
        self._changed = threading.Condition()
        self._server = LoopbackServer(self._answer)
        self.url = self._server.url

    def __enter__(self) -> FakeTwilio:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        self._server.close()
        if kind is None:
            self.check()

    def check(self) -> None:
        """Fail when a call broke the contract."""
        assert not self.problems, "\n".join(self.problems)

    def refuse(self, status: int, code: int) -> None:
        """The next message is refused with an error code."""
        self._refusals.append((status, {"code": code, "message": "refused", "status": status, "more_info": ""}))

    def hang(self, seconds: float) -> None:
        """The next message is taken, and the answer comes late."""
        self._refusals.append(seconds)

    def texts(self, to: str) -> list[str]:
        """What the number `to` reads."""
        return [m["Body"] for m in self.sent if m["To"] == to]

    def wait(self, count: int, seconds: float = 8.0) -> list[dict[str, Any]]:
        """The messages once there are `count`; fails when they do not come."""
        end = time.monotonic() + seconds
        with self._changed:
            while len(self.sent) < count:
                left = end - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise AssertionError(f"{len(self.sent)} of {count} messages came")
        return list(self.sent)

    def message(self, sender: str, body: str = "", **more: str) -> dict[str, str]:
        """The fields of a message as Twilio posts them, empty ones included."""
        to = "whatsapp:+351900000002" if sender.startswith("whatsapp:") else "+351900000002"
        number = next(self._ids)
        return {"MessageSid": f"SM{number:032x}", "SmsSid": f"SM{number:032x}", "AccountSid": ACCOUNT, "From": sender,
                "To": to, "Body": body, "NumMedia": "0", "FromCity": "", "FromCountry": "PT",
                "ApiVersion": "2010-04-01", **more}  # fmt: skip

    @staticmethod
    def signed(url: str, fields: dict[str, str], token: str = AUTH_TOKEN) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a call to `url`."""
        signature = RequestValidator(token).compute_signature(url, fields)
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        return urlencode(fields).encode(), headers

    def _answer(self, verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        known = self._known(verb, path)
        form = parse_qs(body.decode(), keep_blank_values=True)
        if known is None:
            return 404, {"code": 20404, "message": "not found", "status": 404}
        self._hold_to(known, form)
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{AUTH_TOKEN}".encode()).decode()
        if headers.get("Authorization") != expected:
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        refusal = self._refusals.popleft() if self._refusals else None
        if isinstance(refusal, tuple):
            return refusal
        message = {k: v if known["fields"].get(k, {}).get("type") == "array" else v[0] for k, v in form.items()}
        self._take(message)
        if refusal is not None:
            time.sleep(refusal)
        return known["status"], self._made(known, message)

    def _known(self, verb: str, path: str) -> dict[str, Any] | None:
        for written, known in self._contract["paths"].items():
            pattern = re.escape(written).replace(re.escape("{AccountSid}"), self._contract["account"])
            if re.fullmatch(pattern, path) and verb.lower() == known["method"]:
                return dict(known)
        self.problems.append(f"{verb} {path}: not in the contract")
        return None

    def _hold_to(self, known: dict[str, Any], form: dict[str, list[str]]) -> None:
        fields = known["fields"]
        self.problems += [f"{name}: not in the contract" for name in form if name not in fields]
        self.problems += [f"{name}: missing" for name, f in fields.items() if f.get("required") and name not in form]
        for name, values in form.items():
            for value in values:
                self.problems += [f"{name}: {wrong}" for wrong in limits(value, fields.get(name, {}))]

    def _take(self, message: dict[str, Any]) -> None:
        with self._changed:
            self.sent.append(message)
            self._changed.notify_all()

    def _made(self, known: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
        sid = f"SM{next(self._ids) + 10**6:032x}"
        message["sid"] = sid
        answer = dict.fromkeys(known["answer"])
        return {**answer, "sid": sid, "status": "queued", "to": message["To"], "from": message.get("From"),
                "body": message.get("Body"), "num_segments": "1", "account_sid": ACCOUNT}  # fmt: skip
