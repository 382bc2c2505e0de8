"""Replies that wait to be fetched by their page, and pages that wait for replies.

A mailbox is in memory; what must not be lost stays in the outbox until its page is there (`WebChannel.send`).
Marks say how far a page has read. They begin with a token of this process: a mark of an earlier process means
that everything here is new.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

KEPT = 50
"""Replies kept of a chat for a page that comes back."""
CHATS = 10_000
"""Chats kept; the one that was quiet for longest goes first."""


@dataclass
class Box:
    """One chat's replies."""

    replies: deque[tuple[int, dict[str, Any]]] = field(default_factory=lambda: deque(maxlen=KEPT))
    last: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    readers: int = 0
    """Pages that are waiting at this moment."""
    left_at: float | None = None
    """When the last page stopped waiting; monotonic seconds, None where none ever came."""


class Mailboxes:
    """The mailboxes of all chats."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives monotonic seconds."""
        self._boxes: OrderedDict[str, Box] = OrderedDict()
        self._process = secrets.token_hex(4)
        self._clock = clock
        self._closed = False
        self.opened_at = clock()

    def put(self, chat: str, reply: dict[str, Any]) -> str:
        """Lay a reply down for its page; returns its id, which is also its mark."""
        box = self._box(chat)
        box.last += 1
        mark = self._mark(box.last)
        box.replies.append((box.last, {**reply, "id": mark}))
        box.news.set()
        return mark

    def mark(self, chat: str) -> str:
        """The mark of a page that has read everything so far."""
        box = self._boxes.get(chat)
        return self._mark(box.last if box else 0)

    async def wait(self, chat: str, after: str, seconds: float) -> list[dict[str, Any]]:
        """The replies after a mark, as soon as there are any, else none after so many seconds."""
        box = self._box(chat)
        number = self._number(after)
        box.readers += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._until_news(box, number)
        finally:
            box.readers -= 1
            box.left_at = self._clock()
        return [reply for at, reply in box.replies if at > number]

    def away(self, chat: str) -> float | None:
        """Seconds since a page of the chat last waited: 0 where one is waiting, None where none ever did."""
        box = self._boxes.get(chat)
        if box is None or (box.readers == 0 and box.left_at is None):
            return None
        return 0.0 if box.readers or box.left_at is None else self._clock() - box.left_at

    def forget(self, chat: str) -> None:
        """Drop what was said before."""
        if chat in self._boxes:
            self._boxes[chat].replies.clear()

    def close(self) -> None:
        """Let every waiting page go."""
        self._closed = True
        for box in self._boxes.values():
            box.news.set()

    async def _until_news(self, box: Box, number: int) -> None:
        while box.last <= number and not self._closed:
            box.news.clear()
            await box.news.wait()

    def _box(self, chat: str) -> Box:
        box = self._boxes.setdefault(chat, Box())
        self._boxes.move_to_end(chat)
        if len(self._boxes) > CHATS:
            self._boxes.popitem(last=False)
        return box

    def _mark(self, number: int) -> str:
        return f"{self._process}-{number}"

    def _number(self, mark: str) -> int:
        process, _, number = mark.partition("-")
        return int(number) if process == self._process and number.isdecimal() else 0
