"""Writes that belong to a message's transaction, and statements that both databases know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.privacy import Hasher


@dataclass(frozen=True, slots=True)
class Writing:
    """A transaction under way."""

    connection: AsyncConnection
    hasher: Hasher
    now: datetime
    turn_id: int | None
    """The turn that is being written; None where the message has none."""


Write = Callable[[Writing], Awaitable[None]]
"""Something to be written in the same transaction. Made by functions of this package; the service only carries it."""


def _insert(connection: AsyncConnection, table: Table) -> Any:
    """An insert that knows ON CONFLICT: SQLAlchemy spells it per database."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


async def insert_new(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[Column[Any]],
    returning: Sequence[Column[Any]],
) -> list[Any]:
    """Inserts the rows whose key is not there yet, and gives `returning` of those, in no certain order."""
    if not rows:
        return []
    statement = _insert(connection, table).on_conflict_do_nothing(index_elements=list(key))
    result = await connection.execute(statement.returning(*returning), [dict(row) for row in rows])
    return list(result.all())


async def upsert(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]], key: Sequence[Column[Any]]
) -> None:
    """Inserts the rows, or replaces what stands under their keys."""
    if not rows:
        return
    statement = _insert(connection, table)
    names = {column.name for column in key}
    changed = {name: statement.excluded[name] for name in rows[0] if name not in names}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=changed), [dict(row) for row in rows]
    )
