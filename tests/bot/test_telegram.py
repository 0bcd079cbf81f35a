"""The Telegram channel, driven through the real python-telegram-bot against a fake Bot API on loopback."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot, Update
from telegram.request import HTTPXRequest

from actions.appointments.contacts import contact_for
from actions.appointments.models import Contact
from actions.dialogue.reply import Choice, Reply
from bot.channels.bad_settings import BadSettings
from bot.channels.incoming import Incoming
from bot.channels.sender import Refused, RetryLater, Unknown, Unreachable
from bot.channels.senders import open_sender
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_poll import _alone
from bot.channels.telegram_sender import TelegramSender
from bot.channels.telegram_settings import TelegramSettings, telegram_settings
from bot.channels.telegram_shape import keyboard
from bot.channels.telegram_updates import hint, incoming
from locales.catalogue import say
from tests.fakes.channel_server import FakeGate, fresh_database, menu, serve
from tests.fakes.telegram_api import TOKEN, FakeTelegram

ANA = 7
SECRET = "a-secret_of-ours"

Script = Callable[[FakeTelegram, str], Awaitable[None]]


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with fresh_database(tmp_path):
        yield


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "poller.lock"


def polling(gate: FakeGate, lock: Path, script: Script) -> FakeTelegram:
    """Run `script` against a channel that polls; the fake is checked at the end."""
    return _run(gate, lock, script, public_url="")


def webhook(gate: FakeGate, lock: Path, script: Script) -> FakeTelegram:
    """Run `script` against a channel that is called by a webhook."""
    return _run(gate, lock, script, public_url="https://farol.example")


def _run(gate: FakeGate, lock: Path, script: Script, public_url: str) -> FakeTelegram:
    async def main() -> FakeTelegram:
        with FakeTelegram() as telegram:
            settings = TelegramSettings(TOKEN, public_url, SECRET, telegram.url)
            async with serve(TelegramChannel(settings, lock), gate) as address:
                await script(telegram, address + "/webhooks/telegram/webhook")
        return telegram

    return asyncio.run(main())


async def wait(telegram: FakeTelegram, method: str, count: int = 1, chat: int | None = ANA) -> list[dict[str, Any]]:
    return await asyncio.to_thread(telegram.wait, method, count, chat)


async def post(address: str, update: Any, secret: str = SECRET) -> httpx.Response:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with httpx.AsyncClient(trust_env=False) as client:
        if isinstance(update, bytes):
            return await client.post(address, content=update, headers=headers)
        return await client.post(address, json=update, headers=headers)


def send(reply: Reply, prepare: Callable[[FakeTelegram], None] = lambda telegram: None) -> FakeTelegram:
    """Send one reply as the outbox would."""

    async def main() -> FakeTelegram:
        with FakeTelegram() as telegram:
            prepare(telegram)
            async with open_sender("telegram", {"FAROL_TELEGRAM_TOKEN": TOKEN,
                                                "FAROL_TELEGRAM_API": telegram.url}) as sender:  # fmt: skip
                assert (await sender.send(str(ANA), reply)).isdecimal()
        return telegram

    return asyncio.run(main())


def failure(prepare: Callable[[FakeTelegram], None]) -> Exception:
    with pytest.raises(Exception) as caught:
        send(Reply("Olá", "pt"), prepare)
    return caught.value


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
        started = time.monotonic()
        assert (await post(address, telegram.says(ANA, "Olá"))).status_code == 200
        assert time.monotonic() - started < 0.4
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


# What people send


def read(act: Callable[[FakeTelegram], dict[str, Any]]) -> Incoming | None:
    """What one update says, without a server."""
    with FakeTelegram() as telegram:
        return incoming(Update.de_json(act(telegram), None))


def heard(lock: Path, *acts: Callable[[FakeTelegram], Any]) -> list[Incoming]:
    """What the gate was given, after a last message that marks the end."""
    gate = FakeGate()

    async def script(telegram: FakeTelegram, address: str) -> None:
        for act in acts:
            act(telegram)
        telegram.says(99, "fim")
        await wait(telegram, "sendMessage", chat=99)

    polling(gate, lock, script)
    return [said for said in gate.taken if said.text != "fim"]


FILE = {"file_id": "f", "file_unique_id": "u"}


@pytest.mark.parametrize(
    ("what", "kind"),
    [({"voice": {**FILE, "duration": 1}}, "voice"), ({"audio": {**FILE, "duration": 1}}, "voice"),
     ({"video_note": {**FILE, "duration": 1, "length": 1}}, "voice"),
     ({"photo": [{**FILE, "width": 1, "height": 1}]}, "photo"),
     ({"video": {**FILE, "duration": 1, "width": 1, "height": 1}}, "photo"),
     ({"animation": {**FILE, "duration": 1, "width": 1, "height": 1}, "document": FILE}, "photo"),
     ({"document": FILE}, "document"),
     ({"sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
      "sticker"),
     ({"contact": {"phone_number": "+351912345678", "first_name": "Ana"}}, "sticker"),
     ({"dice": {"emoji": "d", "value": 3}}, "sticker")],
)  # fmt: skip
def test_every_kind_of_media_is_named(what: dict[str, Any], kind: str) -> None:
    said = read(lambda telegram: telegram.says(ANA, **what))
    assert said and (said.media, said.text) == (kind, "")


def test_the_words_under_a_photo_are_the_message() -> None:
    photo = [{**FILE, "width": 1, "height": 1}]
    said = read(lambda telegram: telegram.says(ANA, photo=photo, caption="O que diz aqui?"))
    assert said and (said.media, said.text) == ("", "O que diz aqui?")


def test_a_shared_position_is_a_place() -> None:
    said = read(lambda telegram: telegram.says(ANA, location={"latitude": 38.8, "longitude": -9.2}))
    assert said and said.location == (38.8, -9.2)


def test_a_pinned_message_and_a_message_of_a_bot_say_nothing() -> None:
    bot = {"id": 5, "is_bot": True, "first_name": "B"}
    timer = {"message_auto_delete_time": 60}
    assert read(lambda telegram: telegram.says(ANA, message_auto_delete_timer_changed=timer)) is None
    assert read(lambda telegram: telegram.says(ANA, "sou um robô", person=bot)) is None


def test_an_edit_is_a_new_text_once(lock: Path) -> None:
    found = heard(
        lock,
        lambda telegram: telegram.says(ANA, "cartao", message_id=50),
        lambda telegram: telegram.says(ANA, "cartao caducado", kind="edited_message", message_id=50),
        lambda telegram: telegram.says(ANA, "cartao caducado", kind="edited_message", message_id=50),
        lambda telegram: telegram.says(
            ANA, kind="edited_message", message_id=51, location={"latitude": 1.0, "longitude": 1.0}
        ),
    )
    assert [said.text for said in found] == ["cartao", "cartao caducado"]


def test_a_command_reaches_the_gate_as_it_was_typed() -> None:
    said = read(lambda telegram: telegram.says(ANA, "/language"))
    assert said and said.text == "/language"


@pytest.mark.parametrize(
    ("code", "letters"), [("pt-br", "pt"), ("uk", "uk"), ("zh-hans", "zh"), (None, ""), ("xyz", ""), ("../a", "")]
)
def test_the_hint_is_two_letters_or_nothing(code: str | None, letters: str) -> None:
    assert hint(code) == letters


def test_in_a_group_one_sentence_is_said_in_the_senders_language(lock: Path) -> None:
    group = {"id": -500, "type": "group", "title": "G"}

    async def script(telegram: FakeTelegram, address: str) -> None:
        person = {"id": 8, "is_bot": False, "first_name": "Ana", "language_code": "pt"}
        for _ in range(3):
            telegram.says(8, "/start@farol_bot", in_chat=group, person=person)
        telegram.says(99, "fim")
        await wait(telegram, "sendMessage", chat=99)
        await wait(telegram, "sendMessage", chat=-500)

    gate = FakeGate()
    assert polling(gate, lock, script).texts(-500) == [say("gate.group", "pt")]
    assert [said.text for said in gate.taken] == ["fim"]


# Buttons


def test_a_pressed_button_is_answered_and_its_keyboard_removed(lock: Path) -> None:
    question = menu("Qual?", "Renovar", "Perdi o cartão")
    gate = FakeGate(lambda said: [Reply("ok", "pt")] if said.button else [question])

    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.says(ANA, "cartao")
        (sent,) = await wait(telegram, "sendMessage")
        (row, _) = sent["reply_markup"]["inline_keyboard"]
        telegram.presses(ANA, telegram.shown[ANA][0], row[0]["callback_data"])
        await wait(telegram, "sendMessage", 2)
        await wait(telegram, "answerCallbackQuery", chat=None)
        await wait(telegram, "editMessageReplyMarkup")

    telegram = polling(gate, lock, script)
    assert gate.taken[1].button == f"{question.menu}:1"
    assert [(c["message_id"], "reply_markup" in c) for c in telegram.of("editMessageReplyMarkup")] == [
        (telegram.shown[ANA][0], False)
    ]


def test_forged_button_data_is_answered_and_goes_no_further(lock: Path) -> None:
    gate = FakeGate()

    async def script(telegram: FakeTelegram, address: str) -> None:
        forged = ("/restart", "a b:1", "menu:", "menu:../x", "é:1", "")
        for number, data in enumerate(forged, 3):
            telegram.presses(ANA, number, data)
        await wait(telegram, "answerCallbackQuery", len(forged), chat=None)

    polling(gate, lock, script)
    assert not gate.taken


def test_the_old_keyboard_dies_when_a_new_question_is_shown_and_stays_under_a_remark(lock: Path) -> None:
    def answer(said: Incoming) -> list[Reply]:
        return [Reply("de nada", "pt")] if said.text == "obrigado" else [menu(said.text, "Sim")]

    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.says(ANA, "primeira")
        telegram.says(ANA, "obrigado")
        await wait(telegram, "sendMessage", 2)
        assert not telegram.of("editMessageReplyMarkup")
        telegram.says(ANA, "segunda")
        (removed,) = await wait(telegram, "editMessageReplyMarkup")
        assert removed["message_id"] == telegram.shown[ANA][0]

    polling(FakeGate(answer), lock, script)


def test_of_two_menus_in_a_turn_only_the_last_has_buttons(lock: Path) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.says(ANA, "apaga tudo")
        await wait(telegram, "sendMessage", 2)

    gate = FakeGate(lambda said: [menu("Isto é seu", "Apagar"), menu("Apagar?", "Sim", "Não")])
    first, second = polling(gate, lock, script).of("sendMessage", ANA)
    assert "reply_markup" not in first and "reply_markup" in second


def test_hours_stand_side_by_side_and_sentences_one_below_the_other() -> None:
    def rows(*labels: str) -> list[int]:
        reply = menu("?", *labels)
        board = keyboard(reply, [_button(c) for c in reply.choices])
        return [len(row) for row in board.inline_keyboard]  # type: ignore[union-attr]

    assert rows("10:00", "10:30", "11:30", "12:00", "14:00") == [4, 1]
    assert rows("Renovar o cartão", "Perdi o cartão") == [1, 1]
    assert rows("10:00", "Outro dia ainda") == [1, 1]


def _button(choice: Choice) -> Any:
    from bot.channels.shape import Button

    return Button(f"m:{choice.key}", choice.label)


# What is sent


def test_the_location_button_is_shown_when_asked_for_and_removed_afterwards(lock: Path) -> None:
    place = Reply("Onde está?", "pt", asks="place", menu="m", attachments=[{"type": "request_location"}])
    gate = FakeGate(lambda said: [place] if said.text == "marcar" else [Reply("Perto de Braga", "pt")])

    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.says(ANA, "marcar")
        telegram.says(ANA, "braga")
        telegram.says(ANA, "obrigada")
        await wait(telegram, "sendMessage", 3)

    asked, then, later = polling(gate, lock, script).of("sendMessage", ANA)
    assert asked["reply_markup"]["keyboard"][0][0]["request_location"] is True
    assert then["reply_markup"] == {"remove_keyboard": True}
    assert "reply_markup" not in later


def test_venue_calendar_and_copy_follow_the_text() -> None:
    telegram = send(Reply("Marcado.", "pt", kind="confirmation", attachments=[
        {"type": "venue", "lat": 41.5, "lon": -8.4, "title": "Centro", "address": "Rua"},
        {"type": "ics", "name": "DEMO-4HTX-92.ics", "content": "BEGIN:VCALENDAR"},
        {"type": "export", "content": {"contact": {"language": "pt"}}},
        {"type": "call", "number": "112"},
    ]))  # fmt: skip
    methods = [c.method for c in telegram.calls if c.method != "getMe"]
    assert methods == ["sendMessage", "sendVenue", "sendDocument", "sendDocument"]
    calendar, copy = telegram.of("sendDocument")
    assert calendar["document"] == b"BEGIN:VCALENDAR"
    assert b'"language": "pt"' in copy["document"]


def test_a_venue_without_address_is_sent_under_its_name() -> None:
    venue = {"type": "venue", "lat": 1.0, "lon": 2, "title": "C", "address": ""}
    telegram = send(Reply("x", "pt", attachments=[venue]))
    assert telegram.of("sendVenue")[0]["address"] == "C"


def test_a_long_text_goes_in_pieces_and_the_buttons_under_the_last() -> None:
    reply = menu("Uma frase curta. " * 600, "Sim")
    telegram = send(reply)
    sent = telegram.of("sendMessage")
    assert len(sent) == 3
    assert ["reply_markup" in message for message in sent] == [False, False, True]
    assert " ".join(telegram.texts(ANA)) == reply.text.strip()


def test_texts_are_plain_without_parse_mode_or_preview() -> None:
    (sent,) = send(Reply("<b>*_x_* https://example.org", "pt")).of("sendMessage")
    assert sent["text"] == "<b>*_x_* https://example.org"
    assert "parse_mode" not in sent and sent["link_preview_options"] == {"is_disabled": True}


def test_typing_is_shown_before_the_answer(lock: Path) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.says(ANA, "Olá")
        await wait(telegram, "sendMessage")

    order = [c.method for c in polling(FakeGate(), lock, script).calls]
    assert order.index("sendChatAction") < order.index("sendMessage")


# Refusals


def test_a_flood_limit_is_obeyed_and_the_message_arrives(lock: Path) -> None:
    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.refuse("sendMessage", 429, "Too Many Requests", retry_after=1)
        telegram.says(ANA, "Olá")
        await wait(telegram, "sendMessage", 2)

    telegram = polling(FakeGate(), lock, script)
    first, second = (c.at for c in telegram.calls if c.method == "sendMessage")
    assert second - first >= 1


def test_a_flood_limit_on_the_second_piece_does_not_send_the_first_again() -> None:
    def prepare(telegram: FakeTelegram) -> None:
        telegram.hang("sendMessage", 0)
        telegram.refuse("sendMessage", 429, "Too Many Requests", retry_after=1)

    telegram = send(Reply("Uma frase curta. " * 300, "pt"), prepare)
    starts = [fields["text"][:30] for fields in telegram.of("sendMessage")]
    assert len(telegram.shown[ANA]) == 2 and len(starts) == 3


@pytest.mark.parametrize(
    ("status", "description", "error"),
    [(403, "Forbidden: bot was blocked by the user", Unreachable), (400, "Bad Request: chat not found", Unreachable),
     (400, "Bad Request: something", Refused), (502, "Bad Gateway", Unknown), (401, "Unauthorized", Refused)],
)  # fmt: skip
def test_a_refusal_says_whether_it_is_certain(status: int, description: str, error: type[Exception]) -> None:
    found = failure(lambda telegram: telegram.refuse("sendMessage", status, description))
    assert type(found) is error
    assert description not in str(found)


def test_a_flood_limit_tells_the_outbox_how_long_to_wait() -> None:
    found = failure(lambda telegram: telegram.refuse("sendMessage", 429, "Too Many Requests", retry_after=17))
    assert isinstance(found, RetryLater) and found.seconds == 17


def test_an_answer_that_does_not_come_is_an_unknown_outcome_and_no_connection_is_none() -> None:
    async def main(url: str) -> None:
        async with HTTPXRequest(read_timeout=0.3) as request:
            bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
            await TelegramSender(bot).send(str(ANA), Reply("Olá", "pt"))

    with FakeTelegram() as telegram:
        telegram.hang("sendMessage", 1)
        with pytest.raises(Unknown):
            asyncio.run(main(telegram.url))
    with pytest.raises(RetryLater):  # nobody listens there any more
        asyncio.run(main(telegram.url))


def test_a_person_who_blocks_is_unreachable_until_they_come_back(lock: Path) -> None:
    contact_for("telegram", str(ANA))

    async def script(telegram: FakeTelegram, address: str) -> None:
        for member in (False, True):
            await post(address, telegram.lets_in(ANA, member))
            since = await asyncio.to_thread(lambda: Contact.objects.get().unreachable_since)
            assert (since is None) is member

    webhook(FakeGate(), lock, script)


def test_a_person_who_has_blocked_us_meanwhile_is_unreachable(lock: Path) -> None:
    contact_for("telegram", str(ANA))

    async def script(telegram: FakeTelegram, address: str) -> None:
        telegram.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
        await post(address, telegram.says(ANA, "Olá"))
        await wait(telegram, "sendMessage")

    gate = FakeGate(lambda said: [Reply("a", "pt"), Reply("b", "pt")])
    telegram = webhook(gate, lock, script)
    assert telegram.texts(ANA) == ["a"], "nothing more is tried"
    assert Contact.objects.get().unreachable_since is not None
