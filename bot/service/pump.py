"""Keeps work flowing out of a box in the database: several chats at a time, one item of a chat at a time.

It looks when it is woken, when an item is done, when an item that failed is due again, and, in case a wake-up
was lost with an earlier process, after `idle` seconds. Each look takes one item of each chat at most, so that
a chat with a hundred items does not keep the others waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

import structlog

from bot.errors import StoreError
from bot.service.logs import reason

log = structlog.get_logger(__name__)

Key = tuple[str, str]
"""Channel and chat."""

ROUND = 256
"""Chats that one look serves."""
PAUSE = 1.0
"""Seconds to wait where the database fails."""
LULL = 0.004
"""Seconds between two looks: under load one look then serves what many items have woken it for."""


class Item(Protocol):
    """Something in a box."""

    @property
    def id(self) -> int: ...


T = TypeVar("T", bound=Item)

Fetch = Callable[[int, Collection[Key]], Awaitable[Sequence[T]]]
"""Limit and busy chats in; the oldest due item of each other chat out."""
Handle = Callable[[T], Awaitable[float | None]]
"""Deals with an item; gives the seconds after which it is due again, None where it is done with."""


class Pump(Generic[T]):
    """Fetches items and handles them until stopped."""

    def __init__(
        self,
        name: str,
        fetch: Fetch[T],
        handle: Handle[T],
        key: Callable[[T], Key],
        *,
        slots: int,
        idle: float = 15.0,
    ) -> None:
        """`slots` is the number of chats served at the same time; `idle` is in seconds."""
        self._name = name
        self._fetch = fetch
        self._handle = handle
        self._key = key
        self._slots = asyncio.Semaphore(slots)
        self._idle = idle
        self._wake = asyncio.Event()
        self._busy: dict[Key, asyncio.Task[None]] = {}
        self._stopping = False

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping:
            self._wake.clear()
            batch = await self._look()
            for item in batch:
                await self._start(item)
            if not batch:
                await self._rest()
            await asyncio.sleep(LULL)

    async def stop(self, grace: float) -> None:
        """Start nothing more; give what is under way so many seconds, then break it off."""
        self._stopping = True
        self._wake.set()
        tasks = set(self._busy.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _look(self) -> Sequence[T]:
        try:
            return await self._fetch(ROUND, tuple(self._busy))
        except StoreError as error:
            log.error("box cannot be read", pump=self._name, error=str(error))
            self._wake_in(PAUSE)
            return ()

    async def _start(self, item: T) -> None:
        await self._slots.acquire()
        if self._stopping:
            self._slots.release()
            return
        self._busy[self._key(item)] = asyncio.create_task(self._work(item), name=f"{self._name}-{item.id}")

    async def _work(self, item: T) -> None:
        try:
            seconds = await self._handle(item)
            if seconds is not None:
                self._wake_in(seconds)
        except Exception as error:  # noqa: BLE001 - one item must not end the pump; it stays and is tried again
            log.error("item stays", pump=self._name, id=item.id, error=reason(error))
            await asyncio.sleep(PAUSE)
        finally:
            del self._busy[self._key(item)]
            self._slots.release()
            self._wake.set()

    def _wake_in(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._wake.set)

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._idle):
                await self._wake.wait()
