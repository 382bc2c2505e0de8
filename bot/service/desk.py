"""Desks: they deal with messages that are none of the engine's, such as a wish to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.model import Exchange
from bot.store import InboxItem, OutboxDraft, Write

ALL = "*"
"""In place of a channel's name: it is not known which channel has something to send."""


class Desk(Protocol):
    """Takes the messages that it wants before the engine sees them; the first desk that wants one has it."""

    def wants(self, item: InboxItem) -> bool:
        """Whether the message is for this desk. Quick: it is asked of every message."""

    async def serve(self, item: InboxItem) -> None:
        """Deal with the message and end it in the inbox. What it raises counts as a failure of the message."""


class Finish(Protocol):
    """Adds to what the engine answered."""

    def __call__(
        self, item: InboxItem, exchange: Exchange
    ) -> tuple[Exchange, list[OutboxDraft], list[Write]]:
        """The exchange as it is to be sent and logged, further messages, and what is written with the turn."""


def one_after_the_other(finishes: Sequence[Finish]) -> Finish:
    """Several as one: each gets the exchange as the one before left it."""

    def finish(item: InboxItem, exchange: Exchange) -> tuple[Exchange, list[OutboxDraft], list[Write]]:
        messages: list[OutboxDraft] = []
        also: list[Write] = []
        for one in finishes:
            exchange, more_messages, more_writes = one(item, exchange)
            messages += more_messages
            also += more_writes
        return exchange, messages, also

    return finish
