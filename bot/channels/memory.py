"""The shipped fake: messages come from a method call, replies end in a list."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.channels.base import Outgoing, Receive, Received
from bot.core.model import IncomingMessage, Kind


class MemoryChannel:
    """A channel within the process, for tests and for trying things out.

    `failures` are raised by the next sends, first one first, before anything is sent.
    """

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.sent: list[Outgoing] = []
        self.failures: list[Exception] = []
        self.closed = False
        self._receive: asyncio.Future[Receive] | None = None
        self._news = asyncio.Condition()
        self._count = 0

    async def run(self, receive: Receive) -> None:
        """Take in what `deliver` and `say` are given, until cancelled."""
        self._ready().set_result(receive)
        try:
            await asyncio.Event().wait()
        finally:
            self._receive = None

    async def send(self, item: Outgoing) -> str | None:
        """Append to `sent`; raises what is first in `failures`."""
        if self.failures:
            raise self.failures.pop(0)
        async with self._news:
            self.sent.append(item)
            self._news.notify_all()
        return f"{self.name}-{len(self.sent)}"

    def settled(self, chat: str) -> None:
        """Nothing is shown."""

    async def close(self) -> None:
        """Only remembered."""
        self.closed = True

    async def deliver(self, messages: Sequence[IncomingMessage]) -> None:
        """Hand messages over as one batch; returns once they are in the inbox."""
        receive = await asyncio.shield(self._ready())
        await receive([Received(message) for message in messages])

    async def say(self, text: str, chat: str = "chat", press: str | None = None) -> IncomingMessage:
        """Write as a person would, or press an option; returns the message."""
        self._count += 1
        message = IncomingMessage(
            channel=self.name,
            chat=chat,
            external_id=f"{chat}-{self._count}",
            text=text,
            kind=Kind.TEXT if press is None else Kind.PRESS,
            user=chat,
            press=press,
        )
        await self.deliver([message])
        return message

    async def wait(self, count: int, timeout: float = 5.0) -> list[Outgoing]:  # noqa: ASYNC109 - for tests
        """Everything sent so far, once it is at least so many. Raises TimeoutError."""
        async with asyncio.timeout(timeout), self._news:
            await self._news.wait_for(lambda: len(self.sent) >= count)
        return list(self.sent)

    def _ready(self) -> asyncio.Future[Receive]:
        if self._receive is None:
            self._receive = asyncio.get_running_loop().create_future()
        return self._receive
