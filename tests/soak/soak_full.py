"""The disk is full at a random moment, and then there is space again.

Two ways to bring it about, both with the real error of the operating system. A small file system of its own
(needs root) gives ENOSPC, the true one, which SQLite calls "full". A limit on the size of files, set on the running
process and lifted again, gives EFBIG, which SQLite calls an I/O error, at other places and also where the bot
writes to its log; it works for anybody. `PRAGMA max_page_count` would only make SQLite itself pretend.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from soak_bot import Bot
from soak_check import not_stored
from soak_scenario import Bench, Condition, Table, Verdict

OPEN_AT_MOST = 100
SERVES_WITHIN = 30.0
SIZE = "64m"
_BLOCK = b"\0" * 4096


class Shortage(Protocol):
    """A way to take the space away and give it back."""

    def take(self) -> None: ...

    def give(self) -> None: ...


class SmallDisk:
    """A file system of its own under the data folder, filled to the last byte."""

    def __init__(self, bot: Bot) -> None:
        self._ballast = bot.data / "ballast"

    def take(self) -> None:
        """Write until nothing goes in any more."""
        with self._ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(_BLOCK)

    def give(self) -> None:
        """Delete it."""
        self._ballast.unlink(missing_ok=True)


class SizeLimit:
    """No file of the bot's may be written beyond its first page."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def take(self) -> None:
        """On the running process: a child that it starts has the limit, too."""
        self._set(len(_BLOCK))

    def give(self) -> None:
        """Lift it."""
        self._set(resource.RLIM_INFINITY)

    def _set(self, limit: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(self._bot.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Mounts a file system of `SIZE` there. Raises PermissionError where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "soak", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        raise PermissionError(errno.EPERM, done.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def can_mount(folder: Path) -> bool:
    """Whether a small file system can be had."""
    if os.geteuid() != 0:
        return False
    try:
        with small_disk(folder / "probe"):
            return True
    except (PermissionError, FileNotFoundError):
        return False


async def full(bench: Bench, rounds: int = 10, longest: float = 10.0, *, disk: bool = True) -> Verdict:
    """Fill the disk so often under load; `disk` is the small file system, else the limit on files."""
    verdict = Verdict(f"disk full, {'small disk' if disk else 'size limit'}")
    with small_disk(bench.folder / "data") if disk else contextlib.nullcontext():
        async with bench.table(100) as table:
            done = asyncio.Event()
            await table.bot.start()
            asking = asyncio.create_task(table.load.keep_asking(1_000_000, OPEN_AT_MOST, done.is_set))
            shortage = SmallDisk(table.bot) if disk else SizeLimit(table.bot)
            waits = []
            for number in range(rounds):
                bench.show("disk full", number, rounds)
                # Every third time the process dies while there is no space, and starts again without any.
                waits.append(await _round(table, shortage, longest, verdict, dies=disk and number % 3 == 2))
            done.set()
            await asking
            await table.finish(verdict, excused=rounds)
    verdict.figures |= {"served again after": f"{max(waits):.1f} s at most", "times": str(rounds)}
    return verdict


async def _round(table: Table, shortage: Shortage, longest: float, verdict: Verdict, *, dies: bool) -> float:
    """One shortage; gives the seconds from its end to the first answer to a question asked after it."""
    await asyncio.sleep(table.dice.uniform(0.2, 1.5))
    shortage.take()
    ends = time.monotonic() + table.dice.uniform(longest / 3, longest)
    if dies:
        await table.bot.kill()
    while time.monotonic() < ends:
        await _keep_up(table)
        await asyncio.sleep(0.5)
    verdict.complaints += not_stored(table.bot.data, table.api, table.load)
    shortage.give()
    began = time.monotonic()
    asked = table.load.ask()
    place = len(table.load.asked[asked.chat])
    await _served(table, verdict, lambda: len(table.load.answers[asked.chat]) >= place)
    took = time.monotonic() - began
    if dies:  # a start without space may fail, if it says why
        table.bot.own_ends[:] = [status for status in table.bot.own_ends if status != 1]
    if took > SERVES_WITHIN:
        verdict.complaints.append(f"served again only {took:.1f} s after there was space")
    return took


async def _served(table: Table, verdict: Verdict, enough: Condition) -> None:
    keeper = asyncio.create_task(_keep_up_for_ever(table))
    try:
        await table.answered_or_complain(verdict, enough)
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)


async def _keep_up_for_ever(table: Table) -> None:
    while True:
        await _keep_up(table)
        await asyncio.sleep(0.5)


async def _keep_up(table: Table) -> None:
    """As a service manager does: what has ended is started again."""
    if not table.bot.is_running:
        await table.bot.start(wait=False)
