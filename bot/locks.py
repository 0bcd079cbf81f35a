"""Whose turn it is in a conversation, on one machine and on many.

Every message takes a place in its conversation's queue when it is taken in; the first in the queue has the turn and
keeps it until its replies are sent. With Redis the queue is shared by all servers: places are given, renewed and left
by scripts that Redis runs as one step. (Rasa's own Redis store reads, changes and writes: two servers get one number.)

    async with await queue.place("conversation"):
        ...                                            # nobody else is in this conversation
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol
from weakref import WeakValueDictionary

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger("farol.locks")

LEASE = 10.0  # seconds after which the place of a server that died is given up
RENEW = 2.0
LONGEST_TURN = 120.0  # a turn that takes longer hangs: its place is no longer renewed
FREED = "farol:freed"  # where the next in a queue is called

Place = AbstractAsyncContextManager[None]

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "
_DROP_DEAD = """
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  redis.call('ZREM', KEYS[1], dead) redis.call('ZREM', KEYS[2], dead)
end """
# The number is the time in microseconds, always above the last: it stays in order when Redis starts again empty.
_TAKE = (
    _NOW
    + _DROP_DEAD
    + """
local number = t[1] * 1000000 + t[2]
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
if last and tonumber(last) >= number then number = tonumber(last) + 1 end
number = string.format('%.0f', number)
redis.call('ZADD', KEYS[1], number, ARGV[1])
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], 2 * ARGV[2]) redis.call('PEXPIRE', KEYS[2], 2 * ARGV[2])
return {number, redis.call('ZRANK', KEYS[1], ARGV[1])}"""
)
# A place that was given up while its server stalled comes back where it was.
_RENEW = (
    _NOW
    + """
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])"""
    + _DROP_DEAD
    + """
local back = redis.call('ZADD', KEYS[1], 'NX', ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], 2 * ARGV[2]) redis.call('PEXPIRE', KEYS[2], 2 * ARGV[2])
return {redis.call('ZRANK', KEYS[1], ARGV[1]), back}"""
)
_LEAVE = (
    _NOW
    + """
redis.call('ZREM', KEYS[1], ARGV[1]) redis.call('ZREM', KEYS[2], ARGV[1])"""
    + _DROP_DEAD
    + f"""
local following = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
if following then redis.call('PUBLISH', '{FREED}', following) end
return 0"""
)


class Queue(Protocol):
    """Gives places; entering one waits for the turn."""

    async def place(self, conversation: str) -> Place:
        """The next place in the queue of `conversation`."""


class LocalQueue:
    """The queue of a single server: one lock a conversation, fair."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def place(self, conversation: str) -> Place:
        """A place that stands in the queue from the moment it is entered."""
        return self._turn(self._locks.setdefault(conversation, asyncio.Lock()))

    @asynccontextmanager
    async def _turn(self, lock: asyncio.Lock) -> AsyncIterator[None]:
        async with lock:
            yield


class RedisPlace(Place):
    """A place in a queue that all servers share. Let go without being entered, it is given up after the lease."""

    def __init__(self, store: AtomicRedisLockStore, conversation: str) -> None:
        self.store, self.conversation = store, conversation
        self.token, self.number = secrets.token_hex(8), b""
        self.first = asyncio.Event()
        self.back = 0.0  # when it came back to a queue that Redis had forgotten
        self.asking = asyncio.Lock()  # one question at a time: renewed after it was left, a place would come back
        self.since: float | None = None

    async def __aenter__(self) -> None:
        try:
            await self.first.wait()
        except asyncio.CancelledError:
            await self.store.leave(self)
            raise
        self.since = time.monotonic()
        self.store.turns[self.conversation] = asyncio.current_task()

    async def __aexit__(self, *error: object) -> None:
        del self.store.turns[self.conversation]
        await self.store.leave(self)

    @property
    def stuck(self) -> bool:
        """Whether its turn has lasted too long to be alive."""
        return self.since is not None and time.monotonic() - self.since > LONGEST_TURN


class AtomicRedisLockStore(LockStore):
    """Rasa's lock store on the shared queue; `endpoint_config.url` is Redis' address (redis://…)."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        self.url = str(endpoint_config.url)
        self.turns: dict[str, asyncio.Task[Any] | None] = {}  # the task that has the turn of a conversation here
        self._redis: Redis | None = None
        self._scripts: dict[str, Any] = {}
        # Weakly: a place nobody will enter any more must not be renewed for ever.
        self._places: WeakValueDictionary[str, RedisPlace] = WeakValueDictionary()
        self._attending: asyncio.Task[None] | None = None

    async def place(self, conversation: str) -> Place:
        """The next place in the queue of `conversation`. Raises `RedisError` when Redis does not answer."""
        place = RedisPlace(self, conversation)
        async with place.asking:
            self._places[place.token] = place  # now: it may be called before we hear that we have it
            place.number, rank = await self._run(_TAKE, conversation, place.token, self._lease)
        if rank == 0:
            place.first.set()
        if self._attending is None or self._attending.done():
            self._attending = asyncio.get_running_loop().create_task(self._attend())
        return place

    async def leave(self, place: RedisPlace) -> None:
        """Leave the queue and call the next."""
        async with place.asking:
            self._places.pop(place.token, None)
            try:
                await self._run(_LEAVE, place.conversation, place.token)
            except RedisError as error:  # no longer renewed, the place is given up by itself
                logger.warning("place not left: %s", type(error).__name__)

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LEASE, wait_time_in_seconds: float = RENEW
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold the turn of a conversation. Rasa asks for it inside the turn of the gate: that task has it already."""
        if conversation_id in self.turns and self.turns[conversation_id] is asyncio.current_task():
            yield TicketLock(conversation_id)
            return
        async with await self.place(conversation_id):
            yield TicketLock(conversation_id)

    @property
    def _lease(self) -> int:
        return int(LEASE * 1000)

    async def _run(self, script: str, conversation: str, *arguments: object) -> Any:
        if self._redis is None:
            self._redis = Redis.from_url(self.url, socket_timeout=5, socket_connect_timeout=5)
        if script not in self._scripts:
            self._scripts[script] = self._redis.register_script(script)
        keys = [f"farol:turn:{{{conversation}}}:{part}" for part in ("queue", "leases")]
        return await self._scripts[script](keys=keys, args=list(arguments))

    async def _attend(self) -> None:
        """Hear who is called and renew our places, for as long as this server runs."""
        while True:
            try:
                await self._hear()
            except RedisError as error:
                logger.warning("redis: %s", type(error).__name__)
                await asyncio.sleep(RENEW / 2)

    async def _hear(self) -> None:
        assert self._redis is not None
        async with self._redis.pubsub() as calls:
            await calls.subscribe(FREED)
            due = 0.0  # at once: whoever was called before we listened finds out now
            while True:
                if time.monotonic() >= due:
                    await self._renew()
                    due = time.monotonic() + RENEW
                call = await calls.get_message(ignore_subscribe_messages=True, timeout=due - time.monotonic())
                place = self._places.get(call["data"].decode()) if call else None
                if place:
                    place.first.set()

    async def _renew(self) -> None:
        for place in list(self._places.values()):
            async with place.asking:
                if place.token not in self._places or place.stuck:
                    continue
                rank, back = await self._run(_RENEW, place.conversation, place.token, self._lease, place.number)
                if back:
                    place.back = time.monotonic()
                # The others, and whoever has the turn, must have come back too before one goes on.
                if rank == 0 and time.monotonic() - place.back > 2 * RENEW:
                    place.first.set()
