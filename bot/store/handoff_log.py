"""Hand-offs as reviewers see them: when, how long somebody waited, what was said. Masked, without any raw id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.schema import handoff_messages, handoffs


@dataclass(frozen=True, slots=True)
class HandoffRow:
    """One hand-off."""

    id: int
    channel: str
    chat: str
    """Keyed hash of the asker's chat, as the log shows it."""
    opened_at: datetime
    answered_at: datetime | None
    """When a person answered first."""
    closed_at: datetime | None
    closed_by: str | None
    """asker, staff or time."""
    asked: int
    """Messages of the asker."""
    answers: int
    """Messages of the staff."""


class HandoffLine(NamedTuple):
    """Something that was said."""

    at: datetime
    sender: str
    """asker or staff."""
    text: str
    """Masked; empty once the retention time is over."""


class HandoffLog:
    """Reads the hand-offs. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rows(self, since: datetime | None = None, limit: int = 50) -> list[HandoffRow]:
        """Hand-offs, newest first."""
        query = _counted().order_by(handoffs.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(handoffs.c.opened_at >= since)
        return [HandoffRow(*row) for row in await self._database.read(_all, query)]

    async def lines(self, handoff_id: int) -> list[HandoffLine] | None:
        """What was said in a hand-off, in order; None where there is none with that id."""
        found = select(handoffs.c.id).where(handoffs.c.id == handoff_id)
        if not await self._database.read(_all, found):
            return None
        columns = (handoff_messages.c.at, handoff_messages.c.sender, handoff_messages.c.text)
        said = select(*columns).where(handoff_messages.c.handoff_id == handoff_id)
        rows = await self._database.read(_all, said.order_by(handoff_messages.c.id))
        return [HandoffLine(*row) for row in rows]


def _counted() -> Select[Any]:
    def count(sender: str) -> Any:
        said = (handoff_messages.c.handoff_id == handoffs.c.id, handoff_messages.c.sender == sender)
        return select(func.count()).select_from(handoff_messages).where(*said).scalar_subquery()

    columns = ("id", "channel", "chat_hash", "opened_at", "answered_at", "closed_at", "closed_by")
    return select(*(handoffs.c[name] for name in columns), count("asker"), count("staff"))


async def _all(connection: AsyncConnection, query: Select[Any]) -> Sequence[Any]:
    return list(await connection.execute(query))
