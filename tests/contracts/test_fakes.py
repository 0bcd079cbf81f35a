"""The fakes of the providers are as strict as the providers, and no stricter."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import httpx

from tests.fakes.telegram_api import TOKEN, FakeTelegram


def test_a_call_whose_caller_died_before_its_end_is_no_call() -> None:
    with FakeTelegram() as telegram:
        address = urlsplit(telegram.url)
        head = f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nhost: x\r\ncontent-length: 40\r\n\r\nchat_id=1"
        with socket.create_connection((address.hostname, address.port)) as caller:
            caller.sendall(head.encode())
            caller.shutdown(socket.SHUT_WR)
            caller.settimeout(5)
            assert caller.recv(100) == b""
        assert telegram.calls == []


def test_a_call_without_what_the_contract_requires_is_a_problem() -> None:
    telegram = FakeTelegram()
    httpx.post(f"{telegram.url}/bot{TOKEN}/sendMessage", data={"chat_id": "1"})
    telegram._server.close()
    assert telegram.problems == ["sendMessage.text: missing"]
