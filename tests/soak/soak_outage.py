"""The Bot API is away for a while, in four ways; once it is back the backlog is answered, in order in each chat."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from soak_line import Line
from soak_load import Load
from soak_scenario import Bench, Table, Verdict

WAYS = ("refused", "hole", "errors", "resets")
RESUMES_WITHIN = 30.0
NEWCOMER = 20_001
BEFORE, MEANWHILE = 30, 60
"""Questions asked before and during an outage."""


async def outage(bench: Bench, rounds: int = 3, longest: float = 60.0, chats: int = 40) -> Verdict:
    """All four ways at the same time, each with a bot of its own."""
    verdict = Verdict("outage")
    ways = [
        _way(replace(bench, folder=bench.folder / way, seed=bench.seed + number), way, rounds, longest, chats)
        for number, way in enumerate(WAYS)
    ]
    for one in await asyncio.gather(*ways):
        verdict.complaints += [f"{one.name}: {complaint}" for complaint in one.complaints]
        verdict.figures[f"{one.name}: back after"] = one.figures["back after"]
    return verdict


async def _way(bench: Bench, way: str, rounds: int, longest: float, chats: int) -> Verdict:
    verdict = Verdict(way)
    async with bench.table(chats) as table, Line(table.api.url) as line:
        table.bot.use(line.url)
        await table.bot.start()
        newcomer = Load(table.api, 1, table.dice, first_chat=NEWCOMER)
        waits = []
        for number in range(rounds):
            bench.show(f"outage: {way}", number, rounds)
            waits.append(await _round(table, line, way, longest, newcomer))
        if max(waits) > RESUMES_WITHIN:
            verdict.complaints.append(f"answers again only {max(waits):.1f} s after the outage")
        await table.finish(verdict, excused=rounds)
    verdict.figures["back after"] = ", ".join(f"{wait:.1f} s" for wait in waits)
    return verdict


async def _round(table: Table, line: Line, way: str, longest: float, newcomer: Load) -> float:
    """One outage; gives the seconds from its end until somebody is answered who asks just then.

    Whoever asked before may have to wait longer: a reply that may have arrived is not sent again at once.
    """
    load, dice = table.load, table.dice
    await load.keep_asking(BEFORE, BEFORE)
    await _cut(table, line, way)
    began = time.monotonic()
    away = dice.uniform(longest / 2, longest)
    await load.keep_asking(MEANWHILE, 10_000)
    await asyncio.sleep(began + away - time.monotonic())
    await _mend(table, line, way)
    asked = newcomer.ask()
    await table.wait(lambda: not newcomer.open)
    took = time.monotonic() - asked.at
    await table.all_answered()
    return took


async def _cut(table: Table, line: Line, way: str) -> None:
    if way == "errors":
        table.api.trouble = 0.5
    else:
        await line.cut(way)


async def _mend(table: Table, line: Line, way: str) -> None:
    table.api.trouble = 0.0
    if way != "errors":
        await line.mend()
