from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from bot.errors import StoreError
from bot.service.marks import Marks


class Disk:
    """Keeps each transaction; the first ones may be held up or fail."""

    def __init__(self) -> None:
        self.written: list[dict[int, str | None]] = []
        self.free = asyncio.Event()
        self.fails = 0

    async def write(self, batch: Mapping[int, str | None]) -> None:
        await self.free.wait()
        if self.fails:
            self.fails -= 1
            raise StoreError("disk full")
        self.written.append(dict(batch))


async def test_what_gathers_during_a_write_goes_together() -> None:
    disk = Disk()
    marks = Marks(disk.write)
    tasks = [asyncio.create_task(marks.sent(number, f"m{number}")) for number in range(5)]
    await asyncio.sleep(0)
    late = asyncio.create_task(marks.sent(9, None))
    disk.free.set()
    await asyncio.gather(*tasks, late)
    assert [len(batch) for batch in disk.written] in ([5, 1], [1, 5], [6])
    assert {number for batch in disk.written for number in batch} == {0, 1, 2, 3, 4, 9}
    assert sum(map(len, disk.written)) == 6


async def test_a_failure_is_heard_by_all_and_nothing_is_called_written() -> None:
    disk = Disk()
    disk.free.set()
    disk.fails = 3
    marks = Marks(disk.write)
    results = await asyncio.gather(*(marks.sent(n, "m") for n in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [StoreError] * 3
    assert disk.written == []
    await marks.sent(1, "m")
    assert disk.written == [{1: "m"}]


async def test_one_that_gives_up_waiting_leaves_the_others() -> None:
    disk = Disk()
    marks = Marks(disk.write)
    first = asyncio.create_task(marks.sent(1, "a"))
    await asyncio.sleep(0)
    second = asyncio.create_task(marks.sent(2, "b"))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    disk.free.set()
    await first
    assert disk.written == [{1: "a"}]


async def test_one_can_wait_until_all_is_noted() -> None:
    disk = Disk()
    marks = Marks(disk.write)
    await marks.noted()
    tasks = [asyncio.create_task(marks.sent(number, "m")) for number in range(3)]
    await asyncio.sleep(0)
    noted = asyncio.create_task(marks.noted())
    await asyncio.sleep(0)
    assert not noted.done()
    disk.free.set()
    await noted
    assert {number for batch in disk.written for number in batch} == {0, 1, 2}
    await asyncio.gather(*tasks)
