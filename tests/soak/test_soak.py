"""Short forms of the crash and fault tests. The long ones: `make soak`.

Each prints its seed when it fails; `make soak ARGS="--only kills --seed N"` repeats the long form with it.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable
from pathlib import Path

import pytest
from soak_flood import flood
from soak_full import can_mount, full
from soak_kills import kills
from soak_malformed import malformed
from soak_outage import outage
from soak_scenario import Bench, Mode, Verdict
from soak_sigterm import sigterm


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, random.SystemRandom().randrange(1_000_000))


async def holds(bench: Bench, verdict: Awaitable[Verdict]) -> None:
    try:
        found = await verdict
    except Exception as error:
        error.add_note(f"{bench.mode}, seed {bench.seed}")
        raise
    complaints = "\n".join(found.complaints)
    assert not complaints, f"{bench.mode}, seed {bench.seed}, {found.figures}:\n{complaints}"


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_kills_lose_nothing_and_double_little(bench: Bench, mode: Mode) -> None:
    bench.mode = mode
    await holds(bench, kills(bench, updates=150, times=3, chats=60))


async def test_malformed_updates_hold_nobody_up(bench: Bench) -> None:
    bench.mode = random.choice(("polling", "webhook"))
    await holds(bench, malformed(bench, bad=200, good=60, chats=30))


async def test_a_chat_on_hold_holds_nobody_else_up(bench: Bench) -> None:
    await holds(bench, flood(bench, chats=20, seconds=4, slack=1.0))


async def test_after_an_outage_service_resumes(bench: Bench) -> None:
    await holds(bench, outage(bench, rounds=1, longest=3.0, chats=20))


async def test_sigterm_ends_in_order(bench: Bench) -> None:
    await holds(bench, sigterm(bench, times=3, chats=50))


@pytest.mark.parametrize("disk", [True, False], ids=["small disk", "size limit"])
async def test_a_full_disk_loses_nothing(bench: Bench, disk: bool) -> None:
    if disk and not can_mount(bench.folder):
        pytest.skip("a small file system can only be mounted by root; the size limit is tested all the same")
    await holds(bench, full(bench, rounds=1, longest=3.0, disk=disk))
