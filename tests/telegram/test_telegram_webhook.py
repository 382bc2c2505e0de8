"""Webhook mode against the loopback Bot API: what is acknowledged is stored, and strangers get nothing in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from loopback import LoopbackApi
from structlog.testing import capture_logs
from telegram_collector import Collector, Running
from telegram_hook import SECRET, HookedBot
from telegram_people import Group, Person

from bot.channels.base import Received
from bot.channels.telegram.webhook import BODY_LIMIT, RETRY_SECONDS
from bot.core.model import Kind
from bot.errors import ChannelError, StoreError


def statuses(api: LoopbackApi) -> list[int | None]:
    return [attempt.status for attempt in api.webhooks.attempts]


def events(logs: Sequence[dict[str, object]]) -> list[object]:
    return [line["event"] for line in logs]


async def test_telegram_is_told_the_address_and_what_to_bring(
    api: LoopbackApi, inbox: Collector, hooked: HookedBot
) -> None:
    async with hooked.talking(inbox):
        await hooked.ready()
    (call,) = api.called("setWebhook")
    assert call.params == {
        "url": hooked.url,
        "secret_token": SECRET,
        "max_connections": 40,
        "allowed_updates": ["message", "edited_message", "callback_query"],
    }
    assert api.called("getUpdates") == api.called("deleteWebhook") == []
    assert api.refusals == []


async def test_messages_are_handed_over_in_order_and_then_taken_off_telegram(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    said = [person.say(text) for text in "夜里问"][-1]
    async with hooked.talking(inbox):
        person.edit(said, "改了")
        for text in "早上问":
            person.say(text)
        await api.until(lambda: not api.updates)
    assert inbox.texts == ["夜", "里", "问", "改了", "早", "上", "问"]
    assert [received.message.kind for received in inbox.messages].count(Kind.EDIT) == 1
    assert set(statuses(api)) == {200}
    assert inbox.messages[0].raw is not None
    assert inbox.messages[0].raw["update_id"] == 1


async def test_what_comes_while_the_store_writes_is_stored_together(
    api: LoopbackApi, hooked: HookedBot
) -> None:
    free, batches = asyncio.Event(), []

    async def receive(batch: Sequence[Received]) -> None:
        batches.append([received.message.chat for received in batch])
        await free.wait()

    async with hooked.talking(receive):
        await hooked.ready()
        Person(api, id=2000).say("在吗")
        await api.until(lambda: batches)
        for number in range(1, 30):
            Person(api, id=2000 + number).say("在吗")
        await api.until(lambda: len(hooked.webhook._inward[1]._gathered) == 29)
        assert batches == [["2000"]], "the first waits for nobody"
        assert len(api.updates) == 30
        free.set()
        await api.until(lambda: not api.updates)
    assert [len(batch) for batch in batches] == [1, 29]
    assert set(statuses(api)) == {200}


async def test_who_hangs_up_takes_nobody_along(api: LoopbackApi, person: Person, hooked: HookedBot) -> None:
    free, stored = asyncio.Event(), []

    async def receive(batch: Sequence[Received]) -> None:
        await free.wait()
        stored.extend(received.message.text for received in batch)

    async with hooked.talking(receive):
        await hooked.ready()
        update = {"update_id": 99, "message": Person(api, id=2000).message(text="喂")}
        leaving = asyncio.create_task(hooked.post(update))
        await api.until(lambda: hooked.webhook._inward[1]._gathered)
        leaving.cancel()
        person.say("在吗")
        free.set()
        await api.until(lambda: not api.updates)
    assert stored == ["喂", "在吗"]


async def test_two_hundred_only_after_the_hand_over(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    waiting: list[int] = []
    inbox.on_batch = lambda: waiting.append(len(api.updates))
    person.say("一")
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert waiting == [1]


async def test_talk_of_a_group_is_acknowledged_and_never_handed_over(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    person.say("中午吃什么", Group())
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert inbox.batches == []
    assert statuses(api) == [200]


async def test_a_poison_update_stops_nothing(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    person.say("前")
    api.push(message={"message_id": 5, "chat": {"id": 1001, "type": "private"}, "text": "no date"})
    person.say("后")
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert [received.message.kind for received in inbox.messages] == [Kind.TEXT, Kind.OTHER, Kind.TEXT]


# strangers


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET.upper(), "密"])
async def test_without_the_secret_nothing_comes_in(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot, secret: str | None
) -> None:
    async with hooked.talking(inbox):
        await hooked.ready()
        with capture_logs() as logs:
            for _ in range(3):
                answer = await hooked.post({"update_id": 1, "message": person.message(text="骗")}, secret)
                assert answer.status_code == 403
    assert inbox.batches == []
    assert events(logs) == ["telegram.wrong_secret"], "strangers must not be able to fill the log"
    assert SECRET not in str(logs)


async def test_a_stranger_is_sent_away_before_the_body_comes(inbox: Collector, hooked: HookedBot) -> None:
    async with hooked.talking(inbox):
        await hooked.ready()
        assert b" 403 " in await hooked.begin("Content-Length: 1000000", secret="wrong")


async def test_too_long_a_body_is_refused_while_it_comes(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    chunk = b"%x\r\n" % (BODY_LIMIT + 1) + b" " * (BODY_LIMIT + 1) + b"\r\n"
    async with hooked.talking(inbox):
        await hooked.ready()
        assert b" 413 " in await hooked.begin("Transfer-Encoding: chunked", body=chunk)
        assert b" 413 " in await hooked.begin(
            f"Content-Length: {BODY_LIMIT * 9}", body=b" " * (BODY_LIMIT + 1)
        )
        answer = await hooked.post(b'{"update_id": 7}'.ljust(BODY_LIMIT))
        assert answer.status_code == 200, "so much is taken"
        person.say("还在吗")
        await api.until(lambda: inbox.texts == ["还在吗"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b"[1, 2]",
        b"null",
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": 1.5}',
        b"[" * 100_000,
    ],
)
async def test_what_can_never_be_used_is_taken_off_telegram_and_logged(
    inbox: Collector, hooked: HookedBot, body: bytes
) -> None:
    async with hooked.talking(inbox):
        await hooked.ready()
        with capture_logs() as logs:
            answer = await hooked.post(body)
    assert (answer.status_code, answer.content) == (200, b"")
    assert events(logs) == ["telegram.unusable_update"]
    assert inbox.batches == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_posts_are_taken(inbox: Collector, hooked: HookedBot, method: str) -> None:
    async with hooked.talking(inbox):
        await hooked.ready()
        assert (await hooked.post({"update_id": 1}, method=method)).status_code == 405
    assert inbox.batches == []


async def test_a_body_that_breaks_off_hurts_nobody(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    async with hooked.talking(inbox):
        await hooked.ready()
        _, writer = await asyncio.open_connection("127.0.0.1", hooked.server.port)
        head = f"POST /telegram/hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
        writer.write(f'{head}Content-Length: 99\r\n\r\n{{"update_id":'.encode())
        await writer.drain()
        writer.close()
        person.say("还在吗")
        await api.until(lambda: inbox.texts == ["还在吗"])


# failures


@pytest.mark.parametrize(
    "error", [StoreError("数据库写不进 / cannot be written"), OSError("disk full")], ids=repr
)
async def test_what_is_not_stored_comes_again_and_keeps_its_order(
    api: LoopbackApi, person: Person, hooked: HookedBot, error: Exception
) -> None:
    failures, stored = [error] * 3, []

    async def receive(batch: Sequence[Received]) -> None:
        if failures:
            raise failures.pop()
        stored.append(batch[0].message.text)

    for text in "一二三":
        person.say(text)
    with capture_logs() as logs:
        async with hooked.talking(receive):
            await api.until(lambda: not api.updates)
    assert stored == ["一", "二", "三"]
    first = api.webhooks.attempts[:3]
    assert [attempt.status for attempt in first] == [503] * 3
    assert {attempt.retry_after for attempt in first} == {RETRY_SECONDS}
    assert statuses(api)[3:] == [200] * 3
    told = [line for line in logs if line["event"] in ("telegram.not_stored", "telegram.recovered")]
    assert events(told) == ["telegram.not_stored", "telegram.recovered"], "said once a row"
    assert told[1]["failures"] == 3


async def test_a_bug_of_ours_loses_nothing(api: LoopbackApi, person: Person, hooked: HookedBot) -> None:
    failures, stored = [ZeroDivisionError()], []

    async def receive(batch: Sequence[Received]) -> None:
        if failures:
            raise failures.pop()
        stored.append(batch[0].message.text)

    person.say("一")
    async with hooked.talking(receive):
        await api.until(lambda: not api.updates)
    assert stored == ["一"]
    assert statuses(api) == [500, 200]


async def test_a_lost_answer_brings_the_same_message_again(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    api.webhooks.lost_answers = 2
    person.say("一")
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert {received.message.external_id for received in inbox.messages} == {"m1001:1"}
    assert len(inbox.messages) == 3


# start and end


async def test_before_the_bot_knows_who_it_is_telegram_is_put_off(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    api.fail("getMe", 502, times=2)
    api.webhooks.set({"url": hooked.url, "secret_token": SECRET})
    person.say("早")
    await api.until(lambda: api.webhooks.attempts)
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert statuses(api)[0] == 503
    assert api.webhooks.attempts[0].retry_after == RETRY_SECONDS
    assert inbox.texts == ["早"]


async def test_after_the_end_the_webhook_stays_and_the_next_start_gets_all(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    async with hooked.talking(inbox):
        person.say("前")
        await api.until(lambda: inbox.texts == ["前"])
    for text in "一二三":
        person.say(text)
    await api.until(lambda: 503 in statuses(api))
    assert len(api.updates) == 3
    assert api.webhooks.hook.url == hooked.url
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert inbox.texts == ["前", "一", "二", "三"]


async def test_from_webhook_to_polling_and_back(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot, running: Running
) -> None:
    async with hooked.talking(inbox):
        person.say("一")
        await api.until(lambda: not api.updates)
    person.say("二")
    async with running(inbox):
        await api.until(lambda: inbox.texts == ["一", "二"])
        assert api.webhooks.hook.url == ""
        person.say("三")
        await api.until(lambda: len(inbox.texts) == 3)
        await api.until(lambda: not api.updates)
    person.say("四")
    async with hooked.talking(inbox):
        await api.until(lambda: not api.updates)
    assert inbox.texts == ["一", "二", "三", "四"]


@pytest.mark.parametrize("method", ["getMe", "setWebhook"])
async def test_no_network_at_the_start_is_said_and_waited_out(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot, method: str
) -> None:
    api.spoil(method, reset=True)
    api.fail(method, 502)
    api.fail(method, 429, retry_after=0.01)
    person.say("在吗")
    with capture_logs() as logs:
        async with hooked.talking(inbox):
            await api.until(lambda: inbox.messages)
    assert events(logs).count("telegram.not_started") == 3


async def test_an_address_that_telegram_refuses_is_said_again_and_again(
    api: LoopbackApi, person: Person, inbox: Collector, hooked: HookedBot
) -> None:
    api.fail("setWebhook", 400, "Bad Request: bad webhook: Failed to resolve host", times=2)
    person.say("在吗")
    with capture_logs() as logs:
        async with hooked.talking(inbox):
            await api.until(lambda: inbox.messages)
    problems = [line["problem"] for line in logs if line["event"] == "telegram.not_started"]
    assert len(problems) == 2
    assert "failed to resolve host" in problems[0]


@pytest.mark.parametrize("method", ["getMe", "setWebhook"])
async def test_a_wrong_token_ends_the_start(
    api: LoopbackApi, inbox: Collector, hooked: HookedBot, method: str
) -> None:
    api.fail(method, 401)
    channel = hooked.channel()
    with pytest.raises(ChannelError, match="TALENTBOT_TELEGRAM_TOKEN") as caught:
        await channel.run(inbox)
    await channel.close()
    assert api.token not in str(caught.value)
    assert (await hooked.post({"update_id": 1})).status_code == 503


# watch


async def test_an_address_taken_away_is_put_back(api: LoopbackApi, person: Person, inbox: Collector) -> None:
    async with HookedBot(api, watch_seconds=0.02) as hooked:
        with capture_logs() as logs:
            async with hooked.talking(inbox):
                await hooked.ready()
                api.webhooks.unset()
                api.fail("getWebhookInfo", 502)
                person.say("还在吗")
                await api.until(lambda: inbox.texts == ["还在吗"])
    assert "telegram.webhook_was_changed" in events(logs)
    assert "telegram.webhook_not_checked" in events(logs)


async def test_what_telegram_complains_of_is_logged_once(
    api: LoopbackApi, person: Person, inbox: Collector
) -> None:
    async with HookedBot(api, watch_seconds=0.02) as hooked:
        with capture_logs() as logs:
            async with hooked.talking(inbox):
                await hooked.ready()
                api.webhooks.last_error = (1760000000, f"Wrong response from the webhook: 403 {api.token}")
                looks = len(api.called("getWebhookInfo"))
                await api.until(lambda: len(api.called("getWebhookInfo")) >= looks + 4)
    (told,) = [line for line in logs if line["event"] == "telegram.deliveries_failed"]
    assert "403" in told["problem"]
    assert api.token not in told["problem"]
