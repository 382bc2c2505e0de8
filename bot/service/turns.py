"""One message from the inbox to its committed turn."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.core.model import Exchange, IncomingMessage, Kind, Outcome, Reply, Turn
from bot.service.logs import reason
from bot.service.payload import notice_draft, reply_draft
from bot.service.responder import Current
from bot.service.texts import APOLOGY, FORGOTTEN, privacy_notice
from bot.store import InboxItem, InboxState, OutboxDraft, Store

log = structlog.get_logger(__name__)

FORGET = "/forget"
NOTICE_CHANNELS = frozenset({"telegram", "web", "terminal"})
"""Channels with people on the other side, who are told once what is kept."""

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
        replied: Callable[[str], None] = lambda _channel: None,
        observe: Callable[[Turn], None] = lambda _turn: None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """
        Args:
            store: holds the inbox, the chats' memories and the log.
            current: gives the responder of the moment.
            retention_days: named in the privacy notice.
            replied: called with a channel's name once it has something to send.
            observe: called with each turn before it is committed; for explaining it in a terminal.
            clock: the present time, aware.
        """
        self._store = store
        self._current = current
        self._days = retention_days
        self._replied = replied
        self._observe = observe
        self._clock = clock

    async def __call__(self, item: InboxItem) -> float | None:
        """Answer one item. Raises StoreError where not even the failure can be written down."""
        try:
            await self._answer(item)
        except Exception as error:  # noqa: BLE001 - whatever one message breaks must not stop the others
            return await self._failed(item, error)
        return None

    async def _answer(self, item: InboxItem) -> None:
        if is_forget(item.message):
            await self._forget(item)
            return
        started = time.perf_counter()
        responder = self._current()
        memory = await self._store.memory(item.message.channel, item.message.chat)
        exchange = responder.respond(item.message, memory.get(_ENGINE, {}), self._clock())
        ms = (time.perf_counter() - started) * 1000
        drafts = self._drafts(item, exchange.reply, memory)
        turn = _turn(item, exchange, ms, responder.base.version)
        await self._commit(item.id, turn, drafts, {_ENGINE: exchange.memory, _NOTICED: True})

    def _drafts(self, item: InboxItem, reply: Reply, memory: Mapping[str, Any]) -> list[OutboxDraft]:
        """The reply; at first contact the privacy notice before it, so that options stay at the bottom."""
        draft = reply_draft(item, reply, 1)
        if item.message.channel not in NOTICE_CHANNELS or memory.get(_NOTICED):
            return [draft]
        return [notice_draft(item, privacy_notice(reply.lang, self._days), 0), draft]

    async def _forget(self, item: InboxItem) -> None:
        message = item.message
        is_group = bool(message.user) and message.user != message.chat
        await self._store.forget(
            message.channel,
            chat=None if is_group else message.chat,
            user=message.user or None,
            keep_inbox=item.id,
        )
        await self._say(item.id, item, _own_reply(FORGOTTEN, Outcome.SMALLTALK), "forget")

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
        await self._say(_NO_ROW, item, _own_reply(APOLOGY, Outcome.UNKNOWN), "failed", suffix="#failed")

    async def _say(self, row: int, item: InboxItem, reply: Reply, rule: str, suffix: str = "") -> None:
        memory = {} if rule == "forget" else await self._store.memory(item.message.channel, item.message.chat)
        turn = _turn(item, Exchange(reply, {}, {"rule": rule}), 0.0, self._current().base.version, suffix)
        await self._commit(row, turn, [reply_draft(item, reply, 0)], memory)

    async def _commit(
        self, row: int, turn: Turn, drafts: list[OutboxDraft], memory: Mapping[str, Any]
    ) -> None:
        self._observe(turn)
        if await self._store.commit_turn(row, turn, drafts, memory):
            self._replied(turn.channel)


def is_forget(message: IncomingMessage) -> bool:
    """Whether the message is the one command that the service answers itself."""
    words = message.text.split(maxsplit=1)
    is_typed = message.kind in (Kind.TEXT, Kind.COMMAND)
    return is_typed and bool(words) and words[0].lower().partition("@")[0] == FORGET


def _own_reply(text: str, outcome: Outcome) -> Reply:
    return Reply(outcome=outcome, body=text, text=text, lang="zh")


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
