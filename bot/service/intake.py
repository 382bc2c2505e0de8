"""The way in: messages are on disk before a channel may acknowledge them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.channels.base import Received
from bot.service.payload import envelope
from bot.store import Store


class Intake:
    """Hands received messages to the inbox; this is the `Receive` that channels are given."""

    def __init__(
        self,
        store: Store,
        wake: Callable[[], None],
        settled: Callable[[str, str], None] = lambda _channel, _chat: None,
    ) -> None:
        """`wake` is called once messages are committed, `settled` with channel and chat of one known already."""
        self._store = store
        self._wake = wake
        self._settled = settled

    async def __call__(self, batch: Sequence[Received]) -> None:
        """Commit the messages; those known already are skipped. Raises StoreError: then none is kept."""
        if not batch:
            return
        rows = [(received.message, envelope(received.raw, received.extra)) for received in batch]
        ids = await self._store.receive_many(rows)
        for (message, _), inbox_id in zip(rows, ids, strict=True):
            if inbox_id is None:
                self._settled(message.channel, message.chat)
        self._wake()
