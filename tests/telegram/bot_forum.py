"""Forum topics and copies at the loopback Bot API: a part of `BotAccount`."""

# ruff: noqa: N802 - the methods have the API's names

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from bot_api_rules import bad

ICON_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


@dataclass
class Topic:
    """A topic of a forum."""

    name: str
    closed: bool = False
    deleted: bool = False


class Forums:
    """Supergroups with topics, in which the bot is an administrator."""

    def __init__(self) -> None:
        self.forums: dict[int, bool] = {}
        """Groups with topics, and whether the bot may manage them."""
        self.topics: dict[tuple[int, int], Topic] = {}
        self.heard: dict[tuple[int, int], dict[str, Any]] = {}
        """What people wrote, by chat and message id."""

    def topic(self, room: str) -> Topic:
        """The topic of a room `<chat>/<topic>`."""
        chat, _, number = room.partition("/")
        return self.topics[int(chat), int(number)]

    def rooms(self) -> list[str]:
        """All topics ever made, in order."""
        return [f"{chat}/{number}" for chat, number in self.topics]

    def check_thread(self, chat: int, topic: int | None) -> None:
        """Refuses what cannot be written into a topic."""
        if chat not in self.forums or topic is None:
            return
        found = self.topics.get((chat, topic))
        if found is None or found.deleted:
            raise bad("message thread not found")
        if found.closed and not self.forums[chat]:
            raise bad("TOPIC_CLOSED")

    async def _createForumTopic(self, params: dict[str, Any]) -> Any:
        chat = self._managed(params, "create a topic")
        if not 1 <= len(params["name"].strip()) <= 128:
            raise bad("TOPIC_TITLE_EMPTY" if not params["name"].strip() else "TOPIC_TITLE_TOO_LONG")
        if params.get("icon_color", ICON_COLOURS[0]) not in ICON_COLOURS:
            raise bad("invalid forum topic icon color specified")
        number = self.next_message_id(chat)
        self.topics[chat, number] = Topic(params["name"])
        return {"message_thread_id": number, "name": params["name"], "icon_color": ICON_COLOURS[0]}

    async def _closeForumTopic(self, params: dict[str, Any]) -> Any:
        return self._set_closed(params, True)

    async def _reopenForumTopic(self, params: dict[str, Any]) -> Any:
        return self._set_closed(params, False)

    def _set_closed(self, params: dict[str, Any], closed: bool) -> bool:
        chat = self._managed(params, "close or reopen the topic")
        found = self.topics.get((chat, params["message_thread_id"]))
        if found is None or found.deleted:
            raise bad("TOPIC_ID_INVALID")
        if found.closed is closed:
            raise bad("TOPIC_NOT_MODIFIED")
        found.closed = closed
        return True

    def _managed(self, params: dict[str, Any], what: str) -> int:
        chat = self._open_chat(params["chat_id"])
        if chat not in self.forums:
            raise bad("the chat is not a forum")
        if not self.forums[chat]:
            raise bad(f"not enough rights to {what}")
        return chat

    async def _copyMessage(self, params: dict[str, Any]) -> Any:
        chat = self._open_chat(params["chat_id"])
        source = self.heard.get((self._open_chat(params["from_chat_id"]), params["message_id"]))
        if source is None:
            raise bad("message to copy not found")
        self.check_thread(chat, params.get("message_thread_id"))
        content = {
            name: source[name] for name in ("text", "caption", "photo", "voice", "document") if name in source
        }
        if not content:
            raise bad("message can't be copied")
        number = self.next_message_id(chat)
        topic = params.get("message_thread_id")
        where = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        copy = {"message_id": number, "date": int(time.time()), "chat": {"id": chat}, "text": "", **content}
        self._messages[chat, number] = {**copy, **where, "copy": True}
        return {"message_id": number}

    # what the account has

    def next_message_id(self, chat: int) -> int:
        raise NotImplementedError

    def _open_chat(self, chat: int) -> int:
        raise NotImplementedError

    _messages: dict[tuple[int, int], dict[str, Any]]
