"""Desks: they deal with messages that are none of the engine's, such as a wish to be forgotten."""

from __future__ import annotations

from typing import Protocol

from bot.core.model import Exchange
from bot.store import InboxItem, OutboxDraft, Write

ALL = "*"
"""In place of a channel's name: it is not known which channel has something to send."""


class Declined(Exception):  # noqa: N818 - a decision, not an error
    """Raised by a desk that finds that a message is not for it after all: the next one is asked."""


class Desk(Protocol):
    """Takes the messages that it wants before the engine sees them; the first desk that wants one has it."""

    def wants(self, item: InboxItem) -> bool:
        """Whether the message is for this desk. Quick: it is asked of every message, once for each try."""

    async def serve(self, item: InboxItem) -> None:
        """Deal with the message and end it in the inbox. What it raises counts as a failure of the message.

        Raises:
            Declined: nothing was done; the message is for somebody else.
        """


class Finish(Protocol):
    """Adds to what the engine answered."""

    def __call__(
        self, item: InboxItem, exchange: Exchange
    ) -> tuple[Exchange, list[OutboxDraft], list[Write]]:
        """The exchange as it is to be sent and logged, further messages, and what is written with the turn."""
