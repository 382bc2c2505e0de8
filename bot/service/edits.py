"""A message that was changed: its reply is changed too, and answers what it asks now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.model import IncomingMessage, Kind
from bot.service.clerk import ENGINE
from bot.store import InboxItem, Store

BEFORE = "before"
"""Key of a chat's memory: what the engine remembered before the last message, and which message that was."""
_OF = "of"

LONGEST = 3500
"""Characters of a reply beyond which a channel may have sent it in pieces; then it cannot be replaced."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What is known of the message that was changed."""

    reply: str | None
    """The channel's id of our reply, where it can be replaced."""
    is_same: bool
    """The words have not changed: only a link's preview has, or the like."""


NOT_EDITED = Edited(None, False)


async def look_up(store: Store, items: Sequence[InboxItem]) -> dict[int, Edited]:
    """What is known of the edits among the messages, by inbox id."""
    edits = [item for item in items if item.message.kind is Kind.EDIT and item.message.about]
    return {item.id: await _look_up(store, item.message) for item in edits}


async def _look_up(store: Store, message: IncomingMessage) -> Edited:
    found = await store.answered(message)
    if found is None:
        return NOT_EDITED
    return Edited(found.sent_id if found.size <= LONGEST else None, found.is_same)


def engine_memory(store: Store, message: IncomingMessage, memory: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the engine is to remember when it answers: the last message, if that is what was changed, is undone."""
    before = memory.get(BEFORE, {})
    undone = message.kind is Kind.EDIT and before.get(_OF) == _name(store, message)
    remembered: Mapping[str, Any] = (before if undone else memory).get(ENGINE, {})
    return remembered


def memory_before(store: Store, message: IncomingMessage, engine: Mapping[str, Any]) -> dict[str, Any]:
    """What to keep, so that the message can be undone; it is named by a hash."""
    return {_OF: _name(store, message), ENGINE: dict(engine)}


def _name(store: Store, message: IncomingMessage) -> str:
    """Of the message as first written, also where this is an edit of it."""
    original = message.about if message.kind is Kind.EDIT and message.about else message.external_id
    return store.hasher.message(message.channel, original)
