"""The dispatcher: inbox items to the turn handler, in order within a chat, fair between chats."""

from __future__ import annotations

from bot.service.pump import Handle, Pump
from bot.store import InboxItem, Store

WORKERS = 4
"""Chats answered at the same time. Answering is quick; what is waited for is the disk."""


def dispatcher(store: Store, handle: Handle[InboxItem], workers: int = WORKERS) -> Pump[InboxItem]:
    """A pump from the inbox to `handle`."""

    def key(item: InboxItem) -> tuple[str, str]:
        return item.message.channel, item.message.chat

    return Pump("turns", store.next_messages, handle, key, slots=workers)
