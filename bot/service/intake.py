"""The way in: messages are on disk before a channel may acknowledge them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.channels.base import Received
from bot.service.payload import envelope
from bot.store import Store


class Intake:
    """Hands received messages to the inbox; this is the `Receive` that channels are given."""

    def __init__(self, store: Store, wake: Callable[[], None]) -> None:
        """`wake` is called once messages are committed."""
        self._store = store
        self._wake = wake

    async def __call__(self, batch: Sequence[Received]) -> None:
        """Commit the messages; those known already are skipped. Raises StoreError: then none is kept."""
        if not batch:
            return
        rows = [(received.message, envelope(received.raw, received.extra)) for received in batch]
        await self._store.receive_many(rows)
        self._wake()
