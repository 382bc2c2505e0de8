"""Forgetting: on a person's wish, and by age."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Select,
    Table,
    Update,
    and_,
    delete,
    false,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.feedback import erase_words
from bot.store.inbox import ERASED
from bot.store.privacy import Hasher
from bot.store.rooms import room_key
from bot.store.schema import (
    blocked,
    chat_memory,
    handoff_messages,
    handoffs,
    inbox,
    outbox,
    turn_grams,
    turns,
)
from bot.store.values import InboxState, SweepReport

DEAD_DAYS = 7
"""How long a dead letter keeps its raw text."""
DONE_DAYS = 7
"""How long a handled row is kept to know a redelivery; Telegram redelivers for one day."""

_NO_TEXT: dict[str, Any] = {
    "text": "",
    "folded": "",
    "grouping": "",
    "body": "",
    "options": [],
    "trace": None,
}


async def _count(connection: AsyncConnection, statement: Delete | Update) -> int:
    result = await connection.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


async def forget_chat(
    connection: AsyncConnection, hasher: Hasher, channel: str, chat: str, keep_inbox: int | None
) -> int:
    """Deletes all that is kept of a chat; returns the number of rows."""
    hashed = hasher.chat(channel, chat)
    keep = inbox.c.id != (keep_inbox if keep_inbox is not None else -1)
    statements = (
        delete(outbox).where(outbox.c.channel == channel, outbox.c.chat == chat),
        delete(outbox).where(outbox.c.turn_id.in_(_turn_ids(channel, turns.c.chat == hashed))),
        delete(turns).where(turns.c.channel == channel, turns.c.chat == hashed),
        delete(chat_memory).where(chat_memory.c.channel == channel, chat_memory.c.chat == hashed),
        delete(blocked).where(blocked.c.channel == channel, blocked.c.chat == hashed),
        delete(inbox).where(inbox.c.channel == channel, inbox.c.chat == chat, keep),
    )
    return sum([await _count(connection, statement) for statement in statements])


async def forget_handoffs(
    connection: AsyncConnection, channel: str, chat_hash: str, user_hash: str
) -> tuple[list[str | None], int]:
    """Deletes the hand-offs of a chat and of a person (empty: of none) with all that was said in them.

    Gives the rooms of the deleted ones (None: not made), each once, and the number of rows.
    """
    whose = [handoffs.c.chat_hash == chat_hash] if chat_hash else []
    whose += [handoffs.c.user_hash == user_hash] if user_hash else []
    condition = and_(handoffs.c.channel == channel, or_(false(), *whose))
    columns = (handoffs.c.room, handoffs.c.chat, handoffs.c.chat_hash)
    found = (await connection.execute(select(*columns).where(condition))).all()
    to_staff = {room_key(channel, row.chat_hash) for row in found}
    from_staff = and_(outbox.c.channel == channel, outbox.c.chat.in_({row.chat for row in found if row.chat}))
    count = await _count(connection, delete(outbox).where(or_(outbox.c.chat.in_(to_staff), from_staff)))
    count += await _count(connection, delete(handoffs).where(condition))
    return list(dict.fromkeys(row.room for row in found)), count


async def forget_user(
    connection: AsyncConnection, hasher: Hasher, channel: str, user: str, keep_inbox: int | None
) -> int:
    """Deletes all that is kept of a person, and what their chats remember; returns the number of rows."""
    hashed = hasher.user(channel, user)
    keep = inbox.c.id != (keep_inbox if keep_inbox is not None else -1)
    chats = select(turns.c.chat).where(turns.c.channel == channel, turns.c.user == hashed)
    statements = (
        delete(chat_memory).where(chat_memory.c.channel == channel, chat_memory.c.chat.in_(chats)),
        delete(outbox).where(outbox.c.turn_id.in_(_turn_ids(channel, turns.c.user == hashed))),
        delete(turns).where(turns.c.channel == channel, turns.c.user == hashed),
        delete(inbox).where(inbox.c.channel == channel, inbox.c.user == user, keep),
    )
    return sum([await _count(connection, statement) for statement in statements])


def _turn_ids(channel: str, whose: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(turns.c.id).where(turns.c.channel == channel, whose)


async def sweep(connection: AsyncConnection, retention_days: int, now: datetime) -> SweepReport:
    """Erases what is older than its time. Outcomes and figures of turns stay, their texts go."""
    retained = now - timedelta(days=retention_days)
    return SweepReport(
        turns=await _sweep_turns(connection, retained, now),
        memories=await _count(connection, delete(chat_memory).where(chat_memory.c.at < retained)),
        handoffs=await _sweep_handoffs(connection, retained),
        dead=await _sweep_dead(connection, now - timedelta(days=DEAD_DAYS)),
        ended=await _sweep_ended(connection, InboxState.DONE, now - timedelta(days=DONE_DAYS))
        + await _sweep_ended(connection, InboxState.DEAD, retained),
    )


async def _sweep_turns(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    old = and_(turns.c.at < before, turns.c.texts_gone_at.is_(None))
    await connection.execute(
        delete(turn_grams).where(turn_grams.c.turn_id.in_(select(turns.c.id).where(old)))
    )
    count = await _count(connection, update(turns).where(old).values(texts_gone_at=now, **_NO_TEXT))
    await erase_words(connection)
    return count


async def _sweep_handoffs(connection: AsyncConnection, before: datetime) -> int:
    old = and_(handoff_messages.c.at < before, handoff_messages.c.text != "")
    return await _count(connection, update(handoff_messages).where(old).values(text=""))


def _ended(table: Table, state: InboxState, before: datetime) -> ColumnElement[bool]:
    return and_(table.c.state == state, table.c.ended_at < before)


async def _sweep_dead(connection: AsyncConnection, before: datetime) -> int:
    letters = and_(_ended(inbox, InboxState.DEAD, before), inbox.c.chat.is_not(None))
    replies = and_(
        _ended(outbox, InboxState.DEAD, before),
        or_(outbox.c.chat.is_not(None), outbox.c.payload.is_not(None)),
    )
    erased = await _count(connection, update(inbox).where(letters).values(ERASED))
    return erased + await _count(connection, update(outbox).where(replies).values(chat=None, payload=None))


async def _sweep_ended(connection: AsyncConnection, state: InboxState, before: datetime) -> int:
    return sum([await _count(connection, delete(t).where(_ended(t, state, before))) for t in (inbox, outbox)])
