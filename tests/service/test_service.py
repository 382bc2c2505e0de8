from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from service_fakes import EchoEngine, open_store, running

from bot.channels.base import Outgoing, Receive
from bot.channels.memory import MemoryChannel
from bot.core.model import IncomingMessage
from bot.errors import ChannelError, StoreError
from bot.service.housekeeping import keep_house
from bot.service.lock import AlreadyRunning, only_writer
from bot.service.service import Service
from bot.store import Store, SweepReport


async def test_stop_in_the_middle_of_a_flood_loses_and_repeats_nothing(tmp_path: Path) -> None:
    texts = [f"message {number}" for number in range(60)]
    seen: list[str] = []
    deliver = [IncomingMessage("memory", f"chat{n % 7}", str(n), text) for n, text in enumerate(texts)]
    for stop_after in (1, 2, 5, 10, None):
        store = await open_store(tmp_path)
        channel = MemoryChannel()
        async with running(store, [channel]):
            if not seen:
                await channel.deliver(deliver)
            await channel.wait(min(stop_after or len(texts), len(texts) - len(seen)), timeout=60)
        seen += [item.text.splitlines()[0].partition("heard ")[2] for item in channel.sent]
        waiting = await store.next_messages(1) or await store.next_outgoing("memory", 1)
        await store.close()
    assert not waiting
    assert sorted(seen) == sorted(texts)
    for chat in range(7):
        numbers = [int(text.split()[1]) for text in seen if int(text.split()[1]) % 7 == chat]
        assert numbers == sorted(numbers)


async def test_stopping_is_bounded_where_a_channel_hangs(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service.service.SEND_GRACE", 0.1)

    class Hanging(MemoryChannel):
        begun = asyncio.Event()

        async def send(self, item: Outgoing) -> str | None:
            self.begun.set()
            await asyncio.Event().wait()
            return None

    channel = Hanging()
    async with asyncio.timeout(20):
        async with running(store, [channel]):
            await channel.say("hello")
            await channel.begun.wait()
    assert len(await store.next_outgoing("memory", 1)) == 1


class Faulty(MemoryChannel):
    """Fails at its first start."""

    starts = 0

    async def run(self, receive: Receive) -> None:
        self.starts += 1
        if self.starts == 1:
            raise RuntimeError("a bug")
        await super().run(receive)


async def test_a_channel_that_fails_is_started_again(store: Store) -> None:
    channel = Faulty()
    async with running(store, [channel]):
        await channel.say("still there?")
        await channel.wait(1)
    assert channel.starts == 2
    assert channel.closed


class Refused(MemoryChannel):
    async def run(self, receive: Receive) -> None:
        raise ChannelError("bad token")


async def test_a_channel_that_cannot_start_ends_the_service(store: Store) -> None:
    good = MemoryChannel("good")
    service = Service(store, EchoEngine, [good, Refused()], retention_days=180)
    with pytest.raises(ChannelError, match="bad token"):
        await service.run()
    assert good.closed


class Watched(Store):
    """Tells of each sweep."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.reports: asyncio.Queue[SweepReport] = asyncio.Queue()

    async def sweep(self, retention_days: int, now: datetime | None = None) -> SweepReport:
        report = await super().sweep(retention_days, now)
        self.reports.put_nowait(report)
        return report


async def test_house_is_kept_at_once_and_daily(store: Store) -> None:
    channel = MemoryChannel()
    async with running(store, [channel]):
        await channel.say("old")
        await channel.wait(1)
    watched = Watched(store._database, store.hasher)
    task = asyncio.create_task(keep_house(watched, 0, every=0.05))
    async with asyncio.timeout(20):
        reports = [await watched.reports.get() for _ in range(3)]
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [report.turns for report in reports] == [1, 0, 0]
    assert [row.text for row in await store.turns()] == [""]


def test_only_one_writer(tmp_path: Path) -> None:
    refused = pytest.raises(AlreadyRunning, match="TALENTBOT_DATA_DIR")
    with only_writer(tmp_path), refused, only_writer(tmp_path):
        pass
    with only_writer(tmp_path):
        pass  # free again


def test_unwritable_folder_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StoreError, match="不可写"), only_writer(blocked):
        pass
