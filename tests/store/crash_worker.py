"""Run by test_crash.py in a process of its own, to be killed: receives, answers and sends until all is done.

Arguments: database URL, number of messages. Prints `r N` once message N is safely received.
"""

from __future__ import annotations

import asyncio
import sys

from store_samples import SECRET, draft, message, turn

from bot.store import Store

CHATS = 5


async def receive(store: Store, total: int) -> None:
    for number in range(total):
        await store.receive(message(number, f"chat-{number % CHATS}"), {"number": number})
        print("r", number, flush=True)


async def answer(store: Store, total: int) -> None:
    while True:
        items = await store.next_messages(3)
        for item in items:
            number, chat = item.message.external_id[1:], item.message.chat
            memory = await store.memory("memory", chat)
            seen = [*memory.get("seen", []), int(number)]
            await store.commit_turn(item.id, turn(number, chat=chat), [draft(number, chat)], {"seen": seen})
        if not items and (await store.figures()).turns == total:
            return
        await asyncio.sleep(0)


async def main(url: str, total: int) -> None:
    store = await Store.open(url, SECRET)
    try:
        await asyncio.gather(receive(store, total), answer(store, total))
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
