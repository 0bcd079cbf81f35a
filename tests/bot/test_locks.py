from __future__ import annotations

import asyncio
import os
import secrets
from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from rasa.utils.endpoints import EndpointConfig

from bot import locks
from bot.locks import AtomicRedisLockStore

SERVERS, CONVERSATIONS, MESSAGES = 3, 40, 4

Script = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture
def redis() -> str:
    """The address of a Redis that tests may use."""
    url = os.environ.get("FAROL_TEST_REDIS")
    if not url:
        pytest.skip("Redis is missing: FAROL_TEST_REDIS names none")
    return url


def run(script: Script, url: str, servers: int = SERVERS) -> Any:
    """Run `script` with the stores of so many servers."""

    async def main() -> Any:
        return await script(*(AtomicRedisLockStore(EndpointConfig(url=url)) for _ in range(servers)))

    return asyncio.run(main())


def new() -> str:
    """A conversation nobody has had."""
    return secrets.token_hex(8)


def test_turns_of_a_conversation_never_overlap_and_keep_the_order_of_their_places(redis: str) -> None:
    names = [new() for _ in range(CONVERSATIONS)]
    inside: dict[str, int] = defaultdict(int)
    order: dict[str, list[int]] = defaultdict(list)

    async def take(name: str, number: int, place: locks.Place) -> None:
        async with place:
            inside[name] += 1
            assert inside[name] == 1, "two turns at once"
            order[name].append(number)
            await asyncio.sleep(0.002)
            inside[name] -= 1

    async def script(*stores: AtomicRedisLockStore) -> None:
        turns = []
        for number in range(MESSAGES * SERVERS):
            store = stores[number % SERVERS]
            places = await asyncio.gather(*(store.place(name) for name in names))
            turns += [
                asyncio.create_task(take(*each)) for each in zip(names, [number] * len(names), places, strict=True)
            ]
        await asyncio.gather(*turns)

    run(script, redis)
    assert all(order[name] == list(range(MESSAGES * SERVERS)) for name in names)


def test_the_place_of_a_server_that_died_is_given_up_after_its_lease(
    redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LEASE", 0.4)
    monkeypatch.setattr(locks, "RENEW", 0.1)

    async def script(dead: AtomicRedisLockStore, other: AtomicRedisLockStore) -> float:
        name = new()
        held = await dead.place(name)
        monkeypatch.setattr(dead, "_renew", _nothing)  # as if the process had ended
        started = asyncio.get_running_loop().time()
        async with await other.place(name):
            assert held is not None
        return asyncio.get_running_loop().time() - started

    assert 0.2 < run(script, redis, 2) < 2


def test_a_turn_that_lasts_longer_than_the_lease_keeps_its_place(redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LEASE", 0.3)
    monkeypatch.setattr(locks, "RENEW", 0.05)
    seen = []

    async def script(first: AtomicRedisLockStore, second: AtomicRedisLockStore) -> None:
        name = new()

        async def follow() -> None:
            async with await second.place(name):
                seen.append("second")

        async with await first.place(name):
            following = asyncio.create_task(follow())
            await asyncio.sleep(1)
            seen.append("first")
        await following

    run(script, redis, 2)
    assert seen == ["first", "second"]


def test_a_place_nobody_enters_does_not_stop_the_others_for_good(redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LEASE", 0.3)
    monkeypatch.setattr(locks, "RENEW", 0.05)

    async def script(store: AtomicRedisLockStore) -> None:
        name = new()
        await store.place(name)  # its message was cancelled: the place is let go
        await asyncio.wait_for(_enter(store, name), 3)

    run(script, redis, 1)


async def _nothing() -> None:
    """A server that died renews no place."""


async def _enter(store: AtomicRedisLockStore, name: str) -> None:
    async with store.lock(name):
        return


def test_rasa_takes_the_lock_of_the_turn_it_runs_in(redis: str) -> None:
    async def script(store: AtomicRedisLockStore, other: AtomicRedisLockStore) -> None:
        name = new()
        async with await store.place(name), store.lock(name):
            waiting = asyncio.create_task(_enter(other, name))
            await asyncio.sleep(0.1)
            assert not waiting.done()  # the lock taken inside gave nothing away
        await asyncio.wait_for(waiting, 2)

    run(script, redis, 2)


def test_queues_are_kept_when_redis_forgets_everything(redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "RENEW", 0.1)
    order = []

    async def script(first: AtomicRedisLockStore, second: AtomicRedisLockStore) -> None:
        name = new()

        async def take(number: int, place: locks.Place) -> None:
            async with place:
                order.append(number)
                await asyncio.sleep(0.5)

        turns = [
            asyncio.create_task(take(number, await store.place(name)))
            for number, store in enumerate((first, second, first))
        ]
        await asyncio.sleep(0.1)
        assert first._redis
        await first._redis.delete(f"farol:turn:{{{name}}}:queue", f"farol:turn:{{{name}}}:leases")
        await asyncio.sleep(0.3)
        turns.append(asyncio.create_task(take(3, await second.place(name))))
        await asyncio.gather(*turns)

    run(script, redis, 2)
    assert order == [0, 1, 2, 3]
