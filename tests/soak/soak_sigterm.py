"""SIGTERM under load, again and again: it ends in order and in time, and nothing is lost."""

from __future__ import annotations

import asyncio

from soak_scenario import Bench, Table, Verdict

LIMIT = 10.0
"""Seconds within which it must end."""
OPEN_AT_MOST = 100
LATENCY = 0.1
EARLY = 0.1
"""Share of the signals that come while the bot is still starting, where its death is no fault."""


async def sigterm(bench: Bench, times: int = 100, chats: int = 200) -> Verdict:
    """Start and end the bot so often while people ask."""
    verdict = Verdict(f"SIGTERM, {bench.mode}")
    async with bench.table(chats) as table:
        table.api.latency = LATENCY
        done = asyncio.Event()
        asking = asyncio.create_task(table.load.keep_asking(1_000_000, OPEN_AT_MOST, done.is_set))
        ends = []
        for number in range(times):
            bench.show("SIGTERM", number, times)
            ends.append(await _one(table, verdict))
        done.set()
        await asking
        await table.bot.start()
        await table.finish(verdict, LIMIT)
    verdict.figures |= {"longest end": f"{max(ends):.2f} s", "SIGTERM": str(times)}
    return verdict


async def _one(table: Table, verdict: Verdict) -> float:
    early = table.dice.random() < EARLY
    await table.bot.start(wait=not early)
    await asyncio.sleep(table.dice.uniform(0.0, 1.0))
    took, status = await table.bot.terminate()
    if took > LIMIT or status not in ((0, -15) if early else (0,)):
        verdict.complaints.append(f"SIGTERM {table.bot.starts}: {took:.1f} s, exit status {status}")
    return took
