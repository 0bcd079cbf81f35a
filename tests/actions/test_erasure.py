from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from actions import clock
from actions.appointments import inbox, lifecycle, outbox, retention
from actions.appointments.booking import book
from actions.appointments.contacts import contact_for
from actions.appointments.erasure import erase, export
from actions.appointments.models import Appointment, BookedCell, Contact, ErasureReceipt, InboxMessage, TriageSheet
from actions.appointments.optouts import address_hash, is_opted_out, opt_out
from actions.appointments.reopening import LATEST

NUMBER = "+351900000001"
WORDS = "o meu marido"


@pytest.fixture
def known(visit: Appointment, person: Contact) -> Contact:
    """Somebody about whom every table knows something."""
    TriageSheet.objects.create(
        appointment=visit, words=f"{WORDS} tem o passaporte", access_needs="cadeira", deadline=date(2026, 12, 1)
    )
    opt_out(person)
    outbox.enqueue(person, "reminder_48h", "reminder_48h", {"reference": visit.reference}, visit)
    outbox.enqueue(person, "hello", "hello", {"text": WORDS})
    running = inbox.receive("sms", "SM1", person, {"text": f"apaga tudo {WORDS}", "from": NUMBER})
    assert running and inbox.claim(running)
    inbox.receive("sms", "SM2", person, {"text": f"mais uma coisa {WORDS}", "from": NUMBER})
    return person


def everything() -> str:
    """Every cell of every table of this app."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names() if name.startswith("appointments_")]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [str(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_export_shows_everything_that_is_kept(known: Contact, visit: Appointment) -> None:
    kept = export(known)
    text = json.dumps(kept, ensure_ascii=False)
    assert kept["contact"]["address"] == NUMBER
    assert kept["visits"][0]["reference"] == visit.reference
    assert kept["visits"][0]["sheet"]["deadline"] == "2026-12-01"
    assert [message["direction"] for message in kept["messages"]] == ["in", "in", "out", "out"]
    assert kept["opted_out"] is True
    assert WORDS in text and "cadeira" in text


def test_after_an_erasure_no_table_holds_the_number_the_words_or_the_way_back(known: Contact, database: Path) -> None:
    public_id = known.public_id
    assert NUMBER in everything() and WORDS in everything()
    code = erase(known)
    text = everything()
    for trace in (NUMBER, WORDS, "cadeira", public_id, "inbox:1", "2026-12-01"):
        assert trace not in text, trace
    assert re.fullmatch(r"E-\w{4}-\w{2}", code)
    assert ErasureReceipt.objects.get(code=code).counts == {"visits": 1, "messages_in": 2, "messages_out": 2}


def test_an_erasure_cancels_visits_to_come_and_frees_their_time(known: Contact, visit: Appointment) -> None:
    erase(known)
    visit.refresh_from_db()
    assert (visit.status, visit.contact) == ("cancelled_by_person", None)
    with clock.frozen(clock.now() + LATEST):
        lifecycle.expire_holds()
    assert BookedCell.objects.count() == 0
    assert Appointment.objects.get() == visit


def test_nothing_that_was_waiting_is_sent_or_run_after_an_erasure(known: Contact, monday: datetime) -> None:
    erase(known)
    with clock.frozen(monday + timedelta(days=2)):
        assert outbox.due() == []
        assert inbox.left_behind() == [] and inbox.given_up("sms") == []


def test_a_repetition_by_the_provider_after_the_erasure_is_still_a_repetition(known: Contact) -> None:
    erase(known)
    assert inbox.receive("sms", "SM1", contact_for("sms", NUMBER), {"text": "apaga tudo"}) is None


def test_the_opt_out_survives_the_erasure_and_names_nobody(known: Contact) -> None:
    erase(known)
    back = contact_for("sms", NUMBER)
    assert is_opted_out(back)
    assert not is_opted_out(contact_for("whatsapp", NUMBER))
    assert NUMBER not in address_hash("sms", NUMBER) and len(address_hash("sms", NUMBER)) == 64


def test_the_opt_out_hash_needs_the_secret(known: Contact, settings_secret: None) -> None:
    assert not is_opted_out(known)


@pytest.fixture
def settings_secret(known: Contact) -> object:
    """Another secret than the one the opt-out was made with."""
    from django.test import override_settings

    with override_settings(SECRET_KEY="another secret"):
        yield


def test_another_persons_rows_are_untouched(known: Contact, visit: Appointment) -> None:
    other = contact_for("sms", "+351900000002")
    starts = visit.starts + timedelta(hours=1)
    theirs = book(other, visit.centre, starts, 30, "migrant_support", "", "pt", "k2", triage={"words": "outra"})
    erase(known)
    theirs.refresh_from_db()
    assert (theirs.status, theirs.contact, theirs.triage.words) == ("booked", other, "outra")


def test_retention_forgets_each_kind_in_its_time(known: Contact, visit: Appointment, monday: datetime) -> None:
    assert set(retention.sweep().values()) == {0}
    with clock.frozen(monday + timedelta(days=2)):
        assert retention.sweep()["payloads"] == 2
        assert InboxMessage.objects.exclude(payload={}).count() == 0
    with clock.frozen(monday + timedelta(days=40)):
        swept = retention.sweep()
        assert (swept["inbox"], swept["sheets"], swept["contacts"]) == (2, 1, 0)
        assert WORDS not in TriageSheet.objects.get().words
        assert retention.sweep()["sheets"] == 0
    with clock.frozen(monday + timedelta(days=370)):
        assert retention.sweep()["contacts"] == 1
        assert NUMBER not in everything()
        assert Appointment.objects.count() == 1
    with clock.frozen(monday + timedelta(days=740)):
        retention.sweep()
        assert Appointment.objects.count() == 0
