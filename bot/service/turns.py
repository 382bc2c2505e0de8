"""Messages from the inbox to their committed turns, several at a time."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.core.model import Exchange, Outcome, Reply, Turn
from bot.errors import StoreError
from bot.service.desk import ALL, Desk, Finish
from bot.service.forget import ForgetDesk
from bot.service.logs import reason
from bot.service.payload import notice_draft, reply_draft
from bot.service.responder import Current
from bot.service.texts import APOLOGY, privacy_notice
from bot.store import InboxItem, InboxState, OutboxDraft, Store, TurnDraft, unbroken

log = structlog.get_logger(__name__)

NOTICE_CHANNELS = frozenset({"telegram", "web", "terminal"})
"""Channels with people on the other side, who are told once what is kept."""
SLICE = 0.03
"""Seconds of answering after which what is ready is committed, so that nobody waits for a long batch."""

_ENGINE = "engine"
_NOTICED = "noticed"
_NO_ROW = -1
_FIRST_RETRY = 2.0


def _now() -> datetime:
    return datetime.now(UTC)


class TurnHandler:
    """Answers inbox items. Calling it gives the seconds after which a failed item is due again, else None."""

    def __init__(
        self,
        store: Store,
        current: Current,
        *,
        retention_days: int,
        first: Sequence[Desk] = (),
        desks: Sequence[Desk] = (),
        farewell: Sequence[OutboxDraft] = (),
        finish: Finish | None = None,
        replied: Callable[[str], None] = lambda _channel: None,
        observe: Callable[[Turn], None] = lambda _turn: None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """
        Args:
            store: holds the inbox, the chats' memories and the log.
            current: gives the responder of the moment.
            retention_days: named in the privacy notice.
            first: desks that come before /forget.
            desks: deal with messages that are none of the engine's, in this order; /forget comes before them.
            farewell: told to the staff's rooms of somebody who is forgotten.
            finish: adds to what the engine answered.
            replied: called with a channel's name, or ALL, once there is something to send.
            observe: called with each turn before it is committed; for explaining it in a terminal.
            clock: the present time, aware.
        """
        self._store = store
        self._current = current
        self._days = retention_days
        self._desks: Sequence[Desk] = (*first, ForgetDesk(store, self._say_afresh, farewell), *desks)
        self._finish = finish
        self._replied = replied
        self._observe = observe
        self._clock = clock

    async def __call__(self, *batch: InboxItem) -> float | None:
        """Answer items of different chats. Raises StoreError where not even a failure can be written down."""
        waits = [
            await self._try(item, desk.serve(item))
            for item in batch
            if (desk := self._desk(item)) is not None
        ]
        waits += await self._answered([item for item in batch if self._desk(item) is None])
        return min((wait for wait in waits if wait is not None), default=None)

    def _desk(self, item: InboxItem) -> Desk | None:
        return next((desk for desk in self._desks if desk.wants(item)), None)

    async def _try(self, item: InboxItem, work: Awaitable[None]) -> float | None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever one message breaks must not stop the others
            return await self._failed(item, error)
        return None

    async def _answered(self, items: Sequence[InboxItem]) -> list[float | None]:
        if not items:
            return []
        memories = await self._store.memories([(i.message.channel, i.message.chat) for i in items])
        waits: list[float | None] = []
        ready: list[tuple[InboxItem, TurnDraft]] = []
        began = time.perf_counter()
        for item in items:
            waits.append(await self._try(item, self._answer(item, memories, ready)))
            if time.perf_counter() - began > SLICE:
                waits += await self._commit_all(ready)
                ready, began = [], time.perf_counter()
            await asyncio.sleep(0)  # answering is plain computing: let polling and sending have their turn
        return waits + await self._commit_all(ready)

    async def _answer(
        self,
        item: InboxItem,
        memories: Mapping[tuple[str, str], Mapping[str, Any]],
        ready: list[tuple[InboxItem, TurnDraft]],
    ) -> None:
        ready.append((item, self._draft(item, memories.get((item.message.channel, item.message.chat), {}))))

    def _draft(self, item: InboxItem, memory: Mapping[str, Any]) -> TurnDraft:
        started = time.perf_counter()
        responder = self._current()
        exchange = responder.respond(item.message, memory.get(_ENGINE, {}), self._clock())
        ms = (time.perf_counter() - started) * 1000
        kept = {_ENGINE: exchange.memory, _NOTICED: True}
        exchange, messages, also = self._finish(item, exchange) if self._finish else (exchange, [], [])
        replies = [*self._drafts(item, exchange.reply, memory), *messages]
        turn = _turn(item, exchange, ms, responder.base.version)
        return TurnDraft(item.id, turn, replies, kept, also)

    def _drafts(self, item: InboxItem, reply: Reply, memory: Mapping[str, Any]) -> list[OutboxDraft]:
        """The reply; at first contact the privacy notice before it, so that options stay at the bottom."""
        draft = reply_draft(item, reply, 1)
        if item.message.channel not in NOTICE_CHANNELS or memory.get(_NOTICED):
            return [draft]
        return [notice_draft(item, privacy_notice(reply.lang, self._days), 0), draft]

    async def _commit_all(self, ready: Sequence[tuple[InboxItem, TurnDraft]]) -> list[float | None]:
        """Commit together; where that fails, each alone, so that one that cannot be written harms no other."""
        try:
            await self._commit([draft for _, draft in ready])
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
        await self._commit([self._own(_NO_ROW, item, reply, "failed", memory, suffix="#failed")])

    async def _say_afresh(self, item: InboxItem, reply: Reply, rule: str) -> None:
        await self._commit([self._own(item.id, item, reply, rule, {})])

    def _own(
        self,
        row: int,
        item: InboxItem,
        reply: Reply,
        rule: str,
        memory: Mapping[str, Any],
        suffix: str = "",
    ) -> TurnDraft:
        """A turn in which the service itself speaks."""
        turn = _turn(item, Exchange(reply, {}, {"rule": rule}), 0.0, self._current().base.version, suffix)
        return TurnDraft(row, turn, [reply_draft(item, reply, 0)], memory)

    async def _commit(self, drafts: Sequence[TurnDraft]) -> None:
        if not drafts:
            return
        for draft in drafts:
            self._observe(draft.turn)
        await unbroken(self._store.commit_turns(drafts))
        channels = {reply.channel for draft in drafts for reply in draft.replies}
        if any(draft.also for draft in drafts):  # which may have put something into the outbox
            channels = {ALL}
        for channel in channels:
            self._replied(channel)


def _turn(item: InboxItem, exchange: Exchange, ms: float, version: str, suffix: str = "") -> Turn:
    message = item.message
    return Turn(
        channel=message.channel,
        chat=message.chat,
        user=message.user,
        external_id=message.external_id + suffix,
        kind=message.kind,
        text=message.text,
        at=item.received_at.isoformat(),
        ms=ms,
        version=version,
        exchange=exchange,
    )
