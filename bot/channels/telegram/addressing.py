"""Whether a message is meant for the bot, and what it says once the bot's own name is taken out.

In a private chat everything is. In a group only a command, a mention or a reply to the bot is; all else is
none of the bot's business and is neither stored nor logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

from bot.channels.telegram.menu import NAMES

_UTF16 = "utf-16-le"


class Spoken(NamedTuple):
    """What somebody said to the bot."""

    text: str
    is_command: bool


def spoken(message: Message, me: User) -> Spoken | None:
    """The words of a message (its caption where it has no text); None where they are not for the bot."""
    private = message.chat.type == ChatType.PRIVATE
    command = _command(message)
    if command is not None:
        return _spoken_command(message, command, me, private)
    ranges = list(_own_mentions(message, me))
    if private or ranges or replies_to(message, me):
        return _without_name(message, ranges)
    return None


def spoken_in_room(message: Message, me: User) -> Spoken | None:
    """What the staff say in one of their topics: everything, save commands for other bots."""
    command = _command(message)
    if command is None:
        return Spoken(_words(message), False)
    name, _, owner = command.partition("@")
    if owner and owner.lower() != (me.username or "").lower():
        return None
    return Spoken(name + _slice(_words(message), len(command)), True)


def _words(message: Message) -> str:
    return message.text or message.caption or ""


def _entities(message: Message) -> tuple[MessageEntity, ...]:
    return tuple(message.entities or message.caption_entities or ())


def _slice(text: str, start: int, end: int | None = None) -> str:
    """Part of a text by UTF-16 units, in which Telegram counts."""
    units = text.encode(_UTF16, "surrogatepass")
    return units[start * 2 : None if end is None else end * 2].decode(_UTF16, "replace")


def _quoted(message: Message, entity: MessageEntity) -> str:
    return _slice(_words(message), entity.offset, entity.offset + entity.length)


def _command(message: Message) -> str | None:
    """The command with its `@name`, where the text begins with one."""
    for entity in message.entities or ():
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            return _quoted(message, entity)
    return None


def _spoken_command(message: Message, command: str, me: User, private: bool) -> Spoken | None:
    name, _, owner = command.partition("@")
    if not private and not _is_for(name, owner, message, me):
        return None
    rest = _slice(_words(message), len(command))
    return Spoken(name + rest, True)


def _is_for(name: str, owner: str, message: Message, me: User) -> bool:
    """In a group: `/help@ThisBot`, `/help` where it is one of ours, or any command in reply to the bot."""
    if owner:
        return owner.lower() == (me.username or "").lower()
    return name.lower().lstrip("/") in NAMES or replies_to(message, me)


def _own_mentions(message: Message, me: User) -> Iterator[tuple[int, int]]:
    name = f"@{me.username}".lower()
    for entity in _entities(message):
        by_name = entity.type == MessageEntity.MENTION and _quoted(message, entity).lower() == name
        by_link = entity.user is not None and entity.user.id == me.id
        if by_name or by_link:
            yield entity.offset, entity.offset + entity.length


def replies_to(message: Message, me: User) -> bool:
    """A reply to the bot. The opening of a topic is none, though all messages in the topic reply to it."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or answered.forum_topic_created is not None:
        return False
    return answered.from_user.id == me.id


def _without_name(message: Message, ranges: list[tuple[int, int]]) -> Spoken:
    """The bot's name is how it was called, not what was asked; its name alone asks for help."""
    text = _words(message)
    for start, end in sorted(ranges, reverse=True):
        text = _slice(text, 0, start) + _slice(text, end)
    if not ranges:
        return Spoken(text, False)
    text = text.strip(" \t\n,，:：、")
    bare = not text and message.effective_attachment is None
    return Spoken("/help", True) if bare else Spoken(text, False)
