"""A loopback Bot API, somebody who writes, and a channel that runs against it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import pytest
from loopback import LoopbackApi
from telegram_people import Person

from bot.channels.base import Received
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.failures import Backoff

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


@pytest.fixture
async def api() -> AsyncIterator[LoopbackApi]:
    async with LoopbackApi() as server:
        yield server


@pytest.fixture
def person(api: LoopbackApi) -> Person:
    return Person(api)


@pytest.fixture
def inbox() -> Collector:
    return Collector()


@pytest.fixture
async def channel(api: LoopbackApi) -> AsyncIterator[TelegramChannel]:
    """A channel that has not been started: for sending alone."""
    made = TelegramChannel(api.token, api.url)
    yield made
    await made.close()


@pytest.fixture
def running(api: LoopbackApi) -> Running:
    """Runs a channel with short waits: `async with running(inbox) as channel`."""

    @asynccontextmanager
    async def run(receive: Callable[..., Awaitable[None]]) -> AsyncIterator[TelegramChannel]:
        made = TelegramChannel(api.token, api.url, poll_seconds=5, backoff=Backoff(first=0.01, most=0.1))
        task = asyncio.create_task(made.run(receive))
        try:
            yield made
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await made.close()

    return run
