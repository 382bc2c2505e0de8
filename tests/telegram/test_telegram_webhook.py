"""Webhook mode against the loopback Bot API: what is acknowledged is stored, and strangers get nothing in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from loopback import LoopbackApi
from structlog.testing import capture_logs
from telegram_collector import Collector
from telegram_hook import SECRET, HookedBot
from telegram_people import Group, Person
from telegram_reading import received

from bot.channels.base import Received
from bot.channels.telegram.webhook import BODY_LIMIT, RETRY_SECONDS, Together
from bot.core.model import Kind
from bot.errors import StoreError


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


async def test_one_who_is_cancelled_takes_nobody_along(person: Person) -> None:
    free, stored = asyncio.Event(), []

    async def receive(batch: Sequence[Received]) -> None:
        await free.wait()
        stored.extend(received.message.text for received in batch)

    together = Together(receive)
    calls = []
    for text in "一二三":
        person.say(text)
        calls.append(asyncio.create_task(together(received(person))))
    await asyncio.sleep(0)
    calls[0].cancel()
    free.set()
    await asyncio.gather(*calls[1:])
    assert stored == ["一", "二", "三"]


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
