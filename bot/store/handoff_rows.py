"""Reading hand-offs, their rooms, and what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import outbox
from bot.store.queries import LISTED, with_ratings
from bot.store.rooms import room_key
from bot.store.schema import handoffs, turns
from bot.store.schema import outbox as outbox_table
from bot.store.values import InboxState, OutboxItem, TurnRow

OPEN = "open"

_MOST_WAITING = 40


@dataclass(frozen=True, slots=True)
class Handoff:
    """An open hand-off."""

    id: int
    channel: str
    """The asker's."""
    chat: str
    """The asker's, as the channel names it."""
    chat_hash: str
    lang: str
    room: str | None
    """The staff's chat for this asker, where one has been made."""
    opened_at: datetime
    answered_at: datetime | None
    told_at: datetime | None

    @property
    def key(self) -> str:
        """Where messages to the staff about it go."""
        return room_key(self.channel, self.chat_hash)

    @property
    def quiet(self) -> bool:
        """Whether the bot leaves the asker to the staff."""
        return self.told_at is None


def as_handoff(row: Row[Any]) -> Handoff:
    """A row of an open hand-off."""
    return Handoff(
        row.id,
        row.channel,
        row.chat,
        row.chat_hash,
        row.lang,
        row.room,
        row.opened_at,
        row.answered_at,
        row.told_at,
    )


async def open_rows(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """The open ones that meet the conditions, oldest first."""
    query = select(handoffs).where(handoffs.c.state == OPEN, *conditions).order_by(handoffs.c.id)
    return (await connection.execute(query)).all()


async def is_open(connection: AsyncConnection, channel: str, chat_hash: str) -> bool:
    """Whether the asker has an open one."""
    whose = (handoffs.c.channel == channel, handoffs.c.chat_hash == chat_hash)
    return bool(await open_rows(connection, *whose))


async def recent_turns(
    connection: AsyncConnection, channel: str, chat_hash: str, since: datetime, limit: int = 10
) -> list[TurnRow]:
    """What was said lately, oldest first; not before the last hand-off ended, which the staff know."""
    ended = select(func.max(handoffs.c.closed_at)).where(
        handoffs.c.channel == channel, handoffs.c.chat_hash == chat_hash
    )
    known_until = (await connection.execute(ended)).scalar_one_or_none()
    begin = max(since, known_until or since)
    whose = (turns.c.channel == channel, turns.c.chat == chat_hash, turns.c.at > begin)
    rows = await connection.execute(
        with_ratings(select(*LISTED)).where(*whose).order_by(turns.c.id.desc()).limit(limit)
    )
    return [TurnRow(**row._mapping) for row in rows][::-1]


async def room_of(connection: AsyncConnection, channel: str, chat_hash: str) -> str | None:
    """The room that was made last for an asker."""
    whose = (handoffs.c.channel == channel, handoffs.c.chat_hash == chat_hash, handoffs.c.room.is_not(None))
    query = select(handoffs.c.room).where(*whose).order_by(handoffs.c.id.desc()).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def set_room(connection: AsyncConnection, channel: str, chat_hash: str, room: str) -> None:
    """Keeps a room with the asker's last hand-off."""
    whose = (handoffs.c.channel == channel, handoffs.c.chat_hash == chat_hash)
    last = select(handoffs.c.id).where(*whose).order_by(handoffs.c.id.desc()).limit(1).scalar_subquery()
    await connection.execute(update(handoffs).where(handoffs.c.id == last).values(room=room))


async def has_room(connection: AsyncConnection, room: str) -> bool:
    """Whether the room is or was one of a hand-off."""
    query = select(handoffs.c.id).where(handoffs.c.room == room).limit(1)
    return (await connection.execute(query)).first() is not None


async def waiting(connection: AsyncConnection, key: str) -> list[OutboxItem]:
    """The first messages to a room that are not sent yet, in order."""
    waits = (outbox_table.c.state == InboxState.WAITING, outbox_table.c.chat == key)
    query = select(outbox_table).where(*waits).order_by(outbox_table.c.id).limit(_MOST_WAITING)
    return [outbox.item(row) for row in await connection.execute(query)]
