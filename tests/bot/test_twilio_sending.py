"""What Farol sends by SMS and WhatsApp, what that may cost, and what became of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from actions import clock
from actions.appointments import outbox
from actions.appointments.contacts import contact_for
from actions.appointments.models import Contact
from actions.appointments.optouts import is_opted_out
from actions.dialogue.reply import Reply
from bot.channels.sender import OptedOut, Refused, RetryLater, Unknown, Unreachable
from tests.fakes.channel_server import FakeGate, menu
from tests.fakes.twilio_api import ACCOUNT
from tests.fakes.twilio_runs import ANA, STATUS, Phone, run, send

pytestmark = pytest.mark.usefixtures("loopback")


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


def test_whatsapp_after_24_hours_carries_an_approved_template_with_its_places_filled() -> None:
    contact_for("whatsapp", ANA)
    reply = Reply("Lembrete", "pt", kind="reminder", template="HX" + "0" * 32, template_values=["24/11", "09:30"])
    with clock.frozen(clock.now() + timedelta(hours=25)):
        (sent,) = send(reply, channel="whatsapp").sent
    assert "Body" not in sent
    assert (sent["ContentSid"], json.loads(sent["ContentVariables"])) == ("HX" + "0" * 32, {"1": "24/11", "2": "09:30"})


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
    assert [m["To"] for m in twilio.sent if "xx" in m["Body"]] == [ANA, ANA, "+351960000000"]


def test_whoever_gets_no_more_today_is_told_once_in_their_language() -> None:
    gate = FakeGate(lambda incoming: [Reply("x" * 200, "es")])

    async def script(phone: Phone) -> None:
        for _ in range(4):
            await phone.writes("Hola")
        await phone.gets(2)

    texts = run(script, gate, sender_segments=2).texts(ANA)
    assert len(texts) == 2 and texts[1].startswith("Hoy ya no puedo enviar mas SMS.")


def test_nothing_is_said_while_sms_is_switched_off() -> None:
    async def script(phone: Phone) -> None:
        await phone.writes("Hola")

    assert run(script, FakeGate(lambda incoming: [Reply("x", "es")]), sms_off=True).texts(ANA) == []


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
