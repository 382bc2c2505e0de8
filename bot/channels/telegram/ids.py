"""The channel's own ids, as text.

    chat      `<chat id>`, or `<chat id>/<topic id>`: each topic of a forum group is its own conversation
    message   `m<chat id>:<message id>`; ours, when sent, have the same form
    edit      `m<chat id>:<message id>:<update id>`: every edit is a new turn
    album     `a<chat id>:<album id>`, shared by all the pictures of an album: answered once
    press     `q<callback query id>`
    other     `u<update id>`: an update that could not be parsed

Messages and presses are known by what the person did and not by the update that brought it: `update_id` may
start again at random after a quiet week, and what two pollers read stays one message.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MESSAGE = re.compile(r"m(?P<chat>-?\d+):(?P<message>\d+)(?::\d+)?")
_PRESS = re.compile(r"q(.+)")
_CHAT = re.compile(r"(-?\d+)(?:/(\d+))?")


class Target(NamedTuple):
    """Where a message goes."""

    chat: int
    topic: int | None

    @property
    def is_group(self) -> bool:
        """Groups have negative ids."""
        return self.chat < 0


def chat_id(chat: int, topic: int | None = None) -> str:
    """The text form of a chat or of a topic in it."""
    return str(chat) if topic is None else f"{chat}/{topic}"


def target(chat: str) -> Target | None:
    """The chat and topic of a text form; None where it is none."""
    found = _CHAT.fullmatch(chat)
    return Target(int(found[1]), int(found[2]) if found[2] else None) if found else None


def of_message(chat: int, message: int) -> str:
    """External id of a message, theirs or ours."""
    return f"m{chat}:{message}"


def of_edit(chat: int, message: int, update: int) -> str:
    """External id of one edit of a message."""
    return f"m{chat}:{message}:{update}"


def of_album(chat: int, album: str) -> str:
    """External id of all the messages of an album together."""
    return f"a{chat}:{album}"


def of_press(query: str) -> str:
    """External id of a pressed button."""
    return f"q{query}"


def of_update(update: int) -> str:
    """External id of an update that tells nothing else."""
    return f"u{update}"


def message_of(external_id: str | None) -> int | None:
    """Telegram's message id within its chat; None where the external id is not a message's."""
    found = _MESSAGE.fullmatch(external_id or "")
    return int(found["message"]) if found else None


def chat_of(external_id: str | None) -> int | None:
    """Telegram's id of the chat that a message stands in; None where the external id is not a message's."""
    found = _MESSAGE.fullmatch(external_id or "")
    return int(found["chat"]) if found else None


def press_of(external_id: str | None) -> str | None:
    """The callback query id; None where the external id is not a press's."""
    found = _PRESS.fullmatch(external_id or "")
    return found[1] if found else None
