from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

from service_fakes import running, turn_handler

from bot.channels.base import Outgoing, SendLater, SendRefused
from bot.channels.memory import MemoryChannel
from bot.core.model import IncomingMessage
from bot.service.sender import Sender
from bot.store import OutboxItem, Store


async def test_later_means_later_and_in_order(store: Store) -> None:
    channel = MemoryChannel()
    channel.failures = [SendLater("flood", 0.3)]
    async with running(store, [channel]):
        began = time.monotonic()
        await channel.say("one")
        await channel.say("two")
        sent = await channel.wait(2)
    assert time.monotonic() - began >= 0.3
    assert [item.text.splitlines()[0] for item in sent] == ["1: heard one", "2: heard two"]


class Slow(MemoryChannel):
    """Cannot send to one chat."""

    def __init__(self) -> None:
        super().__init__()
        self.put_off = asyncio.Event()

    async def send(self, item: Outgoing) -> str | None:
        if item.chat == "slow":
            self.put_off.set()
            raise SendLater("flood", 3600)
        return await super().send(item)


async def test_one_chat_put_off_does_not_stop_another(store: Store) -> None:
    channel = Slow()
    async with running(store, [channel]):
        await channel.say("first", chat="slow")
        async with asyncio.timeout(10):
            await channel.put_off.wait()
        await channel.say("second", chat="quick")
        [sent] = await channel.wait(1)
    assert sent.chat == "quick"


async def test_refused_is_given_up_and_the_next_goes_on(store: Store) -> None:
    channel = MemoryChannel()
    channel.failures = [SendRefused("blocked")]
    async with running(store, [channel]):
        await channel.say("one")
        await channel.say("two")
        [sent] = await channel.wait(1)
    assert "two" in sent.text
    [letter] = await store.dead()
    assert letter.box == "outbox"


async def test_unexpected_failures_back_off(store: Store) -> None:
    channel = MemoryChannel()
    channel.failures = [RuntimeError("bug")]
    async with running(store, [channel]):
        began = time.monotonic()
        await channel.say("one")
        await channel.wait(1)
    assert time.monotonic() - began >= 1.0


async def answered(store: Store, text: str) -> OutboxItem:
    """A reply that waits in the outbox."""
    await store.receive(IncomingMessage("memory", "chat", "1", text))
    [item] = await store.next_messages(1)
    assert await turn_handler(store)(item) is None
    [due] = await store.next_outgoing("memory", 1)
    return due


async def test_put_off_for_a_day_is_given_up(store: Store) -> None:
    channel = MemoryChannel()
    due = await answered(store, "one")
    channel.failures = [SendLater("still down", 5)]
    late = datetime.now(UTC) + timedelta(days=2)
    assert await Sender(store, channel, clock=lambda: late)._send(due) is None
    assert [letter.box for letter in await store.dead()] == ["outbox"]


async def test_waits_that_were_asked_for_are_no_faults(store: Store) -> None:
    """A reply that sat out an outage is not given up at the first surprise after it."""
    channel = MemoryChannel()
    due = await answered(store, "one")
    sender = Sender(store, channel)
    channel.failures = [SendLater("down", 0.0)] * 9 + [RuntimeError("odd")] * 4
    waits = [await sender._send(due) for _ in range(13)]
    assert None not in waits
    assert await store.dead() == []
    channel.failures = [RuntimeError("odd")]
    assert await sender._send(due) is None
    assert [letter.box for letter in await store.dead()] == ["outbox"]


async def test_a_database_that_fails_after_the_send_does_not_send_twice(store: Store) -> None:
    channel = MemoryChannel()
    due = await answered(store, "one")
    sender = Sender(store, channel)
    sender._delivered[due.id] = "memory-1"  # sent, but not written down
    assert await sender._send(due) is None
    assert channel.sent == []
    assert await store.next_outgoing("memory", 1) == []
