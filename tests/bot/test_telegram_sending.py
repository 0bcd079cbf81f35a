"""What Farol sends by Telegram, and what it makes of a refusal."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from actions.appointments.contacts import contact_for
from actions.appointments.models import Contact
from actions.dialogue.reply import Reply
from bot.channels.sender import Refused, RetryLater, Unknown, Unreachable
from bot.channels.telegram_sender import TelegramSender
from tests.fakes.channel_server import FakeGate, menu
from tests.fakes.telegram_api import TOKEN, FakeTelegram
from tests.fakes.telegram_runs import ANA, failure, polling, post, send, soon, wait, webhook

pytestmark = pytest.mark.usefixtures("loopback")


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
        await post(address, telegram.lets_in(ANA, member=False))
        assert await soon(lambda: Contact.objects.get().unreachable_since is not None)
        await post(address, telegram.lets_in(ANA, member=True))
        assert await soon(lambda: Contact.objects.get().unreachable_since is None)

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
