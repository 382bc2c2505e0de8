"""Counts over the conversation log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import inbox, outbox, turns
from bot.store.values import Figures, InboxState

_INTENTS = 20

Conditions = Sequence[ColumnElement[bool]]


async def figures(connection: AsyncConnection, conditions: Conditions) -> Figures:
    """The figures of the turns that meet the conditions."""
    totals = select(
        func.count(),
        func.count(turns.c.chat.distinct()),
        func.count(func.nullif(turns.c.user, "").distinct()),
    )
    count, chats, people = (await connection.execute(totals.where(*conditions))).one()
    intents = await _by(connection, turns.c.intent, (*conditions, turns.c.intent.is_not(None)))
    return Figures(
        turns=count,
        chats=chats,
        people=people,
        outcomes=dict(await _by(connection, turns.c.outcome, conditions)),
        channels=dict(await _by(connection, turns.c.channel, conditions)),
        intents=intents[:_INTENTS],
        ms_median=await _quantile(connection, conditions, count, 0.5),
        ms_p95=await _quantile(connection, conditions, count, 0.95),
        inbox_waiting=await _state(connection, inbox, InboxState.WAITING),
        outbox_waiting=await _state(connection, outbox, InboxState.WAITING),
        dead=await _state(connection, inbox, InboxState.DEAD)
        + await _state(connection, outbox, InboxState.DEAD),
    )


async def _by(
    connection: AsyncConnection, column: ColumnElement[Any], conditions: Conditions
) -> list[tuple[str, int]]:
    number = func.count()
    query = select(column, number).where(*conditions).group_by(column).order_by(number.desc(), column)
    return [(str(name), int(count)) for name, count in await connection.execute(query)]


async def _quantile(
    connection: AsyncConnection, conditions: Conditions, count: int, share: float
) -> float | None:
    """Nearest rank: the smallest value that at least `share` of all do not exceed."""
    if count == 0:
        return None
    rank = min(count - 1, max(0, -int(-count * share // 1) - 1))
    query = select(turns.c.ms).where(*conditions).order_by(turns.c.ms).offset(rank).limit(1)
    return float((await connection.execute(query)).scalar_one())


async def _state(connection: AsyncConnection, box: Table, state: InboxState) -> int:
    query = select(func.count()).select_from(box).where(box.c.state == state)
    return int((await connection.execute(query)).scalar_one())
