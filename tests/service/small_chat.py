"""People in chats of a service that runs over a real store, with a clock that stands until it is moved."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from service_fakes import SECRET, EchoEngine

from bot.channels.base import Outgoing
from bot.channels.memory import MemoryChannel
from bot.core.model import IncomingMessage, Kind
from bot.service.limits import Limits
from bot.service.service import Service
from bot.store import Store


class Seeing(EchoEngine):
    """Keeps what it was asked."""

    def __init__(self) -> None:
        self.seen: list[IncomingMessage] = []

    def respond(self, message: IncomingMessage, memory: Any, now: datetime) -> Any:
        self.seen.append(message)
        return super().respond(message, memory, now)


class Office:
    """A service at work."""

    def __init__(self, store: Store, channel: MemoryChannel, now: list[datetime], engine: Seeing) -> None:
        self.store = store
        self.channel = channel
        self.engine = engine
        self._now = now
        self._numbers = itertools.count(1)

    def move(self, **by: float) -> None:
        """Time goes on."""
        self._now[0] += timedelta(**by)

    async def send(
        self, text: str = "", chat: str = "anna", user: str | None = None, **fields: Any
    ) -> tuple[str, list[Outgoing]]:
        """A message, and what was sent because of it; gives its id too."""
        before = len(self.channel.sent)
        number = f"{chat}-{next(self._numbers)}"
        message = IncomingMessage(self.channel.name, chat, number, text, user=user or chat, **fields)
        await self.channel.deliver([message])
        await self.idle()
        return message.external_id, self.channel.sent[before:]

    async def ask(self, text: str, chat: str = "anna", **fields: Any) -> str:
        """A question that is answered; gives the id of the reply."""
        await self.send(text, chat, **fields)
        return self.last_id

    async def press(self, value: str, about: str, chat: str = "anna", **fields: Any) -> list[Outgoing]:
        """A button under a message of ours."""
        return (await self.send("", chat, kind=Kind.PRESS, press=value, about=about, **fields))[1]

    async def edit(self, original: str, text: str, chat: str = "anna") -> list[Outgoing]:
        """Change an earlier message."""
        return (await self.send(text, chat, kind=Kind.EDIT, about=original))[1]

    @property
    def last_id(self) -> str:
        """The id of the message of ours that was sent last."""
        return f"{self.channel.name}-{len(self.channel.sent)}"

    async def idle(self) -> None:
        """Until nothing waits in inbox and outbox."""
        async with asyncio.timeout(20):
            while True:
                figures = await self.store.figures()
                if not figures.inbox_waiting and not figures.outbox_waiting:
                    return
                await asyncio.sleep(0.005)

    async def rating(self) -> tuple[str | None, str | None]:
        """Rating and reason of the first turn."""
        row = await self.store.turn(1)
        assert row is not None
        return row.rating, row.reason


@asynccontextmanager
async def office(
    folder: Path, channel: str = "memory", limits: Limits | None = None
) -> AsyncIterator[Office]:
    """A service with one channel."""
    now = [datetime(2026, 11, 20, 9, tzinfo=UTC)]
    store = await Store.open(f"sqlite+aiosqlite:///{folder / 'office.db'}", SECRET, clock=lambda: now[0])
    made, engine = MemoryChannel(channel), Seeing()
    service = Service(store, lambda: engine, [made], retention_days=180, limits=limits)
    task = asyncio.create_task(service.run())
    try:
        yield Office(store, made, now, engine)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.close()
