"""The way out: due replies to their channel, in order within a chat, with retries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from bot.channels.base import Channel, SendLater, SendRefused, SendStopped
from bot.errors import ChannelError
from bot.service.logs import reason
from bot.service.marks import Marks
from bot.service.payload import outgoing
from bot.service.pump import PAUSE, Pump
from bot.store import OutboxItem, Store, unbroken

log = structlog.get_logger(__name__)

SLOTS = 512
"""Chats of one channel that are sent to at the same time. Many, as most of them only wait for their turn: a task
is cheap, and how much goes on the network is for the channel to say."""
TRIES = 5
"""After so many unexpected failures a reply is given up."""
PATIENCE = timedelta(days=1)
"""How long a reply that the channel wants to send later is kept trying."""
LONGEST = 60.0
"""Longest wait between two tries, in seconds, unless the channel asks for more."""


def _now() -> datetime:
    return datetime.now(UTC)


class Sender:
    """Sends one channel's replies."""

    def __init__(
        self, store: Store, channel: Channel, *, slots: int = SLOTS, clock: Callable[[], datetime] = _now
    ) -> None:
        self._store = store
        self._channel = channel
        self._clock = clock
        self._marks = Marks(store.sent_many)
        self._delivered: dict[int, str | None] = {}
        self._faults: Counter[int] = Counter()
        self.pump: Pump[OutboxItem] = Pump(f"send-{channel.name}", self._due, self._send, _key, slots=slots)
        """Runs the sender; wake it when a reply is committed."""

    async def noted(self) -> None:
        """Returns once it is written down what has been sent until now. Raises StoreError."""
        await self._marks.noted()

    async def _due(self, limit: int, busy: Collection[tuple[str, str]]) -> list[OutboxItem]:
        return await self._store.next_outgoing(self._channel.name, limit, busy)

    async def _send(self, item: OutboxItem) -> float | None:
        try:
            if item.id not in self._delivered:
                self._delivered[item.id] = await self._channel.send(outgoing(item))
        except SendStopped:
            return PAUSE
        except SendRefused as error:
            await self._refused(item, error)
        except SendLater as error:
            return await self._later(item, error, error.seconds)
        except Exception as error:  # noqa: BLE001 - a fault in one channel must not stop its other chats
            return await self._unexpected(item, error)
        else:
            await self._mark(item)
        return None

    async def _refused(self, item: OutboxItem, error: SendRefused) -> None:
        if error.blocked:
            await self._store.note_blocked(item.channel, item.chat)
        await self._give_up(item, error)

    async def _mark(self, item: OutboxItem) -> None:
        """Remembered until it is written down, so that a failing database does not send a reply twice.

        Unbroken: a stop that comes now would have the next process send the reply again.
        """
        self._faults.pop(item.id, None)
        await unbroken(self._marks.sent(item.id, self._delivered[item.id]))
        with suppress(KeyError):
            del self._delivered[item.id]

    async def _later(self, item: OutboxItem, error: ChannelError, seconds: float) -> float | None:
        if self._clock() - item.created_at > PATIENCE:
            await self._give_up(item, error)
            return None
        await self._store.retry_later(item.id, str(error), seconds)
        return seconds + 0.01

    async def _unexpected(self, item: OutboxItem, error: Exception) -> float | None:
        log.error("sending failed", channel=item.channel, outbox=item.id, error=reason(error))
        # Counted apart from the row's tries: those hold every wait that the channel asked for, too.
        self._faults[item.id] += 1
        if self._faults[item.id] >= TRIES:
            await self._give_up(item, error)
            return None
        wait = min(LONGEST, 2.0 ** (self._faults[item.id] - 1))
        await self._store.retry_later(item.id, f"{type(error).__name__}: {error}", wait)
        return wait + 0.01

    async def _give_up(self, item: OutboxItem, error: Exception) -> None:
        self._faults.pop(item.id, None)
        log.warning("reply given up", channel=item.channel, outbox=item.id, error=type(error).__name__)
        await self._store.give_up(item.id, f"{type(error).__name__}: {error}")


def _key(item: OutboxItem) -> tuple[str, str]:
    return item.channel, item.chat
