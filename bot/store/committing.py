"""Turns with their replies and memories, several in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import inbox, outbox
from bot.store.folding import grams
from bot.store.privacy import Hasher
from bot.store.schema import chat_memory, turn_grams, turns
from bot.store.turns import turn_values
from bot.store.values import OutboxDraft, TurnDraft
from bot.store.writes import Write, Writing, insert_new, upsert


async def commit_turns(
    connection: AsyncConnection, hasher: Hasher, drafts: Sequence[TurnDraft], now: datetime
) -> list[bool]:
    """Ends the inbox rows, and writes all that is new; False for a message that has its turn already."""
    await inbox.finish(connection, [draft.inbox_id for draft in drafts], now)
    rows = [turn_values(hasher, draft.turn) for draft in drafts]
    ids = await _turn_ids(connection, rows)
    news = [
        (turn_id, draft, row)
        for draft, row in zip(drafts, rows, strict=True)
        if (turn_id := ids.get((row["channel"], row["external_id"]))) is not None
    ]
    await _grams(connection, [(turn_id, row["folded"]) for turn_id, _, row in news])
    await outbox.enqueue(
        connection, [(turn_id, reply) for turn_id, draft, _ in news for reply in draft.in_order()], now
    )
    await _remember(connection, [(row, draft) for _, draft, row in news], now)
    for turn_id, draft, _ in news:
        for write in draft.also:
            await write(Writing(connection, hasher, now, turn_id))
    known = {id(draft) for _, draft, _ in news}
    return [id(draft) in known for draft in drafts]


async def _turn_ids(
    connection: AsyncConnection, rows: Sequence[dict[str, Any]]
) -> dict[tuple[str, str], int]:
    """Ids of the turns that were inserted, by channel and message."""
    key = (turns.c.channel, turns.c.external_id)
    found = await insert_new(connection, turns, rows, key, (turns.c.id, *key))
    return {(row.channel, row.external_id): row.id for row in found}


async def _grams(connection: AsyncConnection, folded: Sequence[tuple[int, str]]) -> None:
    pairs = [{"gram": gram, "turn_id": turn_id} for turn_id, text in folded for gram in sorted(grams(text))]
    if pairs:
        await connection.execute(insert(turn_grams), pairs)


async def _remember(
    connection: AsyncConnection, news: Sequence[tuple[dict[str, Any], TurnDraft]], now: datetime
) -> None:
    """Replaces what the chats remember; an empty memory leaves no row."""
    rows = [
        {"channel": row["channel"], "chat": row["chat"], "data": dict(draft.memory), "at": now}
        for row, draft in news
        if draft.memory
    ]
    await upsert(connection, chat_memory, rows, (chat_memory.c.channel, chat_memory.c.chat))
    for row, draft in news:
        if not draft.memory:
            key = (chat_memory.c.channel == row["channel"]) & (chat_memory.c.chat == row["chat"])
            await connection.execute(delete(chat_memory).where(key))


async def commit_rest(
    connection: AsyncConnection,
    hasher: Hasher,
    inbox_id: int | None,
    messages: Sequence[OutboxDraft],
    also: Sequence[Write],
    now: datetime,
) -> bool:
    """Ends an inbox row that gets no turn, with the messages and writes that it led to.

    Without an inbox row (None) all is written. False where the row was ended before: then nothing is.
    """
    if inbox_id is not None and not await inbox.finish(connection, [inbox_id], now):
        return False
    await outbox.enqueue(connection, [(None, message) for message in messages], now)
    for write in also:
        await write(Writing(connection, hasher, now, None))
    return True
