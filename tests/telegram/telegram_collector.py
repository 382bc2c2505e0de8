"""What stands in for the service: it collects what the channel hands over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from bot.channels.base import Received
from bot.channels.telegram import TelegramChannel

Running = Callable[..., AbstractAsyncContextManager[TelegramChannel]]


class Collector:
    """A `receive` that keeps what it is handed, and fails as often as it is told."""

    def __init__(self) -> None:
        self.batches: list[list[Received]] = []
        self.failures = 0
        self.on_batch: Callable[[], None] = lambda: None

    async def __call__(self, batch: Sequence[Received]) -> None:
        self.on_batch()
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.batches.append(list(batch))

    @property
    def messages(self) -> list[Received]:
        """All that was received, in order."""
        return [received for batch in self.batches for received in batch]

    @property
    def texts(self) -> list[str]:
        """The texts of all that was received."""
        return [received.message.text for received in self.messages]
