"""The inbox: what came in, kept until its answer is committed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Insert, Row, Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import IncomingMessage, Kind
from bot.store.folding import clean
from bot.store.privacy import Hasher, mask
from bot.store.schema import inbox
from bot.store.values import InboxItem, InboxState

TRIES = 3
"""After so many failures a message is given up."""
BACK_OFF = timedelta(seconds=2)
"""Wait after the first failure; doubled after each further one."""
ERROR_LIMIT = 2000
"""Characters kept of an error."""

ERASED: dict[str, Any] = dict.fromkeys(("external_id", "chat", "user", "text", "press", "raw"))
"""What a row loses once it is done with."""


async def insert_once(connection: AsyncConnection, statement: Insert, known: Select[Any]) -> int | None:
    """The new row's id; None where `known` finds it already, also when another process is a moment ahead."""
    if (await connection.execute(known)).first() is not None:
        return None
    savepoint = await connection.begin_nested()
    try:
        result = await connection.execute(statement)
    except IntegrityError:
        await savepoint.rollback()
        if (await connection.execute(known)).first() is None:
            raise
        return None
    # Any other error ends the whole transaction: on a full disk SQLite has done so already.
    await savepoint.commit()
    key = result.inserted_primary_key
    return None if key is None else int(key[0])


async def receive(
    connection: AsyncConnection,
    hasher: Hasher,
    message: IncomingMessage,
    raw: Mapping[str, Any] | None,
    now: datetime,
) -> int | None:
    """Keeps a message; None where it is known already."""
    key = hasher.message(message.channel, message.external_id)
    known = select(inbox.c.id).where(inbox.c.channel == message.channel, inbox.c.message_key == key)
    row = {
        "channel": message.channel,
        "message_key": key,
        "external_id": clean(message.external_id),
        "chat": clean(message.chat),
        "user": clean(message.user),
        "text": clean(message.text),
        "kind": message.kind.value,
        "press": None if message.press is None else clean(message.press),
        "lang_hint": None if message.lang_hint is None else clean(message.lang_hint)[:16],
        "raw": None if raw is None else dict(raw),
        "received_at": now,
        "state": InboxState.WAITING,
        "tries": 0,
        "due_at": now,
    }
    return await insert_once(connection, inbox.insert().values(row), known)


async def next_messages(
    connection: AsyncConnection, limit: int, busy: Collection[tuple[str, str]], now: datetime
) -> list[InboxItem]:
    """The oldest waiting message of each chat that is not busy; a chat whose oldest is not due yet waits."""
    heads = (
        select(func.min(inbox.c.id))
        .where(inbox.c.state == InboxState.WAITING)
        .group_by(inbox.c.channel, inbox.c.chat)
    )
    due = select(inbox).where(inbox.c.id.in_(heads), inbox.c.due_at <= now)
    rows = await connection.execute(due.order_by(inbox.c.id).limit(limit + len(busy)))
    free = [row for row in rows if (row.channel, row.chat) not in busy]
    return [_item(row) for row in free[:limit]]


def _item(row: Row[Any]) -> InboxItem:
    message = IncomingMessage(
        channel=row.channel,
        chat=row.chat,
        external_id=row.external_id,
        text=row.text,
        kind=Kind(row.kind),
        user=row.user,
        press=row.press,
        lang_hint=row.lang_hint,
    )
    return InboxItem(row.id, message, row.received_at, row.tries, row.raw)


async def fail(connection: AsyncConnection, inbox_id: int, error: str, now: datetime) -> InboxState:
    """Counts a failure; the third one makes the row a dead letter."""
    found = await connection.execute(select(inbox.c.state, inbox.c.tries).where(inbox.c.id == inbox_id))
    row = found.first()
    if row is None or row.state != InboxState.WAITING:
        return InboxState.DONE if row is None else InboxState(row.state)
    tries = row.tries + 1
    state = InboxState.DEAD if tries >= TRIES else InboxState.WAITING
    values = {
        "tries": tries,
        "state": state,
        "error": tidy_error(error),
        "due_at": now + BACK_OFF * 2 ** (tries - 1),
        "ended_at": now if state is InboxState.DEAD else None,
    }
    await connection.execute(update(inbox).where(inbox.c.id == inbox_id).values(values))
    return state


def tidy_error(error: str) -> str:
    """Masked and cut: an error may quote what the person wrote."""
    return mask(clean(error))[:ERROR_LIMIT]


async def finish(connection: AsyncConnection, inbox_id: int, now: datetime) -> None:
    """Marks a row done and erases what it held."""
    values = {**ERASED, "state": InboxState.DONE, "ended_at": now, "error": None}
    await connection.execute(update(inbox).where(inbox.c.id == inbox_id).values(values))
