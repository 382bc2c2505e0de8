"""Dead letters tried again: with the bot at rest, and while it runs in a process of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.core.model import IncomingMessage
from bot.service.replays import Letter
from bot.store import InboxState, LogReader, Store

ROOT = Path(__file__).parents[2]
RUNNING = """
import asyncio, sys
from pathlib import Path
sys.path.append(str(Path(sys.argv[2]) / "tests" / "service"))
from service_fakes import EchoEngine
from bot.channels.memory import MemoryChannel
from bot.service.lock import only_writer
from bot.service.service import Service
from bot.store import Store

async def main(folder):
    with only_writer(folder):
        store = await Store.open(f"sqlite+aiosqlite:///{folder / 'talentbot.db'}", b"k")
        print("ready", flush=True)
        await Service(store, EchoEngine, [MemoryChannel()], retention_days=9, replays=folder / "replay").run()

asyncio.run(main(Path(sys.argv[1])))
"""


def url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'talentbot.db'}"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A data folder with two dead letters."""

    async def make() -> None:
        store = await Store.open(url(tmp_path), b"k")
        for number in (1, 2):
            row = await store.receive(IncomingMessage("memory", f"c{number}", str(number), f"hello {number}"))
            assert row is not None
            while await store.fail(row, "boom") is not InboxState.DEAD:
                pass
        await store.close()

    asyncio.run(make())
    return tmp_path


def replay(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    wishes = [part for name in names for part in ("--replay", name)]
    return subprocess.run(
        [sys.executable, "-m", "bot", "log", "dead", *wishes],
        cwd=ROOT,
        env={"PATH": "/usr/bin", "TALENTBOT_DATA_DIR": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )


async def left(folder: Path) -> tuple[int, list[str]]:
    log = await LogReader.peek(url(folder))
    assert log is not None
    try:
        return len(await log.dead()), [turn.text for turn in await log.turns()]
    finally:
        await log.close()


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-c", RUNNING, str(folder), str(ROOT)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_at_rest_it_waits_for_the_next_start(letters: Path) -> None:
    done = replay(letters, "inbox:2")
    assert (done.returncode, done.stdout) == (
        0,
        "1 条将在下次启动时再试 / 1 will be tried at the next start\n",
    )
    assert asyncio.run(left(letters)) == (1, [])


def test_a_running_bot_tries_at_once(letters: Path) -> None:
    with serving(letters):
        done = replay(letters, "all")
        assert (done.returncode, done.stderr) == (0, "")
        assert "再试 2 条" in done.stdout
        until = time.monotonic() + 30
        while sorted(asyncio.run(left(letters))[1]) != ["hello 1", "hello 2"] and time.monotonic() < until:
            time.sleep(0.05)
        assert sorted(asyncio.run(left(letters))[1]) == ["hello 1", "hello 2"]
    assert not list((letters / "replay").iterdir())


@pytest.mark.parametrize("name", ["inbox:9", "outbox:1", "../x", "7"])
def test_what_is_no_dead_letter_is_refused(letters: Path, name: str) -> None:
    done = replay(letters, "inbox:1", name)
    assert done.returncode == 1
    assert name in done.stderr
    assert "talentbot log dead" in done.stderr
    assert asyncio.run(left(letters))[0] == 2


def test_letters_have_names() -> None:
    assert Letter.of("inbox:12") == Letter.of("inbox-12") == Letter("inbox", 12)
    assert Letter.of("inbox:0") is None
