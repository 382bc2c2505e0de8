"""The desk for /forget, the one command that needs the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.core.model import IncomingMessage, Kind, Outcome, Reply
from bot.service.texts import FORGOTTEN
from bot.store import InboxItem, OutboxDraft, Store

FORGET = "/forget"

Say = Callable[[InboxItem, Reply, str], Awaitable[None]]
"""Commits a reply of the service's own with the name of its rule; the chat remembers nothing afterwards."""


class ForgetDesk:
    """Deletes all that is kept of the one who asks for it."""

    def __init__(self, store: Store, say: Say, farewell: Sequence[OutboxDraft] = ()) -> None:
        """`farewell` is sent to each room in which the staff talked with them."""
        self._store = store
        self._say = say
        self._farewell = farewell

    def wants(self, item: InboxItem) -> bool:
        """As Desk."""
        return is_forget(item.message)

    async def serve(self, item: InboxItem) -> None:
        """As Desk. In a group only what this person wrote is deleted."""
        message = item.message
        is_group = bool(message.user) and message.user != message.chat
        await self._store.forget(
            message.channel,
            chat=None if is_group else message.chat,
            user=message.user or None,
            keep_inbox=item.id,
            farewell=self._farewell,
        )
        await self._say(item, Reply(Outcome.SMALLTALK, FORGOTTEN, FORGOTTEN, "zh"), "forget")


def is_forget(message: IncomingMessage) -> bool:
    """Whether the message asks to be forgotten."""
    words = message.text.split(maxsplit=1)
    is_typed = message.kind in (Kind.TEXT, Kind.COMMAND)
    return is_typed and bool(words) and words[0].lower().partition("@")[0] == FORGET
