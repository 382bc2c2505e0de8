"""kill -9 at random moments: nothing lost, nothing logged twice, one reply a chat a kill sent twice at most."""

from __future__ import annotations

import asyncio

from soak_scenario import Bench, Table, Verdict

OPEN_AT_MOST = 300
LATENCY = 0.1


async def kills(bench: Bench, updates: int = 10_000, times: int = 50, chats: int = 500) -> Verdict:
    """Ask `updates` questions and kill the bot so often while it answers."""
    verdict = Verdict(f"kills, {bench.mode}")
    async with bench.table(chats) as table:
        table.api.latency = LATENCY
        asking = asyncio.create_task(table.load.keep_asking(updates, OPEN_AT_MOST))
        await table.bot.start()
        for number, moment in enumerate(sorted(_moments(table, updates, times))):
            bench.show("kills", number, times)
            await _kill_once(table, moment)
        await asking
        await table.finish(verdict)
    verdict.figures["kills"] = str(table.api.life)
    return verdict


def _moments(table: Table, updates: int, times: int) -> list[int]:
    """After how many answers to kill: anywhere but in the last part, where nothing would be left to lose."""
    return [table.dice.randrange(updates * 95 // 100) for _ in range(times)]


async def _kill_once(table: Table, answered: int) -> None:
    """Kill after so many answers and a moment; one time in five while the bot is still starting."""
    load, dice = table.load, table.dice
    if table.bot.starts > 1 and dice.random() < 0.2:
        await asyncio.sleep(dice.uniform(0.0, 1.0))
    else:
        await table.wait(lambda: table.api.greetings > 0 and load.total_answered >= answered, 600)
        await asyncio.sleep(dice.uniform(0.0, 0.2))
    await table.bot.kill()
    await table.bot.start(wait=False)
