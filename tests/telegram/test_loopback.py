"""The loopback Bot API refuses what Telegram refuses: else its silence would prove nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from loopback import LoopbackApi
from telegram_people import Person


async def call(api: LoopbackApi, method: str, token: str = "", **params: Any) -> tuple[int, Any]:
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
    async with httpx.AsyncClient(verify=False) as client:
        response = await client.post(f"{api.url}/bot{token or api.token}/{method}", data=form)
    body = response.json()
    assert body["ok"] is (response.status_code == 200)
    return response.status_code, body.get("result", body.get("description"))


def buttons(data: str, text: str = "甲") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


BAD_MESSAGES: list[tuple[dict[str, Any], str]] = [
    ({"text": ""}, "text is empty"),
    ({"text": " \n"}, "text is empty"),
    ({"text": "嘉" * 4097}, "too long"),
    ({"text": "😀" * 2049}, "too long"),
    ({}, "missing ['text']"),
    ({"text": "a", "txt": "b"}, "unknown parameters ['txt']"),
    ({"text": "a", "chat_id": "x"}, "can't parse chat_id"),
    ({"text": "a", "chat_id": 5}, "chat not found"),
    ({"text": "a", "parse_mode": "Markdown"}, "unsupported parse_mode"),
    ({"text": "a < b", "parse_mode": "HTML"}, "can't parse entities"),
    ({"text": "a & b", "parse_mode": "HTML"}, "can't parse entities"),
    ({"text": "<i>a", "parse_mode": "HTML"}, "can't find end tag"),
    ({"text": "a</i>", "parse_mode": "HTML"}, "unmatched end tag"),
    ({"text": "<b><i>a</b></i>", "parse_mode": "HTML"}, "unmatched end tag"),
    ({"text": "<br>a", "parse_mode": "HTML"}, "unsupported start tag"),
    ({"text": '<i class="x">a</i>', "parse_mode": "HTML"}, "unsupported start tag"),
    ({"text": "<i></i>", "parse_mode": "HTML"}, "text is empty"),
    ({"text": "a", "reply_markup": buttons("汉" * 22)}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": buttons("")}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": buttons("1", " ")}, "buttons are unallowed"),
    ({"text": "a", "reply_markup": {"keyboard": []}}, "reply markup"),
    ({"text": "a", "reply_markup": {"inline_keyboard": buttons("1")["inline_keyboard"] * 101}}, "too long"),
]


@pytest.mark.parametrize(("params", "reason"), BAD_MESSAGES)
async def test_bad_messages_are_refused(api: LoopbackApi, params: dict[str, Any], reason: str) -> None:
    api.chats.add(1)
    status, description = await call(api, "sendMessage", **{"chat_id": 1, **params})
    assert status == 400
    assert reason in description
    assert len(api.refusals) == 1
    assert api.sent(1) == []


async def test_good_html_is_read(api: LoopbackApi) -> None:
    api.chats.add(1)
    text = '<b>a</b> &lt; <i>b &amp; "c" &#65;</i><a href="https://example.com">d</a>' + "&amp;" * 4000
    status, message = await call(api, "sendMessage", chat_id=1, text=text, parse_mode="HTML")
    assert status == 200
    assert message["text"] == 'a < b & "c" Ad' + "&" * 4000


async def test_tokens_and_methods(api: LoopbackApi) -> None:
    assert await call(api, "getMe", token="1:wrong") == (401, "Unauthorized")
    assert await call(api, "getMyself") == (404, "Not Found")
    assert (await call(api, "getMe"))[1]["is_bot"] is True


async def test_a_query_is_answered_once(api: LoopbackApi) -> None:
    query = api.new_query()
    assert (await call(api, "answerCallbackQuery", callback_query_id=query))[0] == 200
    status, description = await call(api, "answerCallbackQuery", callback_query_id=query)
    assert status == 400
    assert "query is too old" in description


async def test_an_edit_must_change_something(api: LoopbackApi) -> None:
    api.chats.add(1)
    message = (await call(api, "sendMessage", chat_id=1, text="a", reply_markup=buttons("1")))[1]
    there = {"chat_id": 1, "message_id": message["message_id"]}
    assert (await call(api, "editMessageReplyMarkup", **there, reply_markup=buttons("2")))[0] == 200
    status, description = await call(api, "editMessageText", **there, text="a", reply_markup=buttons("2"))
    assert (status, "not modified" in description) == (400, True)
    assert (await call(api, "editMessageText", **there, text="b"))[1]["text"] == "b"
    assert "not found" in (await call(api, "editMessageText", chat_id=1, message_id=99, text="b"))[1]


async def test_offsets_confirm(api: LoopbackApi, person: Person) -> None:
    for text in "abc":
        person.say(text)

    async def ids(**params: int) -> list[int]:
        return [update["update_id"] for update in (await call(api, "getUpdates", **params))[1]]

    assert await ids(offset=0) == [1, 2, 3]
    assert await ids(limit=1) == [1]
    assert await ids(offset=3) == [3]
    assert await ids(offset=0) == [3]
    assert await ids(offset=4) == []
    assert (await call(api, "getUpdates", limit=101))[0] == 400


async def test_a_long_poll_waits_and_an_older_one_is_ended(api: LoopbackApi, person: Person) -> None:
    older = asyncio.create_task(call(api, "getUpdates", timeout=5))
    await api.until(lambda: api.called("getUpdates"))
    newer = asyncio.create_task(call(api, "getUpdates", timeout=5))
    assert (await older)[0] == 409
    person.say("a")
    assert len((await newer)[1]) == 1


@pytest.mark.parametrize(
    "params",
    [
        {"commands": [{"command": "Start", "description": "x"}]},
        {"commands": [{"command": "start", "description": ""}]},
        {"commands": [{"command": "start"}]},
        {"commands": [], "language_code": "zh-hans"},
    ],
)
async def test_bad_commands_are_refused(api: LoopbackApi, params: dict[str, Any]) -> None:
    assert (await call(api, "setMyCommands", **params))[0] == 400
