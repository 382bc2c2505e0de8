"""The desk for ratings: thumbs up and down under an answer, and why.

A rating is no turn of the conversation, and the engine never sees one. In the outbox, the question what was wrong
belongs to the rated turn: what is pressed under it, or sent in reply to it, leads back there.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.channels.base import DOWN, UP
from bot.core.model import IncomingMessage, Kind, Option
from bot.service import texts
from bot.service.clerk import Clerk, is_private
from bot.service.desk import Declined
from bot.service.payload import message_draft, question_draft, toast_draft
from bot.store import InboxItem, OutboxDraft, Rated, Write, feedback

PRESSES = "v:"
"""What all presses for this desk begin with."""
REASON = "v:r:"
"""What presses on a reason begin with; the reason's name follows."""
OTHER = "other"
PATIENCE = timedelta(minutes=10)
"""How long after `other` was pressed the next message is the reason."""
_MOST_WAITING = 1000

_Who = tuple[str, str, str]
"""Channel, chat, user."""


class FeedbackDesk:
    """Keeps ratings and asks, once, what was wrong.

    Who has pressed `other` is remembered in this process only: after a restart what they write is a question.
    """

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self._waiting: OrderedDict[_Who, tuple[Rated, datetime]] = OrderedDict()

    def wants(self, item: InboxItem) -> bool:
        """As Desk. It has to see every message: the reason is what comes right after `other`."""
        message = item.message
        if message.kind is Kind.PRESS and (message.press or "").startswith(PRESSES):
            return True
        if message.kind is not Kind.TEXT:
            self._waiting.pop(_who(message), None)
            return False
        return message.about is not None or self._expected(item) is not None

    async def serve(self, item: InboxItem) -> None:
        """As Desk."""
        if item.message.kind is Kind.PRESS:
            await self._pressed(item)
        else:
            await self._written(item)

    async def _pressed(self, item: InboxItem) -> None:
        press = item.message.press or ""
        rated = await self._clerk.rated(item.message)
        self._waiting.pop(_who(item.message), None)
        if rated is None:
            # Older than a week, or forgotten.
            await self._thank(item, await self._clerk.lang(item))
        elif press == UP:
            await self._thank(item, rated.lang, feedback.rating(rated.turn_id, feedback.UP))
        elif press == DOWN:
            ask = feedback.question(rated.turn_id, _question(item, rated.lang))
            await self._thank(item, rated.lang, feedback.rating(rated.turn_id, feedback.DOWN), ask)
        else:
            await self._chosen(item, rated, press.removeprefix(REASON))

    async def _chosen(self, item: InboxItem, rated: Rated, reason: str) -> None:
        if reason not in feedback.REASONS:
            await self._thank(item, rated.lang)
            return
        write = feedback.reason(rated.turn_id, reason)
        if reason != OTHER or not self._may_write(item.message, rated):
            await self._thank(item, rated.lang, write)
            return
        words = texts.WRITE_REASON if is_private(item) else texts.REPLY_REASON
        await self._clerk.end(item, [toast_draft(item, words[rated.lang])], [write])
        self._waiting[_who(item.message)] = (rated, item.received_at)
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)

    async def _written(self, item: InboxItem) -> None:
        rated = self._expected(item)
        if item.message.about is not None:
            found = await self._clerk.rated(item.message)
            rated = found if found is not None and found.is_question else None
        if rated is None or not self._may_write(item.message, rated):
            self._waiting.pop(_who(item.message), None)
            raise Declined
        write = feedback.reason(rated.turn_id, item.message.text)
        await self._clerk.end(item, [message_draft(item, texts.THANKS[rated.lang])], [write])
        self._waiting.pop(_who(item.message), None)

    def _may_write(self, message: IncomingMessage, rated: Rated) -> bool:
        """Only the asker's own words are kept with a turn: they are forgotten together."""
        return rated.user == self._clerk.store.hasher.user(message.channel, message.user)

    def _expected(self, item: InboxItem) -> Rated | None:
        """The turn whose reason the person was just asked to write."""
        rated, since = self._waiting.get(_who(item.message), (None, item.received_at))
        return rated if item.received_at - since <= PATIENCE else None

    async def _thank(self, item: InboxItem, lang: str, *writes: Write) -> None:
        await self._clerk.end(item, [toast_draft(item, texts.THANKS[lang])], writes)


def _question(item: InboxItem, lang: str) -> OutboxDraft:
    options = [
        Option(label, f"{REASON}{name}")
        for name, label in texts.REASONS.get(lang, texts.REASONS["zh"]).items()
    ]
    return question_draft(item, texts.WHAT_WAS_WRONG[lang], options)


def _who(message: IncomingMessage) -> _Who:
    return message.channel, message.chat, message.user
