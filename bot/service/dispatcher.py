"""The dispatcher: inbox items to the turn handler, in order within a chat, fair between chats.

Each look takes the oldest item of each chat, so that a chat with a hundred items does not keep the others waiting.
What one look finds is answered together and committed together: under load that saves most of the database's
work, and a single message goes through at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

from bot.errors import StoreError
from bot.service.logs import reason
from bot.store import InboxItem, Store

log = structlog.get_logger(__name__)

BATCH = 64
"""Chats that one look serves."""
PAUSE = 1.0
"""Seconds to wait where the database fails."""
IDLE = 15.0
"""Seconds after which it looks though nobody woke it, in case a wake-up was lost with an earlier process."""

Handle = Callable[..., Awaitable[float | None]]
"""Deals with items of different chats; gives the seconds after which one of them is due again, else None."""


class Dispatcher:
    """Fetches items and has them handled until stopped."""

    def __init__(self, store: Store, handle: Handle) -> None:
        self._store = store
        self._handle = handle
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._batch: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping.is_set():
            self._wake.clear()
            batch = await self._look()
            if self._stopping.is_set():
                return
            if batch:
                self._batch = asyncio.create_task(self._work(batch), name="turns")
                await asyncio.wait({self._batch})
            else:
                await self._rest()

    async def stop(self, grace: float) -> None:
        """Start nothing more; give what is under way so many seconds, then break it off."""
        self._stopping.set()
        self._wake.set()
        if self._batch is None:
            return
        await asyncio.wait({self._batch}, timeout=grace)
        self._batch.cancel()
        await asyncio.gather(self._batch, return_exceptions=True)

    async def _look(self) -> Sequence[InboxItem]:
        try:
            return await self._store.next_messages(BATCH)
        except StoreError as error:
            log.error("inbox cannot be read", error=str(error))
            self._wake_in(PAUSE)
            return ()

    async def _work(self, batch: Sequence[InboxItem]) -> None:
        try:
            seconds = await self._handle(*batch)
            if seconds is not None:
                self._wake_in(seconds)
        except Exception as error:  # noqa: BLE001 - the items stay and are tried again
            log.error("items stay", first=batch[0].id, count=len(batch), error=reason(error))
            await asyncio.sleep(PAUSE)

    def _wake_in(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._wake.set)

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(IDLE):
                await self._wake.wait()
