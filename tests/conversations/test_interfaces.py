"""The machine interfaces say the same as the channels, and one script runs the same by `say`, Telegram and SMS."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Assistant

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
SCRIPT = [
    "olá, como tiro o NIF em Portugal?",
    "quero marcar um atendimento",
    "odivelas",
    "1",
    "1",
    "1",
    "sim",
    "os meus atendimentos",
]


def _messages(count: int) -> list[str]:
    rows = (ROOT / "tests/evaluation/questions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [row.split("\t")[3] for row in rows[:: max(1, len(rows) // count)]][:count]


def _run(*arguments: str, given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, cwd=ROOT, check=True, timeout=120)


def _farol(*arguments: str, given: str) -> list[str]:
    return _run(*arguments, given=given).stdout.splitlines()


def test_understand_and_say_find_the_same_in_300_messages(assistant: Assistant, now: str) -> None:
    texts = _messages(300)
    understood = [json.loads(line) for line in _farol("understand", given="\n".join(texts) + "\n")]
    assert len(understood) == len(texts)
    for number, (text, alone) in enumerate(zip(texts, understood, strict=True)):
        heard = assistant.person(f"same-{number}").says(text).understood
        for part in ("language", "intent", "concept", "decision", "urgent"):
            assert heard[part] == alone[part], (text, part)


def test_detect_gives_one_code_a_line_in_the_same_order(assistant: Assistant) -> None:
    given = [
        "quero renovar o meu cartão de residência",
        "12345",
        "मेरा कार्ड",
        "NIF kaise milega bhai",
        "як отримати картку",
        "",
    ]
    assert _farol("detect", given="\n".join(given) + "\n") == ["pt", "und", "hi", "hi", "uk", "und"]


@pytest.mark.parametrize("command", ["detect", "understand"])
def test_the_light_interfaces_never_import_rasa_or_tensorflow(assistant: Assistant, command: str) -> None:
    code = (
        "import io, sys; sys.stdin = io.StringIO('olá\\n'); from bot.__main__ import main; "
        f"main(['{command}']); print(sorted(m for m in ('rasa', 'tensorflow', 'django') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_say_writes_nothing_but_json_and_every_subcommand_has_help() -> None:
    done = _run("say", given='{"sender": "a", "text": "olá"}\nnot json\n{"sender": "a", "inspect": true}\n')
    assert done.stderr == "ready\n"  # no warnings of libraries
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert first["replies"][0]["language"] == "pt"
    assert "error" in second
    assert third["replies"] == []
    assert third["state"]["language"] == "pt"
    for command in ("run", "train", "chat", "doctor", "detect", "understand", "say"):
        assert "examples:" in "\n".join(_farol(command, "--help", given=""))


def test_one_script_by_say_and_by_telegram_reads_the_same(
    assistant: Assistant, now: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    by_say = assistant.person("parity", "telegram")
    expected = [_lines(by_say.says(text).replies) for text in SCRIPT]
    got = assistant.wait(_by_telegram(assistant.process.gate, tmp_path / "lock"))
    assert [_masked(turn) for turn in got] == [_masked(turn) for turn in expected]


async def _by_telegram(gate: Any, lock: Path) -> list[list[str]]:
    from bot.channels.telegram import TelegramChannel
    from bot.channels.telegram_settings import TelegramSettings
    from tests.fakes.channel_server import serve
    from tests.fakes.telegram_api import TOKEN, FakeTelegram

    turns: list[list[str]] = []
    with FakeTelegram() as telegram:
        settings = TelegramSettings(TOKEN, "", "", telegram.url)
        async with serve(TelegramChannel(settings, lock), gate):
            for text in SCRIPT:
                before = len(telegram.texts(7))
                telegram.says(7, text)
                for _ in range(400):
                    await asyncio.sleep(0.05)
                    if len(telegram.texts(7)) > before:
                        break
                await asyncio.sleep(0.3)  # a second message of the same turn
                turns.append(telegram.texts(7)[before:])
    return turns


def _lines(replies: list[dict[str, Any]]) -> list[str]:
    return [reply["text"] for reply in replies]


def _masked(turn: list[str]) -> list[str]:
    # References are random, and the first visit took a time of its own.
    import re

    return [re.sub(r"\d{1,2}:\d\d", "TIME", re.sub(r"DEMO-\w{4}-\w{5}", "REFERENCE", text)) for text in turn]


def test_no_subcommand_needs_an_account_or_a_token() -> None:
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("FAROL_TELEGRAM", "FAROL_TWILIO", "FAROL_SECRET"))}
    done = subprocess.run([sys.executable, "-m", "bot", "doctor"], capture_output=True, text=True, cwd=ROOT, env=bare)
    assert "Traceback" not in done.stdout + done.stderr
