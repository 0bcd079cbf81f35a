"""The Twilio channels: set up, messages by SMS and WhatsApp, STOP, through the real library on loopback."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from actions.appointments.models import Contact, OptOut
from actions.appointments.optouts import is_opted_out, opt_out
from actions.dialogue.reply import Reply
from bot.channels.bad_settings import BadSettings
from bot.channels.incoming import Incoming
from bot.channels.twilio_requests import genuine
from bot.channels.twilio_settings import twilio_settings
from tests.fakes.channel_server import FakeGate
from tests.fakes.twilio_api import ACCOUNT, AUTH_TOKEN, FakeTwilio
from tests.fakes.twilio_runs import ANA, ENVIRONMENT, STATUS, WEBHOOK, Phone, run

pytestmark = pytest.mark.usefixtures("loopback")


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
