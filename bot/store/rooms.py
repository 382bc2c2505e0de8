"""How the outbox names a room of the staff: by its asker, since it may not have been made yet."""

from __future__ import annotations

_KEY = "room:"


def room_key(channel: str, chat_hash: str) -> str:
    """What stands in the outbox for the staff's room of an asker, which may not have been made yet."""
    return f"{_KEY}{channel}/{chat_hash}"


def asker_of(chat: str) -> tuple[str, str] | None:
    """Channel and chat hash of a room key; None where it is none."""
    channel, slash, chat_hash = chat.removeprefix(_KEY).rpartition("/")
    return (channel, chat_hash) if chat.startswith(_KEY) and slash else None
