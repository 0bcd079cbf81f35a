"""What people do in Telegram, and what the gate is given of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions.dialogue.reply import Reply
from bot.channels.incoming import Incoming
from bot.channels.shape import Button
from bot.channels.telegram_shape import keyboard
from bot.channels.telegram_updates import hint
from locales.catalogue import say
from tests.fakes.channel_server import FakeGate, menu
from tests.fakes.telegram_api import FakeTelegram
from tests.fakes.telegram_runs import ANA, heard, polling, read, wait

pytestmark = pytest.mark.usefixtures("loopback")


# What people send


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
        board = keyboard(reply, [Button(f"m:{c.key}", c.label) for c in reply.choices])
        return [len(row) for row in board.inline_keyboard]  # type: ignore[union-attr]

    assert rows("10:00", "10:30", "11:30", "12:00", "14:00") == [4, 1]
    assert rows("Renovar o cartão", "Perdi o cartão") == [1, 1]
    assert rows("10:00", "Outro dia ainda") == [1, 1]
