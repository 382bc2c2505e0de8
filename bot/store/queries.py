"""What reviewers ask of the log. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import Outcome
from bot.store.database import Database
from bot.store.figures import figures
from bot.store.folding import grams, terms
from bot.store.handoff_log import HandoffLog
from bot.store.privacy import mask
from bot.store.schema import feedback, inbox, outbox, turn_grams, turns
from bot.store.values import AskedRow, DeadLetter, Figures, InboxState, TurnFilter, TurnRow, Unanswered

UNANSWERED = (Outcome.UNKNOWN, Outcome.OFFTOPIC, Outcome.CLARIFY)
"""Outcomes that leave the asker without a fact."""

_MOST_GRAMS = 8
_HIDDEN = {"folded", "grouping", "texts_gone_at", "trace"}
LISTED = [
    *(column for column in turns.c if column.name not in _HIDDEN),
    feedback.c.rating,
    feedback.c.reason,
]
"""Columns of a TurnRow without its trace; see `with_ratings`."""


class LogReader:
    """The conversation log, for reading. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.handoff_log = HandoffLog(database)
        """Hand-offs to a person."""

    @classmethod
    async def peek(cls, url: str) -> Self | None:
        """Opens a database for reading: it is neither made, changed nor locked. None where there is none yet.

        Raises:
            StoreError: not a database, of a newer version, or not migrated yet.
        """
        database = await Database.peek(url)
        return None if database is None else cls(database)

    async def close(self) -> None:
        """Closes all connections; an open one would keep the process from ending."""
        await self._database.close()

    async def turns(
        self, only: TurnFilter | None = None, limit: int = 50, before_id: int | None = None
    ) -> list[TurnRow]:
        """Turns, newest first. The next page begins before the last one's id."""
        return await self._turns(_page(_conditions(only), limit, before_id))

    async def asked(self, since: datetime, limit: int | None = None) -> list[AskedRow]:
        """The newest messages since a moment whose texts are still kept, oldest first, at most `limit` of them."""
        chat = turns.c.channel + ":" + turns.c.chat
        columns = (chat, turns.c.at, turns.c.kind, turns.c.lang, turns.c.text, feedback.c.rating)
        query = with_ratings(select(*columns)).where(turns.c.text != "", turns.c.at >= since)
        rows = await self._rows(query.order_by(turns.c.id.desc()).limit(limit))
        return [AskedRow(*row) for row in reversed(rows)]

    async def turn(self, turn_id: int) -> TurnRow | None:
        """One turn with its trace."""
        rows = await self._rows(with_ratings(select(*LISTED, turns.c.trace)).where(turns.c.id == turn_id))
        return TurnRow(**rows[0]._mapping) if rows else None

    async def search(
        self, text: str, limit: int = 50, before_id: int | None = None, only: TurnFilter | None = None
    ) -> list[TurnRow]:
        """Turns whose message contains every word of `text`, newest first.

        Width and case do not matter; nothing in `text` has a special meaning. An empty text finds nothing.
        """
        words = terms(text)
        if not words:
            return []
        contained = [turns.c.folded.contains(word, autoescape=True) for word in words]
        return await self._turns(_narrowed(_page(_conditions(only) + contained, limit, before_id), words))

    async def _turns(self, query: Select[Any]) -> list[TurnRow]:
        return [TurnRow(**row._mapping) for row in await self._rows(query)]

    async def unanswered(self, since: datetime | None = None, limit: int = 50) -> list[Unanswered]:
        """Questions that ended as unknown, off topic or with a choice, most frequent first.

        Questions that differ only in width, case, spaces and punctuation count as one.
        """
        person = func.coalesce(func.nullif(turns.c.user, ""), turns.c.chat)
        groups = (
            select(
                func.count().label("count"),
                func.count(person.distinct()).label("people"),
                func.max(turns.c.at).label("last"),
                func.max(turns.c.id).label("latest"),
            )
            .where(
                turns.c.outcome.in_(UNANSWERED), turns.c.grouping != "", *_conditions(TurnFilter(since=since))
            )
            .group_by(turns.c.grouping)
            .subquery()
        )
        order = (groups.c.count.desc(), groups.c.people.desc(), groups.c.latest.desc())
        columns = (turns.c.text, groups.c.count, groups.c.people, groups.c.last)
        query = select(*columns).join(groups, turns.c.id == groups.c.latest).order_by(*order).limit(limit)
        return [Unanswered(*row) for row in await self._rows(query)]

    async def figures(self, since: datetime | None = None) -> Figures:
        """Counts over the turns since a moment (None: all), and what waits now."""
        return await self._database.read(figures, _conditions(TurnFilter(since=since)))

    async def dead(self, limit: int = 50) -> list[DeadLetter]:
        """Messages and replies that were given up, latest first."""
        letters, replies = await self._database.read(
            _results, _dead(inbox).limit(limit), _dead(outbox).limit(limit)
        )
        found = [_letter("inbox", row, row.text) for row in letters]
        found += [_letter("outbox", row, (row.payload or {}).get("text")) for row in replies]
        return sorted(found, key=lambda letter: letter.at, reverse=True)[:limit]

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        [rows] = await self._database.read(_results, query)
        return rows


async def _results(connection: AsyncConnection, *queries: Select[Any]) -> list[Sequence[Any]]:
    return [(await connection.execute(query)).all() for query in queries]


def _conditions(only: TurnFilter | None) -> list[ColumnElement[bool]]:
    if only is None:
        return []
    conditions = [
        turns.c[name] == getattr(only, name)
        for name in ("outcome", "channel", "intent", "chat", "user")
        if getattr(only, name) is not None
    ]
    if only.rating is not None:
        conditions.append(feedback.c.rating == only.rating)
    if only.since is not None:
        conditions.append(turns.c.at >= only.since)
    if only.until is not None:
        conditions.append(turns.c.at < only.until)
    return conditions


def with_ratings(query: Select[Any]) -> Select[Any]:
    """A query of turns in which the columns of their ratings can be read."""
    return query.select_from(turns).outerjoin(feedback, feedback.c.turn_id == turns.c.id)


def _page(conditions: Sequence[ColumnElement[bool]], limit: int, before_id: int | None) -> Select[Any]:
    query = with_ratings(select(*LISTED)).where(*conditions).order_by(turns.c.id.desc()).limit(limit)
    return query if before_id is None else query.where(turns.c.id < before_id)


def _narrowed(query: Select[Any], words: Sequence[str]) -> Select[Any]:
    """Only turns that have the words' character pairs; a necessary condition, so no hit is lost.

    Ordered by the index's own column, so that it is read backwards and left after a page, not sorted.
    """
    pairs = sorted({pair for word in words for pair in grams(word)})
    indexes = [turn_grams.alias() for _ in pairs[:_MOST_GRAMS]]
    for index, pair in zip(indexes, pairs, strict=False):
        query = query.join(index, (index.c.turn_id == turns.c.id) & (index.c.gram == pair))
    return query.order_by(None).order_by(indexes[0].c.turn_id.desc()) if indexes else query


def _dead(box: Any) -> Select[Any]:
    return select(box).where(box.c.state == InboxState.DEAD).order_by(box.c.ended_at.desc())


def _letter(box: str, row: Row[Any], text: str | None) -> DeadLetter:
    return DeadLetter(box, row.id, row.channel, row.ended_at, row.tries, row.error or "", mask(text or ""))
