"""kill -9 at random moments: what was received is answered once, in order, and nothing is logged twice."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select
from store_samples import SECRET

from bot.store import Store
from bot.store.schema import inbox

HERE = Path(__file__).parent
TOTAL = 150
KILLS = 6


def start(url: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(HERE), str(HERE.parents[1])])
    command = [sys.executable, str(HERE / "crash_worker.py"), url, str(TOTAL)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    )


def run_and_kill(url: str, chance: random.Random) -> set[int]:
    """Kills the worker a moment after its first word; returns the messages it had acknowledged."""
    worker = start(url)
    first = worker.stdout.readline()
    time.sleep(chance.uniform(0, 0.25))
    worker.kill()
    rest, _ = worker.communicate()
    return {int(line.split()[1]) for line in (first + rest).splitlines() if len(line.split()) == 2}


async def test_kill_9_loses_nothing_and_logs_nothing_twice(tmp_path):
    file = tmp_path / "log.db"
    url = f"sqlite+aiosqlite:///{file}"
    chance = random.Random(7)
    before_last = []
    for _ in range(KILLS):
        acknowledged = run_and_kill(url, chance)
        before_last.append(await _kept(url))
        assert acknowledged <= before_last[-1], "an acknowledged message is gone"
    assert any(0 < len(kept) < TOTAL for kept in before_last), "no kill hit the middle"
    worker = start(url)
    worker.communicate(timeout=60)
    assert worker.returncode == 0
    await _check(url, file)


async def _kept(url: str) -> set[int]:
    """Numbers of the messages that are waiting or answered."""
    store = await Store.open(url, SECRET)
    try:
        keys = {store.hasher.message("memory", f"m{n}"): n for n in range(TOTAL)}
        rows = await store._rows(select(inbox.c.message_key))
        return {keys[row.message_key] for row in rows}
    finally:
        await store.close()


async def _check(url: str, file: Path) -> None:
    store = await Store.open(url, SECRET)
    try:
        logged = [row.external_id for row in await store.turns(limit=10_000)]
        assert len(logged) == len(set(logged)) == TOTAL
        memories = [await store.memory("memory", f"chat-{chat}") for chat in range(5)]
        assert [memory["seen"] for memory in memories] == [list(range(chat, TOTAL, 5)) for chat in range(5)]
        figures = await store.figures()
        assert (figures.inbox_waiting, figures.outbox_waiting, figures.dead) == (0, TOTAL, 0)
    finally:
        await store.close()
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
