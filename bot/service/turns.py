"""Messages from the inbox to their committed turns, several at a time."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.core.model import Exchange, Outcome, Reply
from bot.errors import StoreError
from bot.service.clerk import ENGINE, NOTICED, Clerk
from bot.service.desk import Declined, Desk, Finish
from bot.service.edits import BEFORE, NOT_EDITED, Edited, engine_memory, look_up, memory_before
from bot.service.logs import reason
from bot.service.payload import reply_draft
from bot.service.responder import Current
from bot.service.texts import APOLOGY
from bot.store import InboxItem, InboxState, OutboxDraft, TurnDraft, Write

log = structlog.get_logger(__name__)

SLICE = 0.03
"""Seconds of answering after which what is ready is committed, so that nobody waits for a long batch."""

RATED = (Outcome.ANSWER, Outcome.UNKNOWN)
"""Outcomes under which a thumbs up or down is offered."""

_NO_ROW = -1
_FIRST_RETRY = 2.0


def _now() -> datetime:
    return datetime.now(UTC)


class TurnHandler:
    """Answers inbox items. Calling it gives the seconds after which a failed item is due again, else None."""

    def __init__(
        self,
        clerk: Clerk,
        current: Current,
        *,
        desks: Sequence[Desk] = (),
        finishes: Sequence[Finish] = (),
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """
        Args:
            clerk: commits what is answered.
            current: gives the responder of the moment.
            desks: deal with messages that are none of the engine's, in this order.
            finishes: add to what the engine answered, each to what the one before it gives.
            clock: the present time, aware.
        """
        self._store = clerk.store
        self._current = current
        self._clerk = clerk
        self._desks = desks
        self._finishes = finishes
        self._clock = clock

    async def __call__(self, *batch: InboxItem) -> float | None:
        """Answer items of different chats. Raises StoreError where not even a failure can be written down."""
        rest: list[InboxItem] = []
        waits = [await self._try(item, self._at_desks(item, rest)) for item in batch]
        waits += await self._answered(rest)
        return min((wait for wait in waits if wait is not None), default=None)

    async def _at_desks(self, item: InboxItem, rest: list[InboxItem]) -> None:
        """Serve the message, or add it to the rest."""
        for desk in self._desks:
            if desk.wants(item):
                with suppress(Declined):
                    await desk.serve(item)
                    return
        rest.append(item)

    async def _try(self, item: InboxItem, work: Awaitable[None]) -> float | None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever one message breaks must not stop the others
            return await self._failed(item, error)
        return None

    async def _answered(self, items: Sequence[InboxItem]) -> list[float | None]:
        if not items:
            return []
        edited = await look_up(self._store, items)
        memories = await self._store.memories([(i.message.channel, i.message.chat) for i in items])
        waits: list[float | None] = []
        ready: list[tuple[InboxItem, TurnDraft]] = []
        began = time.perf_counter()
        for item in items:
            memory = memories.get((item.message.channel, item.message.chat), {})
            work = self._answer(item, memory, edited.get(item.id, NOT_EDITED), ready)
            waits.append(await self._try(item, work))
            if time.perf_counter() - began > SLICE:
                waits += await self._commit_all(ready)
                ready, began = [], time.perf_counter()
            await asyncio.sleep(0)  # answering is plain computing: let polling and sending have their turn
        return waits + await self._commit_all(ready)

    async def _answer(
        self,
        item: InboxItem,
        memory: Mapping[str, Any],
        edited: Edited,
        ready: list[tuple[InboxItem, TurnDraft]],
    ) -> None:
        if edited.is_same:
            await self._clerk.end(item)
        else:
            ready.append((item, self._draft(item, memory, edited)))

    def _draft(self, item: InboxItem, memory: Mapping[str, Any], edited: Edited) -> TurnDraft:
        before = engine_memory(self._store, item.message, memory)
        started = time.perf_counter()
        exchange = self._current().respond(item.message, before, self._clock())
        ms = (time.perf_counter() - started) * 1000
        kept = {
            ENGINE: exchange.memory,
            BEFORE: memory_before(self._store, item.message, before),
            NOTICED: True,
        }
        messages: list[OutboxDraft] = []
        also: list[Write] = []
        for finish in self._finishes:
            exchange, more, writes = finish(item, exchange)
            messages, also = [*messages, *more], [*also, *writes]
        reply = exchange.reply
        draft = reply_draft(item, reply, rating=reply.outcome in RATED, edit_of=edited.reply)
        replies = [*self._clerk.notice(item, reply.lang, memory), draft, *messages]
        return TurnDraft(item.id, self._clerk.turn(item, exchange, ms), replies, kept, also)

    async def _commit_all(self, ready: Sequence[tuple[InboxItem, TurnDraft]]) -> list[float | None]:
        """Commit together; where that fails, each alone, so that one that cannot be written harms no other."""
        try:
            await self._clerk.commit([draft for _, draft in ready])
        except StoreError as error:
            if len(ready) == 1:
                return [await self._failed(ready[0][0], error)]
            return [wait for one in ready for wait in await self._commit_all([one])]
        return []

    async def _failed(self, item: InboxItem, error: Exception) -> float | None:
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error("turn failed", inbox=item.id, error=reason(error), at=f"{where.name}:{where.lineno}")
        state = await self._store.fail(item.id, "".join(traceback.format_exception(error)))
        if state is InboxState.WAITING:
            return _FIRST_RETRY * 2.0**item.tries
        if state is InboxState.DEAD:
            await self._apologise(item)
        return None

    async def _apologise(self, item: InboxItem) -> None:
        # The dead letter stays as it is; its own id stays free, so that it can be revived and answered.
        memory = await self._store.memory(item.message.channel, item.message.chat)
        reply = Reply(Outcome.UNKNOWN, APOLOGY, APOLOGY, "zh")
        turn = self._clerk.turn(item, Exchange(reply, {}, {"rule": "failed"}), 0.0, suffix="#failed")
        await self._clerk.commit([TurnDraft(_NO_ROW, turn, [reply_draft(item, reply)], memory)])
