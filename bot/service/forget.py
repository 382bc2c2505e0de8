"""The desk for /forget: all that is kept of the one who asks for it is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.command_list import command_of
from bot.core.model import IncomingMessage, Kind
from bot.service.clerk import Clerk, is_private, plain_reply
from bot.service.texts import FORGOTTEN
from bot.store import InboxItem, OutboxDraft

_TYPED = (Kind.TEXT, Kind.COMMAND, Kind.EDIT)


class ForgetDesk:
    """Deletes all that is kept of the one who asks for it."""

    def __init__(self, clerk: Clerk, farewell: Sequence[OutboxDraft] = ()) -> None:
        """`farewell` is sent to each room in which the staff talked with them."""
        self._clerk = clerk
        self._farewell = farewell

    def wants(self, item: InboxItem) -> bool:
        """As Desk."""
        return is_command(item.message, "forget")

    async def serve(self, item: InboxItem) -> None:
        """As Desk. In a group only what this person wrote is deleted."""
        message = item.message
        await self._clerk.store.forget(
            message.channel,
            chat=message.chat if is_private(item) else None,
            user=message.user or None,
            keep_inbox=item.id,
            farewell=self._farewell,
        )
        await self._clerk.say(item, plain_reply(FORGOTTEN, "zh"), "forget", forgets=True)


def is_command(message: IncomingMessage, name: str) -> bool:
    """Whether the message is the command of that name."""
    return message.kind in _TYPED and command_of(message.text) == name
