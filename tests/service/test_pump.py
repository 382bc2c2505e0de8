from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.errors import StoreError
from bot.service.pump import Key, Pump


@dataclass(frozen=True)
class Job:
    id: int
    chat: str


class Box:
    """A queue that hands out the oldest job of each chat that is not busy."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = list(jobs)
        self.done: list[Job] = []
        self.running: set[str] = set()
        self.most = 0
        self.looks = 0
        self.broken = 0
        self.gate = asyncio.Event()
        """Jobs wait for it; open from the start."""
        self.gate.set()
        self.news = asyncio.Condition()

    async def fetch(self, limit: int, busy: Collection[Key]) -> list[Job]:
        await self.count(looks=1)
        if self.broken:
            self.broken -= 1
            raise StoreError("no database")
        heads: dict[str, Job] = {}
        for job in self.jobs:
            heads.setdefault(job.chat, job)
        return [job for job in heads.values() if ("c", job.chat) not in busy][:limit]

    async def handle(self, job: Job) -> float | None:
        assert job.chat not in self.running, "two at a time in one chat"
        self.running.add(job.chat)
        self.most = max(self.most, len(self.running))
        await self.count()
        await self.gate.wait()
        self.running.discard(job.chat)
        self.jobs.remove(job)
        self.done.append(job)
        await self.count()
        return None

    async def count(self, looks: int = 0) -> None:
        async with self.news:
            self.looks += looks
            self.news.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Returns once it holds; what is asked for changes at looks, starts and ends of jobs only."""
        async with asyncio.timeout(10), self.news:
            await self.news.wait_for(holds)

    def pump(self, slots: int = 3, idle: float = 15.0) -> Pump[Job]:
        return Pump("test", self.fetch, self.handle, lambda job: ("c", job.chat), slots=slots, idle=idle)


async def until(box: Box, count: int) -> None:
    await box.until(lambda: len(box.done) >= count)


async def test_order_in_a_chat_and_fairness_between_chats() -> None:
    flood = [Job(number, "flood") for number in range(50)]
    box = Box(*flood, Job(100, "a"), Job(101, "b"))
    pump = box.pump(slots=1)
    task = asyncio.create_task(pump.run())
    await until(box, 52)
    await pump.stop(1)
    await task
    assert [job.id for job in box.done if job.chat == "flood"] == list(range(50))
    assert {job.chat for job in box.done[:3]} == {"flood", "a", "b"}


async def test_several_chats_at_once_up_to_the_slots() -> None:
    box = Box(*(Job(number, str(number)) for number in range(12)))
    box.gate.clear()
    pump = box.pump(slots=3)
    task = asyncio.create_task(pump.run())
    await box.until(lambda: len(box.running) == 3)
    box.gate.set()
    await until(box, 12)
    await pump.stop(1)
    await task
    assert box.most == 3


async def test_sleeps_until_it_is_woken() -> None:
    box = Box()
    pump = box.pump(idle=3600)
    task = asyncio.create_task(pump.run())
    await box.until(lambda: box.looks == 1)
    await asyncio.sleep(0.2)
    assert box.looks == 1
    box.jobs.append(Job(1, "a"))
    pump.wake()
    await until(box, 1)
    await pump.stop(1)
    await task


async def test_a_lost_wake_up_is_made_good_for() -> None:
    box = Box()
    pump = box.pump(idle=0.05)
    task = asyncio.create_task(pump.run())
    await box.until(lambda: box.looks == 1)
    box.jobs.append(Job(1, "a"))
    await until(box, 1)
    await pump.stop(1)
    await task


async def test_a_database_that_fails_is_asked_again() -> None:
    box = Box(Job(1, "a"))
    box.broken = 1
    pump = box.pump()
    task = asyncio.create_task(pump.run())
    await until(box, 1)
    await pump.stop(1)
    await task


async def test_stop_finishes_what_is_under_way_and_starts_nothing() -> None:
    box = Box(Job(1, "a"), Job(2, "a"), Job(3, "b"))
    box.gate.clear()
    pump = box.pump(slots=1)
    task = asyncio.create_task(pump.run())
    await box.until(lambda: bool(box.running))
    stopping = asyncio.create_task(pump.stop(3600))
    await asyncio.sleep(0)
    box.gate.set()
    await stopping
    await task
    assert [job.id for job in box.done] == [1]


async def test_stop_breaks_off_what_takes_too_long() -> None:
    box = Box(Job(1, "a"))
    box.gate.clear()
    pump = box.pump()
    task = asyncio.create_task(pump.run())
    await box.until(lambda: bool(box.running))
    async with asyncio.timeout(10):
        await pump.stop(0.01)
        await task
    assert box.done == []
