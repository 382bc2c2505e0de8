"""The inbox: what came in, kept until its answer is committed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import IncomingMessage, Kind
from bot.store.folding import clean
from bot.store.privacy import Hasher, mask
from bot.store.schema import inbox
from bot.store.values import InboxItem, InboxState
from bot.store.writes import insert_new

TRIES = 3
"""After so many failures a message is given up."""
BACK_OFF = timedelta(seconds=2)
"""Wait after the first failure; doubled after each further one."""
ERROR_LIMIT = 2000
"""Characters kept of an error."""

ERASED: dict[str, Any] = dict.fromkeys(("external_id", "chat", "user", "text", "press", "about", "raw"))
"""What a row loses once it is done with."""


async def receive(
    connection: AsyncConnection,
    hasher: Hasher,
    batch: Sequence[tuple[IncomingMessage, Mapping[str, Any] | None]],
    now: datetime,
) -> list[int | None]:
    """Keeps messages and gives their ids; None for one that is known already."""
    rows = [_row(hasher, message, raw, now) for message, raw in batch]
    key = (inbox.c.channel, inbox.c.message_key)
    found = await insert_new(connection, inbox, rows, key, (inbox.c.id, *key))
    ids = {(row.channel, row.message_key): int(row.id) for row in found}
    # Taken out as they are given: of two equal messages in a batch the first one is new.
    return [ids.pop((row["channel"], row["message_key"]), None) for row in rows]


def _row(
    hasher: Hasher, message: IncomingMessage, raw: Mapping[str, Any] | None, now: datetime
) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "message_key": hasher.message(message.channel, message.external_id),
        "external_id": clean(message.external_id),
        "chat": clean(message.chat),
        "user": clean(message.user),
        "text": clean(message.text),
        "kind": message.kind.value,
        "press": _clean(message.press),
        "about": _clean(message.about),
        "lang_hint": None if message.lang_hint is None else clean(message.lang_hint)[:16],
        "raw": None if raw is None else dict(raw),
        "received_at": now,
        "state": InboxState.WAITING,
        "tries": 0,
        "due_at": now,
    }


def _clean(text: str | None) -> str | None:
    return None if text is None else clean(text)


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
        about=row.about,
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


async def finish(connection: AsyncConnection, inbox_ids: Sequence[int], now: datetime) -> bool:
    """Marks rows done and erases what they held; whether any of them was waiting or dead."""
    values = {**ERASED, "state": InboxState.DONE, "ended_at": now, "error": None}
    open_rows = inbox.c.id.in_(inbox_ids) & (inbox.c.state != InboxState.DONE)
    return (await connection.execute(update(inbox).where(open_rows).values(values))).rowcount > 0
