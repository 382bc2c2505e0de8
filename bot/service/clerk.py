"""What the service says itself, and how all that is said gets into the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.core.model import Exchange, IncomingMessage, Outcome, Reply, Turn
from bot.service.desk import ALL
from bot.service.payload import notice_draft, reply_draft
from bot.service.responder import Current
from bot.service.texts import privacy_notice
from bot.store import InboxItem, OutboxDraft, Rated, Store, TurnDraft, Write, unbroken

NOTICE_CHANNELS = frozenset({"telegram", "web", "terminal"})
"""Channels with people on the other side, who are told once what is kept."""

ENGINE = "engine"
"""Key of a chat's memory: what the engine remembers."""
NOTICED = "noticed"
"""Key of a chat's memory: the privacy notice was sent."""


async def _at_once(_channel: str) -> None:
    """Nothing is under way."""


class Clerk:
    """Commits turns and messages, and wakes what sends them."""

    def __init__(
        self,
        store: Store,
        current: Current,
        *,
        retention_days: int,
        replied: Callable[[str], None] = lambda _channel: None,
        settled: Callable[[str, str], None] = lambda _channel, _chat: None,
        noted: Callable[[str], Awaitable[None]] = _at_once,
        observe: Callable[[Turn], None] = lambda _turn: None,
    ) -> None:
        """
        Args:
            store: holds the log and the outbox.
            current: gives the responder of the moment.
            retention_days: named in the privacy notice.
            replied: called with a channel's name, or ALL, once there is something to send.
            settled: called with channel and chat of a message that is done with and not answered.
            noted: waits until it is written down what a channel has sent.
            observe: called with each turn before it is committed.
        """
        self.store = store
        self.retention_days = retention_days
        self._current = current
        self._replied = replied
        self._settled = settled
        self._noted = noted
        self._observe = observe

    async def commit(self, drafts: Sequence[TurnDraft]) -> None:
        """Commits turns together. Raises StoreError: then none is kept."""
        if not drafts:
            return
        for draft in drafts:
            self._observe(draft.turn)
        await unbroken(self.store.commit_turns(drafts))
        self._wake(
            (reply for draft in drafts for reply in draft.replies), any(draft.also for draft in drafts)
        )

    async def end(
        self, item: InboxItem | None, messages: Sequence[OutboxDraft] = (), also: Sequence[Write] = ()
    ) -> None:
        """Ends a message that is no turn of the conversation, with the messages and writes that it led to.

        None where no message led to them, but time did. Raises StoreError: then nothing is kept.
        """
        await unbroken(self.store.commit_rest(item.id if item else None, messages, also))
        if item is not None:
            channel, chat = item.message.channel, item.message.chat
            if not any((message.channel, message.chat) == (channel, chat) for message in messages):
                self._settled(channel, chat)
        self._wake(messages, bool(also))

    def _wake(self, messages: Iterable[OutboxDraft], wrote: bool) -> None:
        """Wake what sends; what is written besides may be a message of any channel."""
        for name in {ALL} if wrote else {message.channel for message in messages}:
            self._replied(name)

    async def say(
        self, item: InboxItem, reply: Reply, rule: str, *, logged: str | None = None, forgets: bool = False
    ) -> None:
        """Answers a message with words of the service's own.

        Args:
            item: the message.
            reply: the words; the log keeps their `body`.
            rule: the name under which the log has it.
            logged: what the log keeps of the message's text, where that is not all of it.
            forgets: the chat remembers nothing afterwards; else it goes on as if nothing had been said.
        """
        message = item.message
        memory = {} if forgets else await self.store.memory(message.channel, message.chat)
        notice = [] if forgets else self.notice(item, reply.lang, memory)
        after = {} if forgets else {**memory, NOTICED: True}
        turn = self.turn(item, Exchange(reply, {}, {"rule": rule}), 0.0, text=logged)
        await self.commit([TurnDraft(item.id, turn, [*notice, reply_draft(item, reply)], after)])

    def notice(self, item: InboxItem, lang: str, memory: Mapping[str, Any]) -> list[OutboxDraft]:
        """At first contact the privacy notice, before the reply, so that options stay at the bottom."""
        if item.message.channel not in NOTICE_CHANNELS or memory.get(NOTICED):
            return []
        return [notice_draft(item, privacy_notice(lang, self.retention_days))]

    async def rated(self, message: IncomingMessage) -> Rated | None:
        """The turn of the message of ours that this one is about; None where there is none, or no longer.

        A button can be pressed before it is written down that it was sent.
        """
        found = await self.store.rated(message)
        if found is None:
            await self._noted(message.channel)
            found = await self.store.rated(message)
        return found

    async def lang(self, item: InboxItem) -> str:
        """The language to address the asker in: the one chosen or spoken last, else that of the app."""
        message = item.message
        memory = (await self.store.memory(message.channel, message.chat)).get(ENGINE, {})
        return memory.get("fixed_lang") or memory.get("lang") or message.lang_hint or "zh"

    def turn(
        self, item: InboxItem, exchange: Exchange, ms: float, suffix: str = "", text: str | None = None
    ) -> Turn:
        """The turn of a message; `suffix` tells it from another turn of the same message."""
        message = item.message
        return Turn(
            channel=message.channel,
            chat=message.chat,
            user=message.user,
            external_id=message.external_id + suffix,
            kind=message.kind,
            text=message.text if text is None else text,
            at=item.received_at.isoformat(),
            ms=ms,
            version=self._current().base.version,
            exchange=exchange,
        )


def plain_reply(text: str, lang: str, *, body: str | None = None) -> Reply:
    """A reply without options and sources; `body` is what the log keeps of it, where that is not the text."""
    return Reply(Outcome.SMALLTALK, text if body is None else body, text, lang)


def is_private(item: InboxItem) -> bool:
    """Whether nobody else reads the chat: as far as the ids tell, the person's own."""
    return not item.message.user or item.message.user == item.message.chat
