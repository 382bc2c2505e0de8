"""Replies as they lie in the outbox: plain JSON data, there and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.channels.base import Outgoing
from bot.core.model import IncomingMessage, Option, Reply
from bot.store import InboxItem, OutboxDraft, OutboxItem, Place

_RAW = "update"
_EXTRA = "extra"


def envelope(raw: Mapping[str, Any] | None, extra: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the inbox keeps beside a message: the raw data, and what the channel wants back."""
    kept = {_RAW: raw, _EXTRA: dict(extra)}
    return {name: value for name, value in kept.items() if value} or None


def extra_of(item: InboxItem) -> dict[str, Any]:
    """What the channel wants back with the replies to this message."""
    return dict((item.raw or {}).get(_EXTRA) or {})


def reply_draft(
    item: InboxItem, reply: Reply, *, rating: bool = False, edit_of: str | None = None
) -> OutboxDraft:
    """The reply to a message, ready for the outbox; `rating` and `edit_of` as in Outgoing."""
    closing = reply.text.removeprefix(reply.body).strip() if reply.text.startswith(reply.body) else ""
    further = {name: value for name, value in (("rating", rating), ("edit_of", edit_of)) if value}
    return _draft(
        item, Place.REPLY, text=reply.text, closing=closing, options=_options(reply.options), **further
    )


def notice_draft(item: InboxItem, text: str) -> OutboxDraft:
    """A notice that goes out before the reply."""
    return _draft(item, Place.NOTICE, text=text, notice=True)


def toast_draft(item: InboxItem, text: str) -> OutboxDraft:
    """A word to whoever pressed a button, see Outgoing."""
    return _draft(item, Place.REPLY, text=text, toast=True)


def message_draft(item: InboxItem, text: str) -> OutboxDraft:
    """An answer that is no turn of the conversation."""
    return _draft(item, Place.REPLY, text=text)


def question_draft(item: InboxItem, text: str, options: Sequence[Option]) -> OutboxDraft:
    """Something that we ask of our own accord after a message; it is no answer to it."""
    draft = _draft(item, Place.QUESTION, text=text, options=_options(options))
    return replace(draft, payload={**draft.payload, "reply_to": None})


def _options(options: Sequence[Option]) -> list[dict[str, Any]]:
    return [asdict(option) for option in options]


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
        toast=payload.get("toast", False),
        rating=payload.get("rating", False),
        options=tuple(Option(**option) for option in payload.get("options", ())),
        reply_to=payload.get("reply_to"),
        edit_of=payload.get("edit_of"),
        copy_of=payload.get("copy_of"),
        extra=dict(payload.get("extra") or {}),
    )
