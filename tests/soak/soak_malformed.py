"""Malformed updates among good ones: the bot stays up, every good one is answered, none comes twice."""

from __future__ import annotations

import asyncio

from soak_check import waiting
from soak_junk import CHATS, junk
from soak_scenario import Bench, Table, Verdict

OPEN_AT_MOST = 100


async def malformed(bench: Bench, bad: int = 1000, good: int = 1000, chats: int = 100) -> Verdict:
    """Send that many of both, mixed."""
    verdict = Verdict(f"malformed, {bench.mode}")
    async with bench.table(chats) as table:
        table.api.chats |= CHATS
        await table.bot.start()
        asking = asyncio.create_task(table.load.keep_asking(good, OPEN_AT_MOST))
        for number in range(bad):
            bench.show("malformed", number, bad)
            table.api.push(**junk(1000 + number, table.dice))
            await table.wait(lambda: table.load.open < OPEN_AT_MOST)
            await asyncio.sleep(table.dice.uniform(0.0, 0.02))
        await asking
        await _drained(table, verdict)
        if not table.bot.is_running or table.api.life:
            verdict.complaints.append(f"the bot ended:\n{table.bot.tail()}")
        await table.finish(verdict, dead_letters=True)
    verdict.figures |= {"malformed": str(bad), "given up": "; ".join(waiting(table.bot.data)) or "0"}
    return verdict


async def _drained(table: Table, verdict: Verdict) -> None:
    """All updates are acknowledged, and what could not be dealt with has been given up."""
    await table.answered_or_complain(verdict)
    try:
        await table.wait(lambda: not table.api.updates, 30)
        await table.until_slowly(lambda: not any("waiting" in row for row in waiting(table.bot.data)), 90)
    except TimeoutError:
        left = f"{len(table.api.updates)} updates, {waiting(table.bot.data)}"
        verdict.complaints.append(f"not dealt with: {left}; the bot said:\n{table.bot.tail()}")
