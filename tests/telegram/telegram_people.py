"""The other side of the loopback Bot API: people and groups who write to the bot."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot_api_rules import utf16

if TYPE_CHECKING:
    from loopback import LoopbackApi

MARKED = re.compile(r"(?P<bot_command>(?<!\S)/\w+(?:@\w+)?)|(?P<mention>@\w{3,})")


def entities(text: str) -> list[dict[str, Any]]:
    """Commands and mentions as Telegram marks them, in UTF-16 units."""
    return [
        {"type": found.lastgroup, "offset": utf16(text[: found.start()]), "length": utf16(found[0])}
        for found in MARKED.finditer(text)
    ]


def worded(text: str, of: str = "") -> dict[str, Any]:
    """Fields of a text or (`of="caption_"`) a caption."""
    marks = entities(text)
    name = "caption" if of else "text"
    return {name: text, **({f"{of}entities": marks} if marks else {})}


@dataclass
class Group:
    """A group chat that the bot is in, and reads all of."""

    id: int = -1001
    forum: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """The chat as it stands in an update."""
        return {
            "id": self.id,
            "type": "supergroup",
            "title": "Group",
            **({"is_forum": True} if self.forum else {}),
        }


@dataclass
class Person:
    """Somebody with the app."""

    api: LoopbackApi
    id: int = 1001
    language: str | None = "zh-hans"
    is_bot: bool = False
    _albums: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def data(self) -> dict[str, Any]:
        """The user as it stands in an update."""
        data: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": "Alice"}
        return data | ({"language_code": self.language} if self.language else {})

    def say(self, text: str, chat: Group | None = None, **fields: Any) -> dict[str, Any]:
        """Send a text; gives the message."""
        return self.send(chat, **worded(text), **fields)

    def send_photo(self, caption: str = "", chat: Group | None = None, **fields: Any) -> dict[str, Any]:
        """Send a picture."""
        size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
        return self.send(chat, photo=[size], **(worded(caption, "caption_") if caption else {}), **fields)

    def send_album(self, count: int, caption: str = "") -> None:
        """Send several pictures at once: one update each."""
        album = f"album{next(self._albums)}"
        for number in range(count):
            self.send_photo(caption if number == 0 else "", media_group_id=album)

    def send(self, chat: Group | None = None, **fields: Any) -> dict[str, Any]:
        """Send a message with any content; gives the message."""
        message = self.message(chat, **fields)
        self.api.heard[message["chat"]["id"], message["message_id"]] = message
        self.api.push(message=message)
        return message

    def message(self, chat: Group | None = None, **fields: Any) -> dict[str, Any]:
        """A message as it stands in an update."""
        where = chat.data if chat else {"id": self.id, "type": "private", "first_name": "Alice"}
        self.api.chats.add(where["id"])
        number = self.api.next_message_id(where["id"])
        return {"message_id": number, "date": int(time.time()), "chat": where, "from": self.data, **fields}

    def edit(self, message: dict[str, Any], text: str) -> None:
        """Change the text of an earlier message."""
        changed = {name: value for name, value in message.items() if name != "entities"}
        self.api.push(edited_message={**changed, "edit_date": int(time.time()), **worded(text)})

    def press(self, message: dict[str, Any], number: int = 0) -> str:
        """Press the n-th button under a message of the bot; gives the id of the callback query."""
        buttons = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
        return self.press_data(message, buttons[number]["callback_data"])

    def press_data(self, message: dict[str, Any], data: str) -> str:
        """Press a button with that data, even if it is not there any more."""
        query = self.api.new_query()
        self.api.push(
            callback_query={
                "id": query,
                "from": self.data,
                "chat_instance": "1",
                "data": data,
                "message": message,
            }
        )
        return query
