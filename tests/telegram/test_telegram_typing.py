"""The sign that an answer is under way: when it comes, and that it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from loopback import LoopbackApi
from telegram_collector import Collector
from telegram_people import Group, Person

from bot.channels.base import Outgoing, Received
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.failures import Backoff
from bot.channels.telegram.typing import Typing

pytestmark = pytest.mark.usefixtures("open_chat")


def actions(api: LoopbackApi) -> list[int]:
    return [call.params["chat_id"] for call in api.called("sendChatAction")]


async def test_shown_after_a_while_renewed_and_given_up(api: LoopbackApi, channel: TelegramChannel) -> None:
    await channel.send(Outgoing("1001", "connected"))
    typing = Typing(channel._bot, channel._pace, after=0.01, every=0.02, most=0.06)
    typing.expect(["1001", "1001"])
    assert actions(api) == []
    await api.until(lambda: not len(typing))
    await api.until(lambda: len(actions(api)) == 3)
    assert api.called("sendChatAction")[0].params["action"] == "typing"
    await typing.close()


async def test_a_quick_reply_brings_none(api: LoopbackApi, channel: TelegramChannel) -> None:
    typing = Typing(channel._bot, channel._pace, after=0.05)
    typing.expect(["1001", "1002"])
    timers = [waiting.timer for waiting in typing._waiting.values()]
    typing.done("1001")
    assert len(typing) == 1
    typing.done("1002")
    typing.done("1002")
    assert all(timer.cancelled() for timer in timers)
    assert actions(api) == []


@pytest.mark.parametrize("chat", ["1001", "-1006/45"])
async def test_the_channel_shows_it_until_its_reply(
    api: LoopbackApi, person: Person, inbox: Collector, chat: str
) -> None:
    channel = TelegramChannel(
        api.token, api.url, poll_seconds=1, backoff=Backoff(first=0.01), typing_after=0.01
    )
    task = asyncio.create_task(channel.run(inbox))
    forum = Group(-1006, forum=True)
    fields = {} if chat == "1001" else {"message_thread_id": 45, "is_topic_message": True}
    person.say("/help", None if chat == "1001" else forum, **fields)
    where, _, topic = chat.partition("/")
    await api.until(lambda: int(where) in actions(api))
    shown = [call.params for call in api.called("sendChatAction") if call.params["chat_id"] == int(where)]
    assert shown[0].get("message_thread_id") == (int(topic) if topic else None)
    await channel.send(Outgoing(chat, "好的"))
    channel.settled("1001")  # the one who opened the chat
    assert len(channel._typing) == 0
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await channel.close()


async def test_none_where_nothing_is_to_come(api: LoopbackApi, person: Person) -> None:
    channel = TelegramChannel(api.token, api.url, poll_seconds=1, typing_after=30)

    async def dropped(batch: Sequence[Received]) -> None:
        assert len(channel._typing) == 1
        for received in batch:
            channel.settled(received.message.chat)

    task = asyncio.create_task(channel.run(dropped))
    person.say("哪怕很多", Group(-1007))  # does not address the bot
    await api.until(lambda: api.called("getUpdates") and not api.updates)
    assert len(channel._typing) == 0
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await channel.close()


@pytest.mark.parametrize("status", [400, 403, 429, 502])
async def test_its_failures_are_nobody_s_trouble(
    api: LoopbackApi, channel: TelegramChannel, status: int
) -> None:
    api.fail("sendChatAction", status, retry_after=60)
    await channel.send(Outgoing("1001", "connected"))
    typing = Typing(channel._bot, channel._pace, after=0.0, every=0.02, most=0.04)
    typing.expect(["1001"])
    await api.until(lambda: len(actions(api)) == 2)
    await channel.send(Outgoing("1001", "好的"))
    assert [message["text"] for message in api.sent(1001)] == ["connected", "好的"]
    await typing.close()


async def test_a_slow_sign_delays_no_reply_and_no_end(api: LoopbackApi, channel: TelegramChannel) -> None:
    await channel.send(Outgoing("1001", "connected"))
    api.spoil("sendChatAction", times=2, seconds=30)
    typing = Typing(channel._bot, channel._pace, after=0.0)
    typing.expect(["1001", "1002"])
    await api.until(lambda: len(actions(api)) == 2)
    async with asyncio.timeout(5):
        typing.done("1001")
        await channel.send(Outgoing("1001", "好的"))
        await typing.close()


async def test_a_chat_that_is_held_sees_no_sign(api: LoopbackApi, channel: TelegramChannel) -> None:
    """Telegram asked for a pause there: the sign would only prolong it."""
    channel._pace.refused(1001, 60)
    typing = Typing(channel._bot, channel._pace, after=0.0, every=0.01, most=0.02)
    typing.expect(["1001"])
    await api.until(lambda: len(typing) == 0)
    assert actions(api) == []
    await typing.close()
