"""Replies as they lie in the outbox: plain JSON data, there and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.channels.base import Outgoing
from bot.core.model import IncomingMessage, Option, Reply
from bot.store import InboxItem, OutboxDraft, OutboxItem

_RAW = "update"
_EXTRA = "extra"


def envelope(raw: Mapping[str, Any] | None, extra: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the inbox keeps beside a message: the raw data, and what the channel wants back."""
    kept = {_RAW: raw, _EXTRA: dict(extra)}
    return {name: value for name, value in kept.items() if value} or None


def extra_of(item: InboxItem) -> dict[str, Any]:
    """What the channel wants back with the replies to this message."""
    return dict((item.raw or {}).get(_EXTRA) or {})


def reply_draft(item: InboxItem, reply: Reply, position: int) -> OutboxDraft:
    """The reply to a message, ready for the outbox."""
    closing = reply.text.removeprefix(reply.body).strip() if reply.text.startswith(reply.body) else ""
    options = [asdict(option) for option in reply.options]
    return _draft(item, position, text=reply.text, closing=closing, options=options)


def notice_draft(item: InboxItem, text: str, position: int) -> OutboxDraft:
    """A notice that goes out before the reply."""
    return _draft(item, position, text=text, notice=True)


def _draft(item: InboxItem, position: int, **fields: Any) -> OutboxDraft:
    message: IncomingMessage = item.message
    payload = {**fields, "reply_to": message.external_id, "extra": extra_of(item)}
    return OutboxDraft(message.channel, message.chat, payload, position)


def outgoing(item: OutboxItem) -> Outgoing:
    """What the channel is handed."""
    payload = item.payload
    return Outgoing(
        chat=item.chat,
        text=payload["text"],
        closing=payload.get("closing", ""),
        notice=payload.get("notice", False),
        options=tuple(Option(**option) for option in payload.get("options", ())),
        reply_to=payload.get("reply_to"),
        edit_of=payload.get("edit_of"),
        copy_of=payload.get("copy_of"),
        extra=dict(payload.get("extra") or {}),
    )
