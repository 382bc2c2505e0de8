"""What the Bot API accepts, at least as strictly as the real server: parameters, HTML, keyboards, lengths."""

from __future__ import annotations

import html
import json
import re
from typing import Any

TEXT_LIMIT = 4096
CALLBACK_LIMIT = 64
CHAT = "int!"
MARKUP = {"reply_markup": "dict"}
SENDING: dict[str, str] = {
    "chat_id": CHAT,
    "message_thread_id": "int",
    "disable_notification": "bool",
    "protect_content": "bool",
    "reply_parameters": "dict",
    **MARKUP,
}
TEXT: dict[str, str] = {"text": "str!", "parse_mode": "str", "link_preview_options": "dict"}
SCOPED: dict[str, str] = {"scope": "dict", "language_code": "str"}

METHODS: dict[str, dict[str, str]] = {
    "getMe": {},
    "getUpdates": {"offset": "int", "limit": "int", "timeout": "int", "allowed_updates": "list"},
    "deleteWebhook": {"drop_pending_updates": "bool"},
    "setWebhook": {
        "url": "str!",
        "secret_token": "str",
        "max_connections": "int",
        "allowed_updates": "list",
        "drop_pending_updates": "bool",
    },
    "getWebhookInfo": {},
    "sendMessage": {**SENDING, **TEXT},
    "copyMessage": {**SENDING, "from_chat_id": CHAT, "message_id": "int!", "caption": "str"},
    "createForumTopic": {
        "chat_id": CHAT,
        "name": "str!",
        "icon_color": "int",
        "icon_custom_emoji_id": "str",
    },
    "closeForumTopic": {"chat_id": CHAT, "message_thread_id": "int!"},
    "reopenForumTopic": {"chat_id": CHAT, "message_thread_id": "int!"},
    "sendChatAction": {"chat_id": CHAT, "message_thread_id": "int", "action": "str!"},
    "editMessageText": {"chat_id": CHAT, "message_id": "int!", **TEXT, **MARKUP},
    "editMessageReplyMarkup": {"chat_id": CHAT, "message_id": "int!", **MARKUP},
    "answerCallbackQuery": {
        "callback_query_id": "str!",
        "text": "str",
        "show_alert": "bool",
        "url": "str",
        "cache_time": "int",
    },
    "setMyCommands": {"commands": "list!", **SCOPED},
    "getMyCommands": SCOPED,
    "deleteMyCommands": SCOPED,
}
"""Method to parameter to type; `!` marks what must be there."""

TYPES: dict[str, type] = {"int": int, "bool": bool, "dict": dict, "list": list, "str": str}


class Refused(Exception):  # noqa: N818 - an answer of the API, not a fault of ours
    """An answer other than 200."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refused:
    """400, the way Telegram words it."""
    return Refused(400, f"Bad Request: {description}")


def typed(method: str, form: dict[str, str]) -> dict[str, Any]:
    """The parameters of a call with their types; refuses unknown, missing and ill-typed ones."""
    schema = METHODS[method]
    unknown = set(form) - set(schema)
    missing = {name for name, kind in schema.items() if kind.endswith("!")} - set(form)
    if unknown or missing:
        raise bad(f"unknown parameters {sorted(unknown)}, missing {sorted(missing)}")
    return {name: _value(name, value, schema[name].rstrip("!")) for name, value in form.items()}


def _value(name: str, value: str, kind: str) -> Any:
    if kind == "str":
        return value
    try:
        parsed = json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name}") from None
    if not isinstance(parsed, TYPES[kind]) or (kind == "int" and isinstance(parsed, bool)):
        raise bad(f"{name} must be of type {kind}")
    return parsed


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "span", "blockquote"}
TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z][a-z-]*)(?P<rest>(?:\s[^<>]*)?)>|<|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|&"
)


def plain_text(params: dict[str, Any]) -> str:
    """The text of a message once its entities are parsed; refuses broken HTML, empty and too long text."""
    mode = params.get("parse_mode")
    if mode not in (None, "HTML"):
        raise bad("unsupported parse_mode")
    text = _strip_html(params["text"]) if mode else params["text"]
    if not text.strip():
        raise bad("message text is empty")
    if utf16(text.strip()) > TEXT_LIMIT:
        raise bad("message is too long")
    return text.strip()


def _strip_html(text: str) -> str:
    open_tags: list[str] = []
    for token in TOKEN.finditer(text):
        if token[0] in ("<", "&"):
            raise bad(f"can't parse entities: unescaped {token[0]!r} at offset {token.start()}")
        if token["tag"]:
            _track(token, open_tags)
    if open_tags:
        raise bad(f"can't parse entities: can't find end tag corresponding to start tag {open_tags[-1]}")
    return html.unescape(re.sub(r"</?[a-z][^<>]*>", "", text))


def _track(token: re.Match[str], open_tags: list[str]) -> None:
    tag = token["tag"]
    if tag not in TAGS or (token["rest"].strip() and tag not in ("a", "span", "code", "blockquote")):
        raise bad(f'can\'t parse entities: unsupported start tag "{tag}" at byte offset {token.start()}')
    if not token["end"]:
        open_tags.append(tag)
    elif not open_tags or open_tags.pop() != tag:
        raise bad(f"can't parse entities: unmatched end tag at byte offset {token.start()}")


def check_keyboard(markup: dict[str, Any] | None) -> None:
    """Refuses what is not an inline keyboard with usable buttons."""
    if markup is None:
        return
    rows = markup.get("inline_keyboard")
    if set(markup) != {"inline_keyboard"} or not isinstance(rows, list):
        raise bad("object expected as reply markup")
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in rows):
        raise bad("reply markup is too long")
    for button in buttons:
        _check_button(button)


def _check_button(button: dict[str, Any]) -> None:
    if set(button) != {"text", "callback_data"} or not button["text"].strip():
        raise bad("text buttons are unallowed in the inline keyboard")
    if not 1 <= len(button["callback_data"].encode()) <= CALLBACK_LIMIT:
        raise bad("BUTTON_DATA_INVALID")


def check_commands(params: dict[str, Any]) -> None:
    """Refuses a command list that Telegram would not take."""
    language = params.get("language_code", "")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise bad("invalid language code specified")
    for command in params["commands"]:
        if set(command) != {"command", "description"}:
            raise bad("command must have a command and a description")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
