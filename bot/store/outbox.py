"""The outbox: replies that are committed and wait to be sent, in order within each chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.folding import clean
from bot.store.inbox import tidy_error
from bot.store.schema import outbox, turns
from bot.store.values import InboxState, OutboxDraft, OutboxItem


async def enqueue(
    connection: AsyncConnection, replies: Sequence[tuple[int | None, OutboxDraft]], now: datetime
) -> None:
    """Adds replies with the turns that they belong to, in the order given.

    They keep their positions, as far as no two of a turn have the same.
    """
    free: Counter[int | None] = Counter()
    rows = []
    for turn_id, reply in replies:
        position = max(free[turn_id], reply.position)
        rows.append({**new_row(reply, now), "turn_id": turn_id, "position": position})
        free[turn_id] = position + 1
    if rows:
        await connection.execute(insert(outbox), rows)


def new_row(reply: OutboxDraft, now: datetime) -> dict[str, Any]:
    """The columns of a reply that waits, but for its turn and position."""
    return {
        "channel": reply.channel,
        "chat": clean(reply.chat),
        "payload": dict(reply.payload),
        "created_at": now,
        "state": InboxState.WAITING,
        "tries": 0,
        "due_at": now,
    }


async def next_outgoing(
    connection: AsyncConnection, channel: str, limit: int, busy: Collection[tuple[str, str]], now: datetime
) -> list[OutboxItem]:
    """The oldest waiting reply of each chat that is not busy; a chat whose oldest is not due yet waits."""
    heads = (
        select(func.min(outbox.c.id))
        .where(outbox.c.state == InboxState.WAITING, outbox.c.channel == channel)
        .group_by(outbox.c.chat)
    )
    due = select(outbox.c.id, outbox.c.channel, outbox.c.chat).where(
        outbox.c.id.in_(heads), outbox.c.due_at <= now
    )
    found = await connection.execute(due.order_by(outbox.c.id).limit(limit + len(busy)))
    free = [row.id for row in found if (row.channel, row.chat) not in busy][:limit]
    if not free:
        return []
    # Only now what is to be sent: most of what is due may be under way already.
    rows = await connection.execute(select(outbox).where(outbox.c.id.in_(free)).order_by(outbox.c.id))
    return [item(row) for row in rows]


def item(row: Row[Any]) -> OutboxItem:
    """A row that waits, as the sender takes it."""
    return OutboxItem(row.id, row.channel, row.chat, row.payload, row.tries, row.created_at)


async def sent(connection: AsyncConnection, messages: Mapping[int, str | None], now: datetime) -> None:
    """Marks replies sent and erases what they held; `messages` gives the channel's ids of the messages."""
    values = {"state": InboxState.DONE, "chat": None, "payload": None, "error": None, "ended_at": now}
    waiting = (outbox.c.id == bindparam("row")) & (outbox.c.state == InboxState.WAITING)
    statement = update(outbox).where(waiting).values(**values, external_message_id=bindparam("message"))
    rows = [{"row": row, "message": message} for row, message in messages.items()]
    await connection.execute(statement, rows)


async def retry_later(
    connection: AsyncConnection, outbox_id: int, error: str, seconds: float, now: datetime
) -> None:
    """Counts a failure and puts the reply, and with it its chat, off."""
    due = now + timedelta(seconds=seconds)
    values = {"tries": outbox.c.tries + 1, "due_at": due, "error": tidy_error(error)}
    await _update(connection, outbox_id, values)


async def give_up(connection: AsyncConnection, outbox_id: int, error: str, now: datetime) -> None:
    """Makes a reply a dead letter; the chat's next one may go."""
    values = {
        "tries": outbox.c.tries + 1,
        "state": InboxState.DEAD,
        "error": tidy_error(error),
        "ended_at": now,
    }
    await _update(connection, outbox_id, values)


async def _update(connection: AsyncConnection, outbox_id: int, values: dict[str, Any]) -> None:
    waiting = (outbox.c.id == outbox_id) & (outbox.c.state == InboxState.WAITING)
    await connection.execute(update(outbox).where(waiting).values(values))


async def sent_ids(connection: AsyncConnection, channel: str, message_key: str) -> list[str]:
    """The channel's ids of the replies to one message, in order."""
    found = await connection.execute(
        select(outbox.c.external_message_id)
        .join(turns, turns.c.id == outbox.c.turn_id)
        .where(
            turns.c.channel == channel,
            turns.c.external_id == message_key,
            outbox.c.external_message_id.is_not(None),
        )
        .order_by(outbox.c.position)
    )
    return [str(value) for value in found.scalars()]
