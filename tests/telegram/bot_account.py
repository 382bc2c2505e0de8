"""One bot's account at the loopback Bot API: chats, messages, waiting updates, and the API's methods."""

# ruff: noqa: N802 - the methods have the API's names

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot_api_rules import Refused, bad, check_commands, check_keyboard, plain_text
from bot_forum import Forums
from webhook_delivery import WebhookDelivery

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
BOT = {"id": 666, "is_bot": True, "first_name": "Talent", "username": "JiaxingTalentBot"}


@dataclass(frozen=True)
class Call:
    """One call as it came in."""

    method: str
    params: dict[str, Any]
    at: float


class BotAccount(Forums):
    """State and methods; `LoopbackApi` puts them on the network."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.chats: set[int] = set()
        """Chats that the bot may write to: those that wrote first."""
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhooks = WebhookDelivery(self)
        self.updates: list[dict[str, Any]] = []
        self.queries: set[str] = set()
        self._messages: dict[tuple[int, int], dict[str, Any]] = {}
        self._ids: defaultdict[object, itertools.count[int]] = defaultdict(lambda: itertools.count(1))
        self._poll = 0
        self._changed = asyncio.Condition()
        self._stopping = False

    async def notify(self) -> None:
        """Something changed: whoever waits looks again."""
        async with self._changed:
            self._changed.notify_all()

    # what tests and people ask

    def next_message_id(self, chat: int) -> int:
        """Number of the next message in a chat."""
        return next(self._ids[chat])

    def new_query(self) -> str:
        """A callback query that waits for its answer."""
        query = f"{next(self._ids['query'])}00"
        self.queries.add(query)
        return query

    def push(self, **update: Any) -> int:
        """Put an update in the queue; gives its id."""
        number = next(self._ids["update"])
        if not all(self.webhooks.wants(kind) for kind in update):
            return number
        self.updates.append({"update_id": number, **update})
        self.webhooks.load()
        asyncio.get_running_loop().create_task(self.notify())
        return number

    def sent(self, chat: int) -> list[dict[str, Any]]:
        """The bot's messages in a chat, as they stand now."""
        return [message for (where, _), message in self._messages.items() if where == chat]

    def said_in(self, room: str) -> list[str]:
        """What the bot wrote into a topic `<chat>/<topic>`."""
        chat, _, topic = room.partition("/")
        inside = [m for m in self.sent(int(chat)) if m.get("message_thread_id") == int(topic)]
        return [message["text"] or "<copy>" for message in inside]

    def called(self, method: str) -> list[Call]:
        """All calls of a method."""
        return [call for call in self.calls if call.method == method]

    async def until(self, condition: Callable[[], Any], seconds: float = 15.0) -> None:
        """Wait until a condition holds; it is looked at after every call and 50 times a second."""
        async with asyncio.timeout(seconds):
            while not condition():
                async with self._changed:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._changed.wait(), 0.02)

    async def wait_sent(self, chat: int, count: int = 1) -> list[dict[str, Any]]:
        """The bot's messages in a chat once there are so many."""
        await self.until(lambda: len(self.sent(chat)) >= count)
        return self.sent(chat)

    # methods of the Bot API

    async def _getMe(self, params: dict[str, Any]) -> Any:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": True}

    async def _getUpdates(self, params: dict[str, Any]) -> Any:
        if self.webhooks.hook.url:
            raise Refused(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"
            )
        limit, seconds, offset = params.get("limit", 100), params.get("timeout", 0), params.get("offset", 0)
        if not 1 <= limit <= 100 or not 0 <= seconds <= 50 or offset < 0:
            raise bad("limit, timeout or offset out of range")
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        self._poll += 1
        await self.notify()
        await self._wait_for_updates(self._poll, seconds)
        return self.updates[:limit]

    async def _wait_for_updates(self, mine: int, seconds: float) -> None:
        async with self._changed:
            with contextlib.suppress(TimeoutError):
                ready = self._changed.wait_for(lambda: self.updates or self._poll != mine or self._stopping)
                await asyncio.wait_for(ready, seconds)
        if self._poll != mine:
            raise Refused(409, CONFLICT)

    async def _setWebhook(self, params: dict[str, Any]) -> Any:
        if not params["url"]:
            return await self._deleteWebhook(params)
        if params.get("drop_pending_updates"):
            self.webhooks.unset()
            self.updates.clear()
        self.webhooks.set(params)
        return True

    async def _deleteWebhook(self, params: dict[str, Any]) -> Any:
        self.webhooks.unset()
        if params.get("drop_pending_updates"):
            self.updates.clear()
        return True

    async def _getWebhookInfo(self, params: dict[str, Any]) -> Any:
        return {**self.webhooks.info(), "pending_update_count": len(self.updates)}

    async def _sendMessage(self, params: dict[str, Any]) -> Any:
        chat = self._open_chat(params["chat_id"])
        self.check_thread(chat, params.get("message_thread_id"))
        content = _content(params)
        message = {
            "message_id": self.next_message_id(chat),
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
            "from": BOT,
            **content,
        }
        if topic := params.get("message_thread_id"):
            message |= {"message_thread_id": topic, "is_topic_message": True}
        self._messages[chat, message["message_id"]] = message
        return _public(message)

    async def _sendChatAction(self, params: dict[str, Any]) -> Any:
        self._open_chat(params["chat_id"])
        return True

    async def _editMessageText(self, params: dict[str, Any]) -> Any:
        return self._change(params, _content(params))

    async def _editMessageReplyMarkup(self, params: dict[str, Any]) -> Any:
        check_keyboard(params.get("reply_markup"))
        return self._change(params, {"reply_markup": params.get("reply_markup")})

    def _change(self, params: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        message = self._messages.get((self._open_chat(params["chat_id"]), params["message_id"]))
        if message is None:
            raise bad("message to edit not found")
        if all(message.get(name) == value for name, value in content.items()):
            raise bad(NOT_MODIFIED)
        message |= {**content, "edit_date": int(time.time())}
        return _public(message)

    async def _answerCallbackQuery(self, params: dict[str, Any]) -> Any:
        if params["callback_query_id"] not in self.queries:
            raise bad(OLD_QUERY)
        self.queries.remove(params["callback_query_id"])
        return True

    async def _setMyCommands(self, params: dict[str, Any]) -> Any:
        check_commands(params)
        self.commands[params.get("language_code", "")] = params["commands"]
        return True

    async def _getMyCommands(self, params: dict[str, Any]) -> Any:
        return self.commands.get(params.get("language_code", ""), [])

    async def _deleteMyCommands(self, params: dict[str, Any]) -> Any:
        self.commands.pop(params.get("language_code", ""), None)
        return True

    def _open_chat(self, chat: int) -> int:
        if chat in self.moved:
            new = self.moved[chat]
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup", migrate_to_chat_id=new)
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat not in self.chats:
            raise bad("chat not found")
        return chat


def _content(params: dict[str, Any]) -> dict[str, Any]:
    """What a message shows; `html` keeps the markup as it was sent, for tests to look at."""
    check_keyboard(params.get("reply_markup"))
    names = ("reply_markup", "reply_parameters", "parse_mode")
    kept = {name: params.get(name) for name in names}
    return {"text": plain_text(params), "html": params["text"], **kept}


def _public(message: dict[str, Any]) -> dict[str, Any]:
    ours = ("html", "parse_mode", "reply_parameters")
    return {name: value for name, value in message.items() if value is not None and name not in ours}
