"""Writing down what was sent: together with whatever else was sent meanwhile, in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

Write = Callable[[Mapping[int, str | None]], Awaitable[None]]
"""Marks replies (outbox id -> the channel's id of the message) as sent."""


class Marks:
    """Marks of one channel's replies. While one transaction is written, the next one gathers."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._gathered: dict[int, str | None] = {}
        self._writing = asyncio.Lock()

    async def sent(self, outbox_id: int, message_id: str | None) -> None:
        """Returns once it is on disk. Raises StoreError: then this one is not."""
        self._gathered[outbox_id] = message_id
        try:
            async with self._writing:
                if outbox_id in self._gathered:  # else it was written with another
                    await self._write_all()
        finally:
            self._gathered.pop(outbox_id, None)

    async def noted(self) -> None:
        """Returns once all that was to be marked until now is on disk. Raises StoreError."""
        async with self._writing:
            if self._gathered:
                await self._write_all()

    async def _write_all(self) -> None:
        batch, self._gathered = self._gathered, {}
        try:
            await self._write(batch)
        except BaseException:
            # Whoever else waits for these tries again, and hears of a failure as well.
            self._gathered = {**batch, **self._gathered}
            raise
