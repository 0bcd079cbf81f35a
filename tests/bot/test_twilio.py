"""The Twilio channels, SMS and WhatsApp, driven through the real twilio library against a fake API on loopback."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.cache import cache

from actions import clock
from actions.appointments import outbox
from actions.appointments.contacts import contact_for
from actions.appointments.models import Contact, OptOut
from actions.appointments.optouts import is_opted_out, opt_out
from actions.dialogue.reply import Reply
from bot.channels.bad_settings import BadSettings
from bot.channels.incoming import Incoming
from bot.channels.sender import OptedOut, Refused, RetryLater, Unknown, Unreachable
from bot.channels.senders import open_sender
from bot.channels.twilio import TwilioChannel
from bot.channels.twilio_requests import genuine
from bot.channels.twilio_settings import TwilioSettings, twilio_settings
from tests.fakes.channel_server import FakeGate, fresh_database, menu, serve
from tests.fakes.twilio_api import ACCOUNT, AUTH_TOKEN, FakeTwilio

ANA = "+351912345678"
PUBLIC = "https://farol.example"
WEBHOOK, STATUS = f"{PUBLIC}/webhooks/twilio/webhook", f"{PUBLIC}/webhooks/twilio/status"
ENVIRONMENT = {
    "FAROL_TWILIO_ACCOUNT_SID": ACCOUNT,
    "FAROL_TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "FAROL_TWILIO_NUMBER": "+351900000002",
    "FAROL_TWILIO_WHATSAPP_NUMBER": "whatsapp:+351900000003",
    "FAROL_PUBLIC_URL": PUBLIC,
}


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    cache.clear()
    with fresh_database(tmp_path):
        yield


class Phone:
    """Calls the channel as Twilio does, signed, and waits for what is sent."""

    def __init__(self, twilio: FakeTwilio, address: str) -> None:
        self.twilio = twilio
        self.address = address

    async def writes(self, body: str = "", sender: str = ANA, **more: str) -> httpx.Response:
        return await self.posts(self.twilio.message(sender, body, **more))

    async def posts(self, fields: dict[str, str], url: str = WEBHOOK, **headers: str) -> httpx.Response:
        body, signed = self.twilio.signed(url, fields)
        return await self.raw(body, url, {**signed, **headers})

    async def raw(self, body: bytes, url: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.post(url.replace(PUBLIC, self.address), content=body, headers=headers)

    async def gets(self, count: int) -> list[dict[str, Any]]:
        return await asyncio.to_thread(self.twilio.wait, count)


def settings_for(twilio: FakeTwilio, **changes: Any) -> TwilioSettings:
    settings = twilio_settings({**ENVIRONMENT, "FAROL_TWILIO_API": twilio.url})
    assert settings
    return replace(settings, **changes)


def run(script: Callable[[Phone], Awaitable[None]], gate: FakeGate | None = None, **changes: Any) -> FakeTwilio:
    """Run `script` against the channel; the fake is checked at the end."""

    @asynccontextmanager
    async def phone(twilio: FakeTwilio) -> Any:
        async with serve(TwilioChannel(settings_for(twilio, **changes)), gate or FakeGate()) as address:
            yield Phone(twilio, address)

    async def main() -> FakeTwilio:
        with FakeTwilio() as twilio:
            async with phone(twilio) as somebody:
                await script(somebody)
        return twilio

    return asyncio.run(main())


def send(
    *replies: Reply, channel: str = "sms", prepare: Callable[[FakeTwilio], None] = lambda twilio: None, **more: str
) -> FakeTwilio:
    """Send replies as the outbox would; what a reply raises is raised."""

    async def main() -> FakeTwilio:
        with FakeTwilio() as twilio:
            prepare(twilio)
            async with open_sender(channel, {**ENVIRONMENT, "FAROL_TWILIO_API": twilio.url, **more}) as sender:
                for reply in replies:
                    assert (await sender.send(ANA, reply)).startswith("SM")
        return twilio

    return asyncio.run(main())


# Setting up


def test_without_a_token_there_is_no_channel() -> None:
    assert twilio_settings({}) is None


def test_a_sender_that_cannot_receive_replies_is_refused_with_one_sentence() -> None:
    with pytest.raises(BadSettings, match="FAROL_TWILIO_NUMBER cannot receive replies"):
        twilio_settings({**ENVIRONMENT, "FAROL_TWILIO_NUMBER": "FAROL"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("FAROL_TWILIO_ACCOUNT_SID", "AC1"), ("FAROL_PUBLIC_URL", "http://farol.example"), ("FAROL_PUBLIC_URL", ""),
     ("FAROL_TWILIO_WHATSAPP_NUMBER", "whatsapp:farol"), ("FAROL_SMS_COUNTRIES", "PT"), ("FAROL_SMS_COUNTRIES", ","),
     ("FAROL_SMS_DAILY_SEGMENTS", "many"), ("FAROL_SMS_SEGMENTS_PER_SENDER", "-1")],
)  # fmt: skip
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name) as caught:
        twilio_settings({**ENVIRONMENT, name: value})
    assert AUTH_TOKEN not in str(caught.value)


def test_at_least_one_number_is_needed() -> None:
    with pytest.raises(BadSettings, match="FAROL_TWILIO_NUMBER"):
        twilio_settings({**ENVIRONMENT, "FAROL_TWILIO_NUMBER": "", "FAROL_TWILIO_WHATSAPP_NUMBER": ""})


def test_the_token_is_not_in_what_settings_print() -> None:
    assert AUTH_TOKEN not in repr(twilio_settings(ENVIRONMENT))


# Receiving


def test_a_text_message_is_acknowledged_empty_and_answered_through_the_api() -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        answer = await phone.writes("Olá")
        assert answer.status_code == 200
        assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
        assert answer.headers["content-type"].startswith("text/xml")
        await phone.gets(1)

    (message,) = run(script, gate).sent
    assert message["Body"] == "heard Olá"[:6] + "Ola", "folded into GSM-7: á is not in it"
    assert (message["From"], message["To"]) == ("+351900000002", ANA)
    assert message["StatusCallback"] == STATUS
    assert gate.taken == [Incoming("sms", ANA, f"SM{1:032x}", "Olá")]


def test_a_genuine_message_with_empty_fields_is_taken() -> None:
    fields = FakeTwilio.message(_numbers(), ANA, "Olá", FromCity="", FromZip="")
    body, headers = FakeTwilio.signed(WEBHOOK, fields)
    assert genuine(body, WEBHOOK, headers["X-Twilio-Signature"], AUTH_TOKEN) == fields
    assert genuine(body.replace(b"FromZip=", b""), WEBHOOK, headers["X-Twilio-Signature"], AUTH_TOKEN) is None


def _numbers() -> Any:
    import itertools

    class Numbered:
        _ids = itertools.count(1)

    return Numbered()


@pytest.mark.parametrize("path", [WEBHOOK, STATUS])
def test_a_call_that_twilio_did_not_sign_is_refused(path: str) -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        fields = phone.twilio.message(ANA, "Olá")
        body, headers = phone.twilio.signed(path, fields, token="another token")
        right, signed = phone.twilio.signed(path, fields)
        assert (await phone.raw(body, path, headers)).status_code == 403
        assert (await phone.raw(body, path, {})).status_code == 403
        assert (await phone.raw(right + b"&Body=changed&x=1", path, signed)).status_code == 403
        assert (await phone.raw(b"\xff\xfe=1", path, signed)).status_code == 403
        assert (await phone.raw(b"&".join(b"f%d=" % n for n in range(500)), path, signed)).status_code == 403

    run(script, gate)
    assert not gate.taken


def test_the_signature_is_over_the_public_address_with_its_query() -> None:
    async def script(phone: Phone) -> None:
        assert (await phone.posts(phone.twilio.message(ANA, "Olá"), WEBHOOK + "?a=1&b=")).status_code == 200
        await phone.gets(1)

    run(script)


def test_a_body_over_64_kb_is_refused() -> None:
    async def script(phone: Phone) -> None:
        assert (await phone.writes("x" * 66_000)).status_code == 413

    run(script)


def test_a_message_that_comes_twice_is_answered_once() -> None:
    async def script(phone: Phone) -> None:
        fields = phone.twilio.message(ANA, "Olá")
        for _ in range(2):
            assert (await phone.posts(fields)).status_code == 200
        await phone.writes("fim")
        await phone.gets(2)

    assert run(script).texts(ANA) == ["heard Ola", "heard fim"]


def test_messages_of_one_person_are_answered_in_order_also_when_sending_is_slow() -> None:
    gate = FakeGate(lambda i: [Reply(f"{i.text} a", "pt"), Reply(f"{i.text} b", "pt")])

    async def script(phone: Phone) -> None:
        phone.twilio.hang(0.4)
        await phone.writes("1")
        await phone.writes("2")
        await phone.gets(4)

    assert run(script, gate).texts(ANA) == ["1 a", "1 b", "2 a", "2 b"]


def test_a_number_of_another_country_gets_no_answer_by_sms_and_one_by_whatsapp() -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        assert (await phone.writes("Olá", "+881612345678")).status_code == 200
        assert (await phone.writes("Olá", "VODAFONE")).status_code == 200
        await phone.writes("Olá", "whatsapp:+9779812345678")

    run(script, gate)
    assert [(i.channel, i.address) for i in gate.taken] == [("whatsapp", "+9779812345678")]
    assert not Contact.objects.exists()


def test_a_whatsapp_message_keeps_no_name_and_the_bare_number() -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        await phone.writes("Olá", f"whatsapp:{ANA}", ProfileName="Ana Maria", WaId="351912345678")

    run(script, gate)
    assert gate.taken == [Incoming("whatsapp", ANA, f"SM{1:032x}", "Olá")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({"NumMedia": "1", "MediaContentType0": "audio/ogg"}, {"media": "voice"}),
     ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, {"media": "photo"}),
     ({"NumMedia": "1", "MediaContentType0": "application/pdf"}, {"media": "document"}),
     ({"NumMedia": "1", "MediaContentType0": "text/vcard"}, {"media": "sticker"}),
     ({"Latitude": "38.79", "Longitude": "-9.18"}, {"location": (38.79, -9.18)}),
     ({"Latitude": "north", "Longitude": "-9.18"}, {}),
     ({"Latitude": "NaN", "Longitude": "1"}, {}),
     ({"ButtonPayload": "a1b2:3"}, {"button": "a1b2:3"}),
     ({"ButtonPayload": "/restart"}, {})],
)  # fmt: skip
def test_media_positions_and_buttons_are_read(fields: dict[str, str], expected: dict[str, Any]) -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        await phone.writes("", f"whatsapp:{ANA}", **fields)

    run(script, gate)
    assert gate.taken == [Incoming("whatsapp", ANA, f"SM{1:032x}", **expected)]


def test_the_words_beside_a_picture_are_the_message() -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        await phone.writes("que diz?", f"whatsapp:{ANA}", NumMedia="1", MediaContentType0="image/png")

    run(script, gate)
    assert (gate.taken[0].text, gate.taken[0].media) == ("que diz?", "")


def test_a_message_that_cannot_be_kept_gets_the_apology(caplog: pytest.LogCaptureFixture) -> None:
    async def script(phone: Phone) -> None:
        assert (await phone.writes("as minhas palavras")).status_code == 200
        await phone.gets(1)

    with caplog.at_level(logging.INFO):
        assert run(script, FakeGate(broken=True)).texts(ANA) == ["something failed"]
    assert "palavras" not in caplog.text


def test_no_text_number_or_token_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def script(phone: Phone) -> None:
        await phone.writes("sou a Ana", "+881612345678")
        await phone.writes("sou a Ana", ProfileName="Ana")
        await phone.gets(1)
        phone.twilio.refuse(400, 21211)
        await phone.writes("sou a Ana outra vez")

    with caplog.at_level(logging.INFO):
        run(script)
    for private in ("Ana", ANA, "881612345678", AUTH_TOKEN, ACCOUNT):
        assert private not in caplog.text


# STOP, START, HELP


@pytest.mark.parametrize("word", ["STOP", "stop ", "StopAll", "UNSUBSCRIBE"])
def test_stop_by_sms_opts_out_and_we_add_no_reply(word: str) -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        await phone.writes(word)

    assert not run(script, gate).sent and not gate.taken
    assert is_opted_out(Contact(channel="sms", address=ANA))


@pytest.mark.parametrize("word", ["START", "unstop"])
def test_start_by_sms_opts_in_again(word: str) -> None:
    opt_out(Contact(channel="sms", address=ANA))

    async def script(phone: Phone) -> None:
        await phone.writes(word)

    assert not run(script).sent
    assert not OptOut.objects.exists()


def test_help_by_sms_is_answered_by_the_carrier_alone() -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        await phone.writes("HELP")
        await phone.writes("help me please")
        await phone.gets(1)

    run(script, gate)
    assert [i.text for i in gate.taken] == ["help me please"]


@pytest.mark.parametrize("sender", [ANA, f"whatsapp:{ANA}"])
def test_what_twilio_says_it_has_handled_is_handled(sender: str) -> None:
    gate = FakeGate()
    channel = "whatsapp" if ":" in sender else "sms"

    async def script(phone: Phone) -> None:
        await phone.writes("ARRET", sender, OptOutType="STOP")

    assert not run(script, gate).sent and not gate.taken
    assert is_opted_out(Contact(channel=channel, address=ANA))


@pytest.mark.parametrize(("sender", "word"), [(f"whatsapp:{ANA}", "STOP"), (ANA, "CANCEL"), (ANA, "YES"), (ANA, "END")])
def test_stop_by_whatsapp_and_words_with_another_meaning_go_to_the_dialogue(sender: str, word: str) -> None:
    gate = FakeGate()

    async def script(phone: Phone) -> None:
        await phone.writes(word, sender)

    run(script, gate)
    assert [i.text for i in gate.taken] == [word]
    assert not OptOut.objects.exists()


def test_an_opt_out_that_only_the_carrier_knew_is_kept_and_ends_the_sending() -> None:
    gate = FakeGate(lambda incoming: [Reply("a", "pt"), Reply("b", "pt")])

    async def script(phone: Phone) -> None:
        phone.twilio.refuse(400, 21610)
        await phone.writes("CANCEL")
        for _ in range(100):
            if await asyncio.to_thread(OptOut.objects.exists):
                return
            await asyncio.sleep(0.02)

    assert not run(script, gate).sent
    assert is_opted_out(Contact(channel="sms", address=ANA))


# Sending


def test_choices_are_numbered_and_the_sms_form_is_used() -> None:
    full = menu("Qual?", "Renovar", "Perdi o cartão")
    short = Reply("A resposta longa", "pt", sms="A curta. 1 Mais 2 Marcar")
    assert send(full, short).texts(ANA) == ["Qual?\n1 Renovar\n2 Perdi o cartao", "A curta. 1 Mais 2 Marcar"]


def test_another_script_is_never_folded() -> None:
    assert send(Reply("नमस्ते – आप", "hi")).texts(ANA) == ["नमस्ते – आप"]


def test_a_text_over_1600_characters_goes_in_pieces() -> None:
    contact_for("whatsapp", ANA)
    text = "Uma frase curta. " * 150
    twilio = send(Reply(text, "pt"), channel="whatsapp")
    parts = twilio.texts(f"whatsapp:{ANA}")
    assert len(parts) == 2 and " ".join(parts) == text.strip()


def test_a_place_by_whatsapp_is_a_pin() -> None:
    contact_for("whatsapp", ANA)
    venue = {"type": "venue", "lat": 41.5, "lon": -8.4, "title": "Centro", "address": "Rua"}
    _, pin = send(Reply("Marcado.", "pt", attachments=[venue]), channel="whatsapp").sent
    assert pin["PersistentAction"] == ["geo:41.5,-8.4|Centro"]


def test_whatsapp_after_24_hours_is_refused_for_want_of_a_template() -> None:
    contact_for("whatsapp", ANA)
    with clock.frozen(clock.now() + timedelta(hours=24, minutes=1)), pytest.raises(Refused, match="template"):
        send(Reply("Lembrete", "pt", kind="reminder"), channel="whatsapp")
    with clock.frozen(clock.now() + timedelta(hours=23)):
        send(Reply("Lembrete", "pt", kind="reminder"), channel="whatsapp")


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_a_channel_that_is_not_set_up_refuses(channel: str) -> None:
    with pytest.raises(Refused, match=channel):
        send(Reply("x", "pt"), channel=channel)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [(400, 21610, OptedOut), (400, 21614, Unreachable), (400, 30005, Unreachable), (400, 21606, Refused),
     (400, 63016, Refused), (429, 20429, RetryLater), (500, 20500, Unknown), (503, 20503, Unknown)],
)  # fmt: skip
def test_a_refusal_says_whether_it_is_certain(status: int, code: int, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        send(Reply("x", "pt"), prepare=lambda twilio: twilio.refuse(status, code))
    assert ANA not in str(caught.value)


def test_an_answer_that_does_not_come_is_an_unknown_outcome_and_no_connection_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.twilio_sender.TIMEOUT", 0.3)
    with pytest.raises(Unknown):
        send(Reply("x", "pt"), prepare=lambda twilio: twilio.hang(1))
    with pytest.raises(RetryLater):
        send(Reply("x", "pt"), prepare=lambda twilio: twilio._server.close())


# What it may cost


def test_one_person_gets_so_many_segments_a_day_and_others_still_theirs() -> None:
    gate = FakeGate(lambda incoming: [Reply("x" * 200, "pt")])  # two segments

    async def script(phone: Phone) -> None:
        for _ in range(3):
            await phone.writes("Olá")
        await phone.writes("Olá", "+351960000000")
        await phone.gets(3)

    twilio = run(script, gate, sender_segments=4)
    assert [m["To"] for m in twilio.sent] == [ANA, ANA, "+351960000000"]


def test_a_new_day_has_its_own_segments() -> None:
    bound = {"FAROL_SMS_SEGMENTS_PER_SENDER": "1"}
    send(Reply("x", "pt"), **bound)
    with pytest.raises(Refused, match="this sender"):
        send(Reply("x", "pt"), **bound)
    with clock.frozen(clock.now() + timedelta(days=1)):
        send(Reply("x", "pt"), **bound)


def test_a_day_has_so_many_segments_in_all_and_a_refused_one_is_not_counted() -> None:
    bound = {"FAROL_SMS_DAILY_SEGMENTS": "3"}
    send(Reply("x" * 200, "pt"), **bound)
    with pytest.raises(Refused, match="used up"):
        send(Reply("x" * 200, "pt"), **bound)
    send(Reply("x", "pt"), **bound)


@pytest.mark.parametrize("kind", ["urgent", "confirmation", "reminder"])
def test_danger_and_appointments_always_go(kind: str) -> None:
    bound = {"FAROL_SMS_OFF": "1", "FAROL_SMS_DAILY_SEGMENTS": "0", "FAROL_SMS_SEGMENTS_PER_SENDER": "0"}
    assert send(Reply("x", "pt", kind=kind), **bound).texts(ANA) == ["x"]


def test_danger_goes_also_when_the_counting_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.twilio_budget.cache", None)
    assert send(Reply("x", "pt", kind="urgent")).texts(ANA) == ["x"]


@pytest.mark.parametrize("kind", ["answer", "offer", "question", "other", "apology"])
def test_the_switch_stops_everything_else(kind: str) -> None:
    with pytest.raises(Refused, match="switched off"):
        send(Reply("x", "pt", kind=kind), FAROL_SMS_OFF="1")


# Delivery reports


def report(**fields: str) -> None:
    async def script(phone: Phone) -> None:
        whole = {"MessageSid": "SM7", "AccountSid": ACCOUNT, "To": ANA, "From": "", "ErrorCode": "", **fields}
        assert (await phone.posts(whole, STATUS)).status_code == 200

    run(script)


def test_a_delivery_report_reaches_the_outbox() -> None:
    row = outbox.enqueue(contact_for("sms", ANA), "hello", "t", {})
    outbox.due()
    outbox.sent(row, "SM7")
    report(MessageStatus="delivered")
    row.refresh_from_db()
    assert row.delivery == outbox.DELIVERY_RANKS["delivered"]


def test_an_opt_out_in_a_report_is_kept() -> None:
    report(MessageStatus="failed", ErrorCode="21610")
    assert is_opted_out(Contact(channel="sms", address=ANA))


@pytest.mark.parametrize("code", ["30003", "30004", "30005", "30006"])
def test_a_dead_number_is_unreachable_until_something_arrives(code: str) -> None:
    contact_for("sms", ANA)
    report(MessageStatus="undelivered", ErrorCode=code)
    assert Contact.objects.get().unreachable_since is not None
    report(MessageStatus="delivered")
    assert Contact.objects.get().unreachable_since is None
