"""A loopback Bot API, somebody who writes, and a channel that runs against it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from loopback import LoopbackApi
from telegram_collector import Collector, Running
from telegram_hook import HookedBot
from telegram_people import Person

from bot.channels.base import Receive
from bot.channels.telegram import Pace, TelegramChannel
from bot.channels.telegram.failures import Backoff


@pytest.fixture
async def api() -> AsyncIterator[LoopbackApi]:
    async with LoopbackApi() as server:
        yield server


@pytest.fixture
def person(api: LoopbackApi) -> Person:
    return Person(api)


@pytest.fixture
async def open_chat(api: LoopbackApi, person: Person) -> AsyncIterator[None]:
    """Somebody has written already, and nothing that the test sends may break a rule of the API unseen."""
    person.say("你好")
    yield
    assert api.unexpected() == []


@pytest.fixture
def inbox() -> Collector:
    return Collector()


@pytest.fixture
async def channel(api: LoopbackApi) -> AsyncIterator[TelegramChannel]:
    """A channel that has not been started: for sending alone, as fast as it can."""
    made = TelegramChannel(api.token, api.url, pace=Pace(0))
    yield made
    await made.close()


@pytest.fixture
def running(api: LoopbackApi) -> Running:
    """Runs a channel with short waits: `async with running(inbox) as channel`."""

    @asynccontextmanager
    async def run(receive: Receive) -> AsyncIterator[TelegramChannel]:
        backoff = Backoff(first=0.01, most=0.1)
        made = TelegramChannel(api.token, api.url, poll_seconds=5, backoff=backoff, pace=Pace(0))
        task = asyncio.create_task(made.run(receive))
        try:
            yield made
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await made.close()

    return run


@pytest.fixture
async def hooked(api: LoopbackApi) -> AsyncIterator[HookedBot]:
    """A bot in webhook mode, its web server up: `async with hooked.talking(inbox)`."""
    async with HookedBot(api) as bot:
        yield bot
