"""Run by test_backup.py in a process of its own: answers messages without end, as the bot would.

Arguments: database URL. Each turn is written in one transaction with a memory that holds its number; the number is
printed once that is done.
"""

from __future__ import annotations

import asyncio
import itertools
import sys

from store_samples import SECRET, draft, message, turn

from bot.store import Store


async def main(url: str) -> None:
    store = await Store.open(url, SECRET)
    try:
        for number in itertools.count(1):
            inbox_id = await store.receive(message(number), {"number": number})
            assert inbox_id is not None
            await store.commit_turn(inbox_id, turn(number), [draft()], {"number": number})
            print(number, flush=True)
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
