"""The contracts of the providers' APIs, compared with the providers' published descriptions where those are at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.contract import TelegramContract, contract

SPECS = Path(__file__).resolve().parents[2].parent / "shared" / "specs"
TELEGRAM = contract("telegram")
TWILIO = contract("twilio")
_LENGTH = re.compile(r"\b(\d+)-(\d+) (characters|bytes)\b")


def published(name: str) -> dict[str, Any]:
    file = SPECS / name
    if not file.exists():
        pytest.skip(f"the published description {name} is not at hand")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def fields_of(entry: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f["name"]: f for f in entry.get("fields", [])}


def differences(where: str, ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    found = [f"{where}.{name}: not published" for name in ours if name not in theirs]
    found += [f"{where}.{name}: required and missing" for name, f in theirs.items()
              if f["required"] and name not in ours]  # fmt: skip
    for name in ours.keys() & theirs.keys():
        mine, real = ours[name], theirs[name]
        if not set(mine["types"]) <= set(real["types"]):
            found.append(f"{where}.{name}: types {mine['types']}, published {real['types']}")
        if bool(mine.get("required")) != real["required"]:
            found.append(f"{where}.{name}: required is {real['required']}")
        length = _LENGTH.search(real["description"])
        if length:
            unit = "length" if length[3] == "characters" else "bytes"
            if mine.get(unit) != [int(length[1]), int(length[2])]:
                found.append(f"{where}.{name}: {mine.get(unit)}, published {length[0]}")
    return found


# What is at hand everywhere: the contracts catch what they are for.


@pytest.mark.parametrize(
    ("method", "form", "problem"),
    [
        ("sendPhoto", {}, "not in the contract"),
        ("sendMessage", {"chat_id": "7", "text": "x", "parse_mode": "HTML"}, "parse_mode: not in the contract"),
        ("sendMessage", {"chat_id": "7"}, "text: missing"),
        ("sendMessage", {"chat_id": "7", "text": "x" * 4097}, "4097 length"),
        ("sendMessage", {"chat_id": "7", "text": "\U0001f600" * 2049}, "4098 length"),
        ("sendMessage", {"chat_id": "7", "text": ""}, "0 length"),
        ("editMessageReplyMarkup", {"chat_id": "7", "message_id": "first"}, "is not Integer"),
        ("sendMessage", {"chat_id": "7", "text": "x", "reply_markup": '{"inline_keyboard": [[{"text": "a", '
                         '"callback_data": "' + "é" * 33 + '"}]]}'}, "66 bytes"),
        ("sendMessage", {"chat_id": "7", "text": "x", "reply_markup": '{"inline_keyboard": [{"text": "a"}]}'},
         "is not Array of"),
        ("sendVenue", {"chat_id": "7", "latitude": "north", "longitude": "1", "title": "a", "address": "b"},
         "latitude"),
        ("sendChatAction", {"chat_id": "7", "action": "dancing"}, "not one of"),
        ("setMyCommands", {"commands": '[{"command": "Start", "description": "x"}]'}, "not like"),
        ("setMyCommands", {"commands": "[]", "language_code": "kea"}, "not like"),
    ],
)  # fmt: skip
def test_a_call_that_breaks_the_telegram_contract_is_found(method: str, form: dict[str, str], problem: str) -> None:
    found = TelegramContract().problems(method, form)
    assert any(problem in text for text in found), found


@pytest.mark.parametrize("text", ["10", "true", "1.5", '{"a": 1}', "Olá"])
def test_a_text_that_looks_like_json_is_a_text(text: str) -> None:
    assert TelegramContract().problems("sendMessage", {"chat_id": "7", "text": text}) == []


# With the published descriptions.


def test_the_telegram_contract_is_of_the_published_version() -> None:
    assert published("telegram_bot_api.json")["version"] == TELEGRAM["origin"]


@pytest.mark.parametrize("method", TELEGRAM["methods"])
def test_every_telegram_method_is_as_published(method: str) -> None:
    methods = published("telegram_bot_api.json")["methods"]
    assert method in methods
    assert set(TELEGRAM["methods"][method]["returns"]) == set(methods[method]["returns"])
    assert not differences(method, TELEGRAM["methods"][method]["fields"], fields_of(methods[method]))


@pytest.mark.parametrize("name", TELEGRAM["types"])
def test_every_telegram_type_is_as_published(name: str) -> None:
    types = published("telegram_bot_api.json")["types"]
    assert name in types
    assert not differences(name, TELEGRAM["types"][name], fields_of(types[name]))


@pytest.mark.parametrize("name", TELEGRAM["reads"])
def test_every_field_that_we_read_of_an_update_is_published(name: str) -> None:
    known = fields_of(published("telegram_bot_api.json")["types"][name])
    assert not [field for field in TELEGRAM["reads"][name] if field not in known]


@pytest.mark.parametrize("path", TWILIO["paths"])
def test_every_twilio_call_is_as_published(path: str) -> None:
    ours = TWILIO["paths"][path]
    description = published("twilio_api_v2010.json")
    call = description["paths"][path][ours["method"]]
    form = call["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert str(ours["status"]) in call["responses"]
    assert {name for name, f in ours["fields"].items() if f.get("required")} == set(form["required"])
    for name, field in ours["fields"].items():
        assert name in form["properties"], name
        assert field["type"] == form["properties"][name]["type"], name
    longest = ours["fields"]["Body"]["length"][1]
    assert f"up to {longest:,} characters" in form["properties"]["Body"]["description"]
    answer = description["components"]["schemas"]["api.v2010.account.message"]["properties"]
    assert not [name for name in ours["answer"] if name not in answer]


def test_every_status_that_counts_is_published() -> None:
    known = published("twilio_api_v2010.json")["components"]["schemas"]["message_enum_status"]["enum"]
    assert not [status for status in TWILIO["statuses"] if status not in known]


def test_every_status_of_the_outbox_is_in_the_contract() -> None:
    from bot.setup_django import setup_django

    setup_django()
    from actions.appointments.outbox import DELIVERY_RANKS

    assert set(DELIVERY_RANKS) == set(TWILIO["statuses"])


def test_the_account_of_the_contract_is_as_published() -> None:
    path = next(iter(TWILIO["paths"]))
    (account,) = published("twilio_api_v2010.json")["paths"][path]["post"]["parameters"]
    assert account["schema"]["pattern"] == f"^{TWILIO['account']}$"
