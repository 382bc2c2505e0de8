"""Replies that cannot be sent now, or ever."""

from __future__ import annotations

from typing import Any

import pytest
from loopback import LoopbackApi
from telegram_people import Group, Person

from bot.channels.base import Outgoing, SendLater, SendRefused
from bot.channels.telegram import TelegramChannel

pytestmark = pytest.mark.usefixtures("open_chat")

CHAT = "1001"


@pytest.mark.parametrize(
    ("status", "parameters", "seconds"),
    [
        (429, {"retry_after": 7}, 7.5),
        (429, {"retry_after": 0.25}, 0.75),
        (429, {}, 5.5),
        (500, {}, 3.0),
        (502, {}, 3.0),
        (401, {}, 10.0),
        (404, {}, 10.0),
    ],
)
async def test_what_will_pass_is_tried_later(
    api: LoopbackApi, channel: TelegramChannel, status: int, parameters: dict[str, Any], seconds: float
) -> None:
    api.fail("sendMessage", status, f"refused for {api.token}", **parameters)
    with pytest.raises(SendLater) as caught:
        await channel.send(Outgoing(CHAT, "好的"))
    assert caught.value.seconds == seconds
    assert api.token not in str(caught.value)
    assert await channel.send(Outgoing(CHAT, "好的"))


@pytest.mark.parametrize("fault", [{"reset": True}, {"body": "<html>log in</html>"}], ids=str)
async def test_a_broken_answer_is_tried_later(
    api: LoopbackApi, channel: TelegramChannel, fault: dict[str, Any]
) -> None:
    api.spoil("sendMessage", **fault)
    with pytest.raises(SendLater):
        await channel.send(Outgoing(CHAT, "好的"))


async def test_a_time_out_is_tried_again_late_since_it_may_have_arrived(
    api: LoopbackApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = TelegramChannel(api.token, api.url)
    channel._request._client.timeout = 0.4  # type: ignore[assignment]
    api.spoil("sendMessage", seconds=0.8, after=True)
    with pytest.raises(SendLater) as caught:
        await channel.send(Outgoing(CHAT, "好的"))
    assert caught.value.seconds == 10.0
    assert len(api.sent(1001)) == 1
    await channel.close()


async def test_a_server_that_is_not_there_is_tried_later(api: LoopbackApi) -> None:
    channel = TelegramChannel(api.token, "http://127.0.0.1:1")
    with pytest.raises(SendLater, match="连不上"):
        await channel.send(Outgoing(CHAT, "好的"))
    await channel.close()


@pytest.mark.parametrize("chat", ["1002", "", "abc", "1/2/3"])
async def test_a_chat_that_is_not_there_is_refused(
    api: LoopbackApi, channel: TelegramChannel, chat: str
) -> None:
    api.expected.append("chat not found")
    with pytest.raises(SendRefused):
        await channel.send(Outgoing(chat, "好的"))


async def test_somebody_who_blocked_the_bot_is_not_tried_again(
    api: LoopbackApi, channel: TelegramChannel
) -> None:
    api.expected.append("Forbidden")
    api.blocked.add(1001)
    with pytest.raises(SendRefused, match="blocked"):
        await channel.send(Outgoing(CHAT, "好的"))


async def test_a_group_that_became_a_supergroup_is_followed(
    api: LoopbackApi, person: Person, channel: TelegramChannel
) -> None:
    api.expected.append("upgraded")
    person.say("/help", Group(-1009))
    api.moved[-5] = -1009
    sent = await channel.send(Outgoing("-5", "好的", reply_to="m-5:1"))
    assert sent == f"m-1009:{api.sent(-1009)[0]['message_id']}"


async def test_closing_twice_is_no_harm(channel: TelegramChannel) -> None:
    await channel.close()
    await channel.close()
