from __future__ import annotations

import asyncio
import json
import os
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.bot.servers import Installation, new_database
from tests.fakes.telegram_api import TOKEN, FakeTelegram

SENDERS, MESSAGES = 40, 4
SECRET = "a-secret_of-ours"
WEBHOOK = "/webhooks/telegram/webhook"
QUESTION = "como peço o NIF?"

Person = list[tuple[int, dict[str, Any]]]


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    """The provider that both servers write to."""
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, telegram: FakeTelegram) -> Iterator[Installation]:
    """A fresh database with everything in it, and no server yet."""
    postgres, redis = os.environ.get("FAROL_TEST_POSTGRES"), os.environ.get("FAROL_TEST_REDIS")
    if not postgres or not redis:
        pytest.skip("PostgreSQL or Redis is missing: FAROL_TEST_POSTGRES and FAROL_TEST_REDIS name them")
    more = {
        "FAROL_TELEGRAM_TOKEN": TOKEN,
        "FAROL_TELEGRAM_API": telegram.url,
        "FAROL_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "FAROL_PUBLIC_URL": "https://farol.example",
    }
    database = new_database(postgres, "farol_many_machines")
    made = Installation(database, redis, tmp_path_factory.mktemp("servers"), more)
    made.setup()
    yield made
    made.stop()


@pytest.fixture
def ports(installation: Installation) -> Iterator[list[int]]:
    """Two servers that have just been started."""
    yield installation.start(2)
    installation.stop()


async def post(client: httpx.AsyncClient, port: int, update: dict[str, Any]) -> bool:
    """Bring an update to a server as Telegram would; whether it was acknowledged."""
    address = f"http://127.0.0.1:{port}{WEBHOOK}"
    try:
        answer = await client.post(address, json=update, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def told(installation: Installation) -> dict[str, list[str]]:
    """Texts of the user turns in the conversation store, by the contact's address, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    query = """SELECT c.address, e.data FROM conversations.events e JOIN appointments_contact c
               ON c.public_id = e.sender_id WHERE e.type_name = 'user' ORDER BY e.id"""
    for address, data in installation.rows(query):
        found[address].append(json.loads(data)["text"])
    return found


def wait_until_done(installation: Installation, seconds: float) -> None:
    """Until every message received has come to its end; fails with what is left."""
    query = "SELECT state, count(*) FROM appointments_inboxmessage WHERE state <> 'done' GROUP BY state"
    end = time.monotonic() + seconds
    while installation.rows(query):
        assert time.monotonic() < end, f"{installation.rows(query)}\n{installation.log()}"
        time.sleep(0.5)


@pytest.mark.model
@pytest.mark.timeout(600)
def test_two_servers_lose_double_and_misplace_no_turn_and_one_killed_loses_nothing(
    installation: Installation, telegram: FakeTelegram, ports: list[int]
) -> None:
    """One test, for the servers take long to start: simultaneous, then in a row, then with a server killed."""
    _four_at_once_by_the_web(installation, ports)
    _four_in_a_row_on_alternating_servers(installation, telegram, ports)
    _one_server_killed_in_the_middle(installation, telegram, ports)


def _four_at_once_by_the_web(installation: Installation, ports: list[int]) -> None:
    async def sender(number: int) -> list[list[dict[str, Any]]]:
        base = f"http://127.0.0.1:{ports[number % 2]}/webhooks/web/"
        limits = httpx.Limits(max_connections=MESSAGES)
        async with httpx.AsyncClient(timeout=120, trust_env=False, limits=limits) as client:
            await client.get(base)
            cookie = {"Cookie": "; ".join(f"{k}={v}" for k, v in client.cookies.items())}

            async def say(turn: int) -> list[dict[str, Any]]:
                address = f"http://127.0.0.1:{ports[turn % 2]}/webhooks/web/messages"
                body = {"id": uuid.uuid4().hex, "text": f"{QUESTION} ({turn})"}
                answer = await client.post(address, json=body, headers=cookie)
                return list(answer.raise_for_status().json()["replies"])

            return list(await asyncio.gather(*(say(turn) for turn in range(MESSAGES))))

    async def everybody() -> list[list[list[dict[str, Any]]]]:
        return list(await asyncio.gather(*(sender(number) for number in range(SENDERS))))

    answered = asyncio.run(everybody())
    kinds = Counter(replies[0]["kind"] for person in answered for replies in person)
    assert kinds == {"answer": SENDERS * MESSAGES}
    wanted = sorted(f"{QUESTION} ({turn})" for turn in range(MESSAGES))
    conversations = told(installation)
    assert len(conversations) == SENDERS
    assert all(sorted(texts) == wanted for texts in conversations.values())


def _four_in_a_row_on_alternating_servers(installation: Installation, telegram: FakeTelegram, ports: list[int]) -> None:
    """Each message leaves when the one before is acknowledged, long before it is answered."""

    async def sender(client: httpx.AsyncClient, chat: int) -> None:
        for turn in range(MESSAGES):
            update = telegram.says(chat, f"{QUESTION} ({turn})")
            assert await post(client, ports[turn % 2], update)
            assert await post(client, ports[(turn + 1) % 2], update)  # and once more: providers repeat themselves

    async def everybody() -> None:
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            await asyncio.gather(*(sender(client, 1000 + number) for number in range(SENDERS)))

    asyncio.run(everybody())
    wait_until_done(installation, 120)
    wanted = [f"{QUESTION} ({turn})" for turn in range(MESSAGES)]
    conversations = told(installation)
    assert [conversations[str(1000 + number)] for number in range(SENDERS)] == [wanted] * SENDERS
    answers = [len(telegram.texts(1000 + number)) for number in range(SENDERS)]
    assert answers == [MESSAGES] * SENDERS


def _one_server_killed_in_the_middle(installation: Installation, telegram: FakeTelegram, ports: list[int]) -> None:
    """What either server acknowledged is answered, in order, although one of them dies with its hands full."""
    acknowledged: dict[int, list[str]] = defaultdict(list)

    async def sender(client: httpx.AsyncClient, chat: int) -> None:
        for turn in range(MESSAGES):
            text = f"{QUESTION} ({turn})"
            if await post(client, ports[(chat + turn) % 2], telegram.says(chat, text)):
                acknowledged[chat].append(text)

    async def kill_soon() -> None:
        done = "SELECT count(*) FROM appointments_inboxmessage WHERE state = 'done'"
        before = installation.rows(done)[0][0]
        while installation.rows(done)[0][0] < before + SENDERS // 2:
            await asyncio.sleep(0.01)
        installation.kill(ports[0])

    async def everybody() -> None:
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            people = (sender(client, 2000 + number) for number in range(SENDERS))
            await asyncio.gather(kill_soon(), *people)

    asyncio.run(everybody())
    left = dict(installation.rows("SELECT state, count(*) FROM appointments_inboxmessage GROUP BY state"))
    assert left.get("received", 0) + left.get("running", 0) > 0, "it died with nothing to do"
    wait_until_done(installation, 120)
    for chat, texts in acknowledged.items():
        answers = [t for t in telegram.texts(chat) if "NIF" in t]
        assert len(answers) >= len(texts), f"{chat}: {len(texts)} acknowledged, {len(answers)} answered"
    memories = installation.rows("""SELECT count(*) FROM appointments_contact c JOIN answers_conversation m
        ON m.contact_id = c.id WHERE c.channel = 'telegram' AND c.address LIKE '2%'""")
    assert memories == [(len(acknowledged),)]
    conversations = told(installation)
    for chat in acknowledged:
        kept = conversations[str(chat)]
        assert kept == sorted(kept) and len(set(kept)) == len(kept), f"{chat}: {kept}"
        assert set(kept) <= {f"{QUESTION} ({turn})" for turn in range(MESSAGES)}
