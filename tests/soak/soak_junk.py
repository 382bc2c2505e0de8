"""Updates as nobody should send them: real ones with parts missing, of the wrong type, far too big or unknown."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

Update = dict[str, Any]

_DATE = 1_790_000_000
_PEOPLE = range(77_000, 77_040)
_USER = {"id": _PEOPLE[0], "is_bot": False, "first_name": "Bob", "language_code": "zh-hans"}
_CHAT = {"id": _PEOPLE[0], "type": "private", "first_name": "Bob"}
_GROUP = {"id": -1_002_000, "type": "supergroup", "title": "Group", "is_forum": True}
CHATS = {*_PEOPLE, _GROUP["id"]}
"""Where the sound parents of the malformed updates come from: many, as a chat is sent one reply a second."""
_PICTURE = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
_MENTION = {"type": "mention", "offset": 0, "length": 17}
_COMMAND = {"type": "bot_command", "offset": 0, "length": 5}
_POLL = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False}


def _message(number: int, **fields: Any) -> Update:
    person = {"id": _PEOPLE[number % len(_PEOPLE)]}
    return {"message_id": number, "date": _DATE, "chat": _CHAT | person, "from": _USER | person, **fields}


def _press(message: Update) -> Update:
    return {"id": "9", "from": dict(_USER), "chat_instance": "1", "data": "t:1", "message": message}


_SOUND: tuple[Callable[[int], Update], ...] = (
    lambda n: {"message": _message(n, text="体检在哪里办")},
    lambda n: {"message": _message(n, text="/help", entities=[dict(_COMMAND)])},
    lambda n: {
        "message": _message(n, text="@JiaxingTalentBot 体检", chat=dict(_GROUP), entities=[dict(_MENTION)])
    },
    lambda n: {
        "message": _message(n, text="?", chat=dict(_GROUP), is_topic_message=True, message_thread_id=4)
    },
    lambda n: {"message": _message(n, caption="体检", photo=[dict(_PICTURE)], media_group_id="a")},
    lambda n: {"message": _message(n, location={"latitude": 30.7, "longitude": 120.7})},
    lambda n: {"edited_message": _message(n, text="驾照在哪里办", edit_date=_DATE)},
    lambda n: {"callback_query": _press(_message(n, text="?"))},
    lambda n: {"message": _message(n, text="!", reply_to_message=_message(1, text="?"))},
    lambda n: {"message": _message(n, poll=dict(_POLL))},
    lambda _: {"my_chat_member": {"chat": dict(_CHAT), "from": dict(_USER), "date": 1}},
)


def _nested(depth: int) -> Any:
    junk: Any = "junk"
    for level in range(depth):
        junk = [junk] if level % 2 else {"text": junk}
    return junk


_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**31, 2**63, 10**25, -(10**25), 1.5, 1e308, "", " ", "0", "\x00", "\ud800", "‮\u200d",
    "x" * 100_000, [], {}, [None], [[]], {"id": None}, {"": {}}, _nested(40),
)  # fmt: skip


def junk(number: int, dice: random.Random) -> Update:
    """The n-th malformed update, without its update_id: one to four things are wrong with it."""
    update = dice.choice(_SOUND)(number)
    for _ in range(dice.choice((1, 1, 2, 4))):
        spoil(update, dice)
    return update


def spoil(update: Update, dice: random.Random) -> None:
    """Do one thing wrong, anywhere in the update."""
    holder, key = dice.choice(_places(update) or [(update, "message")])
    match dice.randrange(4):
        case 0:
            holder.pop(key, None) if isinstance(holder, dict) else holder.clear()
        case 1 if isinstance(holder, dict):
            holder[f"{key}_of_2031"] = holder.pop(key, None)
        case 2:
            holder[key] = [copy.deepcopy(holder[key])] if _has(holder, key) else None
        case _:
            holder[key] = copy.deepcopy(dice.choice(_VALUES))


def _has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else True


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder and key in a tree."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [(value, key) for key, _ in inside]
    return found + [place for _, key in found for place in _places(value[key])]
