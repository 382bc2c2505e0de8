"""429 storm: three sends in ten are told to wait, one chat for ten minutes; the others must not notice that one."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from soak_check import doubled_too_often, lost, read_database, waiting
from soak_scenario import Bench, Table, Verdict

SHARE = 0.3
LONG_WAIT = 600.0
WORSE_AT_MOST = 1.10
EVERY = 4.0
"""Seconds between two questions of a chat: half of what one can be answered while three sends in ten wait 2 s."""


async def flood(bench: Bench, chats: int = 40, seconds: float = 60.0, slack: float = 0.0) -> Verdict:
    """The same storm without and with a chat on hold; `slack` seconds are forgiven, where a run is short.

    Both at the same time, so that the machine is as busy for the one as for the other.
    """
    verdict = Verdict("429 storm")
    free, other = await asyncio.gather(
        _run(replace(bench, folder=bench.folder / "free"), chats, seconds, verdict, held=False),
        _run(replace(bench, folder=bench.folder / "held"), chats, seconds, verdict, held=True),
    )
    if other > free * WORSE_AT_MOST + slack:
        verdict.complaints.append(
            f"the held chat costs the others: 95 % within {free:.2f} s, now {other:.2f} s"
        )
    verdict.figures["95 % within"] = f"{free:.2f} s, with a held chat {other:.2f} s"
    return verdict


async def _run(bench: Bench, chats: int, seconds: float, verdict: Verdict, *, held: bool) -> float:
    """One storm; gives the delay within which 95 of 100 answers come to all but the chat on hold."""
    async with bench.table(chats + held) as table:
        blocked = frozenset(table.load.chats[chats:])
        table.api.flood = _storm(bench.seed, blocked)
        await table.bot.start()
        await _ask_evenly(table, chats, seconds, "storm with a held chat" if held else "storm")
        await table.all_answered(blocked)
        if held:
            await _restart(table)
        _look(table, verdict, blocked)
        return statistics.quantiles(table.load.delays(blocked), n=20)[-1]


def _storm(seed: int, blocked: frozenset[int]) -> Callable[[int], float]:
    """Whether a send waits hangs on its chat and number alone, so that two runs have the same storm."""
    sends: defaultdict[int, int] = defaultdict(int)

    def flood(chat: int) -> float:
        sends[chat] += 1
        dice = random.Random(f"{seed} {chat} {sends[chat]}")
        if chat in blocked:
            return LONG_WAIT
        return float(dice.randint(1, 3)) if dice.random() < SHARE else 0.0

    return flood


async def _ask_evenly(table: Table, chats: int, seconds: float, what: str) -> None:
    """Everybody asks every few seconds, evenly spread; so does the held one, behind the last chat."""
    everybody = len(table.load.chats)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for round_ in range(int(seconds / EVERY)):
        for number in range(everybody):
            await asyncio.sleep(began + EVERY * (round_ + number / chats) - loop.time())
            table.load.ask(number)
        table.bench.show(what, table.load.total_answered, int(seconds / EVERY) * everybody)


async def _restart(table: Table) -> None:
    """What a chat was told to wait is known to the next process, too."""
    await table.bot.kill()
    await table.bot.start()
    table.load.ask(0)
    await table.all_answered(frozenset(table.load.chats[-1:]))


def _look(table: Table, verdict: Verdict, blocked: frozenset[int]) -> None:
    api, load, data = table.api, table.load, table.bot.data
    verdict.complaints += lost(load, blocked) + api.broken_holds + doubled_too_often(api, load)
    kept = sum(
        count for (count,) in read_database(data, "SELECT count(*) FROM outbox WHERE state = 'waiting'")
    )
    wanted = sum(len(load.asked[chat]) for chat in blocked)
    if kept < wanted or any("dead" in row or "inbox" in row for row in waiting(data)):
        verdict.complaints.append(f"of {wanted} replies to the held chat: {waiting(data)}")
    verdict.figures["questions"] = str(load.total_asked)
