"""The polling loop against the loopback Bot API: nothing lost, nothing confirmed early, nothing stops it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from loopback import LoopbackApi
from structlog.testing import capture_logs
from telegram.error import TimedOut
from telegram_collector import Collector, Running
from telegram_people import Group, Person

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.failures import Backoff, FloodWaitError
from bot.core.command_list import COMMANDS
from bot.core.model import Kind
from bot.errors import ChannelError


def offsets(api: LoopbackApi) -> list[int]:
    return [call.params["offset"] for call in api.called("getUpdates")]


async def test_starts_from_the_oldest_and_drops_nothing(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    for number in range(3):
        person.say(f"夜里问的{number}")
    async with running(inbox):
        await api.until(lambda: len(inbox.messages) == 3)
    assert inbox.texts == ["夜里问的0", "夜里问的1", "夜里问的2"]
    assert offsets(api)[0] == 0
    assert api.called("deleteWebhook")[0].params == {"drop_pending_updates": False}
    assert api.called("getUpdates")[0].params["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
    ]
    assert api.refusals == []


async def test_an_offset_is_asked_for_only_once_its_batch_is_stored(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    polls_at_hand_over: list[int] = []
    inbox.on_batch = lambda: polls_at_hand_over.append(max(offsets(api)))
    async with running(inbox):
        for number in range(1, 4):
            person.say(str(number))
            await api.until(lambda: len(inbox.messages) == number)  # noqa: B023 - awaited in this very round
    assert polls_at_hand_over == [0, 2, 3]


async def test_more_than_a_batch_keeps_its_order(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    expected = [str(number) for number in range(250)]
    for text in expected:
        person.say(text)
    async with running(inbox):
        await api.until(lambda: len(inbox.messages) == 250)
    assert inbox.texts == expected
    assert [len(batch) for batch in inbox.batches] == [100, 100, 50]


async def test_a_store_that_is_down_gets_the_batch_again(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    inbox.failures = 3
    person.say("一")
    person.say("二")
    with capture_logs() as logs:
        async with running(inbox):
            await api.until(lambda: inbox.messages)
            await api.until(lambda: offsets(api)[-1:] == [3])
    assert inbox.texts == ["一", "二"]
    assert offsets(api)[:4] == [0, 0, 0, 0]
    assert [line["event"] for line in logs].count("telegram.not_stored") == 3


async def test_a_poison_update_stops_nothing(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    person.say("前")
    api.push(message={"message_id": 5, "chat": {"id": 1001, "type": "private"}, "text": "no date"})
    person.say("后")
    async with running(inbox):
        await api.until(lambda: offsets(api)[-1:] == [4])
    assert [received.message.kind for received in inbox.messages] == [Kind.TEXT, Kind.OTHER, Kind.TEXT]
    assert inbox.texts == ["前", "", "后"]


async def test_talk_of_a_group_is_confirmed_and_never_handed_over(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    person.say("中午吃什么", Group())
    async with running(inbox):
        await api.until(lambda: offsets(api)[-1:] == [2])
    assert inbox.batches == []


async def test_ids_may_start_again_after_a_quiet_week(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    async with running(inbox) as channel:
        channel._poll_seconds = 0
        person.say("旧")
        await api.until(lambda: offsets(api)[-2:] == [2, 0])
        api.updates.append({"update_id": 1, "message": person.message(text="新")})
        await api.until(lambda: inbox.texts == ["旧", "新"])


# failures


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "令牌被拒"),
        (404, "令牌被拒"),
        (409, "请只保留一个"),
        (429, "稍候"),
        (500, "连不上"),
        (502, "连不上"),
        (400, "不接受"),
    ],
)
async def test_an_error_while_running_is_said_and_waited_out(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running, status: int, words: str
) -> None:
    extra = {"retry_after": 0.01} if status == 429 else {}
    api.fail("getUpdates", status, times=2, **extra)
    person.say("还在吗")
    with capture_logs() as logs:
        async with running(inbox):
            await api.until(lambda: inbox.messages)
            await api.until(lambda: any(line["event"] == "telegram.recovered" for line in logs))
    problems = [line["problem"] for line in logs if line["event"] == "telegram.poll_failed"]
    assert len(problems) == 2
    assert all(words in problem for problem in problems)


FAULTS: list[dict[str, Any]] = [
    {"reset": True},
    {"body": "<html>Please log in to the network</html>"},
    {"body": '{"ok": true, "result": {"a": 1}}'},
    {"body": '{"ok": true, "result": [{"message": {}}, 5]}'},
    {"body": '{"ok": true}'},
    {"body": "[]"},
    {"reset": True, "after": True},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_answers_that_are_not_telegrams_stop_nothing(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running, fault: dict[str, Any]
) -> None:
    api.spoil("getUpdates", times=2, **fault)
    person.say("还在吗")
    async with running(inbox):
        await api.until(lambda: inbox.texts == ["还在吗"])


async def test_a_poll_without_an_answer_ends(
    api: LoopbackApi, person: Person, inbox: Collector, monkeypatch: pytest.MonkeyPatch, running: Running
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.SLACK", -4.8)
    api.spoil("getUpdates", seconds=1)
    person.say("还在吗")
    with capture_logs() as logs:
        async with running(inbox):
            await api.until(lambda: inbox.texts == ["还在吗"])
    assert "没有及时回应" in next(line["problem"] for line in logs if "problem" in line)


async def test_two_pollers_stay_alive_and_say_so(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    with capture_logs() as logs:
        async with running(inbox), running(inbox):
            await api.until(lambda: len([line for line in logs if "请只保留一个" in str(line)]) >= 2)
            person.say("谁来答")
            await api.until(lambda: "谁来答" in inbox.texts)
    assert {received.message.external_id for received in inbox.messages} == {"m1001:1"}


async def test_no_network_at_the_start_is_waited_out(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    api.spoil("getMe", reset=True, times=2)
    api.fail("deleteWebhook", 502)
    person.say("在吗")
    async with running(inbox):
        await api.until(lambda: inbox.messages)


async def test_a_left_over_webhook_is_removed_without_dropping_updates(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running
) -> None:
    api.webhooks.set({"url": "https://old.example/hook"})
    person.say("在吗")
    async with running(inbox):
        await api.until(lambda: inbox.messages)


# start


@pytest.mark.parametrize("token", ["", "no colon", "123456", "123456:with space", "123:a\n", "x/../y:1"])
def test_a_token_of_another_shape_is_refused_at_once(token: str) -> None:
    with pytest.raises(ChannelError, match="TALENTBOT_TELEGRAM_TOKEN") as caught:
        TelegramChannel(token)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("status", [401, 404])
async def test_a_wrong_token_ends_the_start_in_one_line(
    api: LoopbackApi, inbox: Collector, status: int
) -> None:
    api.fail("getMe", status)
    channel = TelegramChannel(api.token, api.url)
    with pytest.raises(ChannelError, match=r"令牌不可用.*cannot be used") as caught:
        await channel.run(inbox)
    assert "\n" not in str(caught.value)
    assert api.token not in str(caught.value)
    assert caught.value.__suppress_context__, "what lies beneath quotes the token"
    await channel.close()


async def test_another_token_than_the_servers(api: LoopbackApi, inbox: Collector) -> None:
    channel = TelegramChannel("654321:another", api.url + "/")
    with pytest.raises(ChannelError):
        await channel.run(inbox)
    await channel.close()


async def test_the_menu_stands_in_both_languages(
    api: LoopbackApi, inbox: Collector, running: Running
) -> None:
    async with running(inbox):
        await api.until(lambda: api.called("getUpdates"))
    assert set(api.commands) == {"", "zh", "en"}
    for commands in api.commands.values():
        assert [command["command"] for command in commands] == list(COMMANDS)
    assert api.commands["zh"][0]["description"].startswith("开始")
    assert api.commands[""] == api.commands["en"]
    assert api.refusals == []


@pytest.mark.parametrize("status", [404, 429, 502])
async def test_a_menu_that_cannot_be_set_is_a_warning(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running, status: int
) -> None:
    api.fail("setMyCommands", status, times=3)
    person.say("在吗")
    with capture_logs() as logs:
        async with running(inbox):
            await api.until(lambda: inbox.messages)
    assert "telegram.menu_not_set" in [line["event"] for line in logs]


# end


async def test_cancelling_ends_a_waiting_poll_at_once(
    api: LoopbackApi, inbox: Collector, running: Running
) -> None:
    async with asyncio.timeout(4), running(inbox):
        await api.until(lambda: api.called("getUpdates"))


async def test_the_token_is_never_logged(
    api: LoopbackApi, person: Person, inbox: Collector, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api.fail("getUpdates", 401, f"bad token {api.token}")
    api.spoil("getUpdates", reset=True)
    person.say("在吗")
    with capture_logs() as logs:
        async with running(inbox):
            await api.until(lambda: inbox.messages)
    assert len(logs) >= 3
    assert api.token not in repr(logs) + caplog.text


def test_waits_grow_to_ten_seconds_and_begin_again() -> None:
    backoff = Backoff()
    error = OSError()
    assert [backoff.after(error) for _ in range(3)] == [1.0, 1.5, 2.25]
    assert max(backoff.after(error) for _ in range(1000)) == 10.0
    assert backoff.after(TimedOut()) == 1.0, "the time-out itself was the wait"
    assert backoff.after(FloodWaitError(90)) == 90.5
    backoff.reset()
    assert backoff.after(error) == 1.0
