"""The Telegram channel: set up, by polling and by webhook, through the real python-telegram-bot on loopback."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import httpx
import pytest

from actions.dialogue.reply import Reply
from bot.channels.bad_settings import BadSettings
from bot.channels.incoming import Incoming
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_poll import _alone
from bot.channels.telegram_settings import TelegramSettings, telegram_settings
from tests.fakes.channel_server import FakeGate, serve
from tests.fakes.telegram_api import TOKEN, FakeTelegram
from tests.fakes.telegram_runs import ANA, SECRET, polling, post, wait, webhook

pytestmark = pytest.mark.usefixtures("loopback")


# Setting up


def test_without_a_token_there_is_no_channel() -> None:
    assert telegram_settings({}) is None


def test_a_token_alone_means_polling_and_a_public_address_means_a_webhook() -> None:
    alone = telegram_settings({"FAROL_TELEGRAM_TOKEN": TOKEN})
    public = telegram_settings({"FAROL_TELEGRAM_TOKEN": TOKEN, "FAROL_PUBLIC_URL": "https://farol.example/",
                                "FAROL_TELEGRAM_WEBHOOK_SECRET": SECRET})  # fmt: skip
    assert alone and alone.webhook == ""
    assert public and public.webhook == "https://farol.example/webhooks/telegram/webhook"


@pytest.mark.parametrize(
    ("name", "value"),
    [("FAROL_TELEGRAM_TOKEN", "no token"), ("FAROL_TELEGRAM_WEBHOOK_SECRET", "has spaces in it"),
     ("FAROL_TELEGRAM_WEBHOOK_SECRET", ""), ("FAROL_PUBLIC_URL", "http://farol.example")],
)  # fmt: skip
def test_a_wrong_variable_is_named_and_no_secret_repeated(name: str, value: str) -> None:
    right = {"FAROL_TELEGRAM_TOKEN": TOKEN, "FAROL_PUBLIC_URL": "https://farol.example",
             "FAROL_TELEGRAM_WEBHOOK_SECRET": SECRET}  # fmt: skip
    with pytest.raises(BadSettings, match=name) as caught:
        telegram_settings({**right, name: value})
    assert not value or value not in str(caught.value)


def test_the_token_is_not_in_what_settings_print() -> None:
    assert TOKEN not in repr(TelegramSettings(TOKEN, "https://farol.example", SECRET))


# Polling


def test_a_message_is_answered_by_polling(lock: Path) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.says(ANA, "Olá")
        await wait(telegram, "sendMessage")

    gate = FakeGate()
    telegram = polling(gate, lock, script)
    assert telegram.texts(ANA) == ["heard Olá"]
    assert telegram.of("deleteWebhook"), "Telegram refuses getUpdates while a webhook is set"
    assert gate.taken[0] == Incoming("telegram", "7", "1000", "Olá", hint="pt")


def test_an_update_that_comes_twice_is_answered_once(lock: Path) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.again(telegram.says(ANA, "primeira"))
        telegram.says(ANA, "segunda")
        await wait(telegram, "sendMessage", 2)

    assert polling(FakeGate(), lock, script).texts(ANA) == ["heard primeira", "heard segunda"]


def test_an_update_is_confirmed_only_after_its_row_was_written(lock: Path) -> None:
    gate = FakeGate()

    async def script(telegram: FakeTelegram, address: str) -> None:
        first = telegram.says(ANA, "Olá")
        await wait(telegram, "sendMessage")
        telegram.says(ANA, "outra")
        await wait(telegram, "sendMessage", 2)
        offsets = [c["offset"] for c in telegram.of("getUpdates")]
        assert offsets[0] == 0 and first["update_id"] + 1 in offsets

    polling(gate, lock, script)


def test_of_two_processes_one_polls(lock: Path) -> None:
    with _alone(lock) as first, _alone(lock) as second:
        assert first and not second
    with _alone(lock) as again:
        assert again


def test_messages_of_one_person_are_answered_in_order_also_when_sending_is_slow(lock: Path) -> None:
    def answer(said: Incoming) -> list[Reply]:
        return [Reply(f"{said.text} a", "pt"), Reply(f"{said.text} b", "pt")]

    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.hang("sendMessage", 0.4)
        telegram.says(ANA, "1")
        telegram.says(ANA, "2")
        await wait(telegram, "sendMessage", 4)

    assert polling(FakeGate(answer), lock, script).texts(ANA) == ["1 a", "1 b", "2 a", "2 b"]


def test_the_commands_are_set_in_every_language_with_two_letters(lock: Path) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        await wait(telegram, "setMyCommands", 3, None)

    first, *others = polling(FakeGate(), lock, script).of("setMyCommands")
    assert "language_code" not in first
    assert [c["command"] for c in first["commands"]] == ["start", "help", "language"]
    assert {"pt", "en"} <= {o["language_code"] for o in others}


def test_a_refused_token_is_said_once_without_the_token_and_stops_nothing_else(
    lock: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            await asyncio.sleep(0.2)
            assert (await client.get(address.split("/webhooks")[0])).status_code == 200

    async def main() -> None:
        with FakeTelegram() as telegram:
            settings = TelegramSettings("700:another-token", api=telegram.url)
            async with serve(TelegramChannel(settings, lock), FakeGate()) as address:
                await script(telegram, address + "/webhooks/telegram/webhook")

    with caplog.at_level(logging.INFO):
        asyncio.run(main())
    assert "FAROL_TELEGRAM_TOKEN" in caplog.text
    assert "another-token" not in caplog.text


# Webhook


def test_the_webhook_is_set_with_our_secret_and_answers_200_before_the_turn_ends(lock: Path) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        await wait(telegram, "setWebhook", chat=None)
        telegram.hang("sendChatAction", 0.5)
        assert (await post(address, telegram.says(ANA, "Olá"))).status_code == 200
        assert not telegram.of("sendMessage")
        await wait(telegram, "sendMessage")

    telegram = webhook(FakeGate(), lock, script)
    (called,) = telegram.of("setWebhook")
    assert called["url"] == "https://farol.example/webhooks/telegram/webhook"
    assert called["secret_token"] == SECRET
    assert "callback_query" in called["allowed_updates"]
    assert not telegram.of("getUpdates")


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x"])
def test_a_call_without_our_secret_is_refused(lock: Path, secret: str) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        assert (await post(address, telegram.says(ANA, "Olá"), secret)).status_code == 403

    gate = FakeGate()
    webhook(gate, lock, script)
    assert not gate.taken


def test_a_body_over_64_kb_is_refused(lock: Path) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        assert (await post(address, b"x" * (64 * 1024 + 2000))).status_code == 413
        assert (await post(address, telegram.says(ANA, "y" * 4096))).status_code == 200

    webhook(FakeGate(), lock, script)


@pytest.mark.parametrize("body", [b"not json", b"[]", b'{"update_id": 5, "message": {"text": "x"}}', b"null"])
def test_an_update_that_cannot_be_read_is_acknowledged_or_it_would_come_for_ever(lock: Path, body: bytes) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        assert (await post(address, body)).status_code == 200
        await post(address, telegram.says(ANA, "Olá"))
        await wait(telegram, "sendMessage")

    webhook(FakeGate(), lock, script)


def test_a_message_that_cannot_be_kept_gets_the_apology(lock: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        assert (await post(address, telegram.says(ANA, "as minhas palavras"))).status_code == 200
        await wait(telegram, "sendMessage")

    with caplog.at_level(logging.INFO):
        telegram = webhook(FakeGate(broken=True), lock, script)
    assert telegram.texts(ANA) == ["something failed"]
    assert "palavras" not in caplog.text


def test_no_text_name_number_or_token_reaches_the_log(lock: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user 987654321")
        await post(address, telegram.says(987654321, "sou a Ana"))
        await wait(telegram, "sendMessage", chat=987654321)

    with caplog.at_level(logging.INFO):
        webhook(FakeGate(), lock, script)
    for private in ("Ana", "987654321", TOKEN, SECRET):
        assert private not in caplog.text
