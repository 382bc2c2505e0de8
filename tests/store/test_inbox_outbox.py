"""The way of a message: received once, in order within its chat, retried, given up, answered, sent."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from store_samples import SECRET, draft, log_turn, message, turn

from bot.core.model import IncomingMessage, Kind
from bot.errors import StoreError
from bot.store import InboxState, Store
from bot.store.schema import cursors, inbox
from bot.store.writes import insert_new


async def test_message_comes_back_as_it_was_received(store, clock):
    sent = IncomingMessage("memory", "c", "1", " 原文 ", Kind.PRESS, "u", "opt:1", "zh-Hant")
    inbox_id = await store.receive(sent, {"update_id": 7, "text": "原文"})
    [item] = await store.next_messages(10)
    assert (item.id, item.message, item.raw, item.tries) == (
        inbox_id,
        sent,
        {"update_id": 7, "text": "原文"},
        0,
    )
    assert item.received_at == clock.now


async def test_a_message_is_received_once(store):
    assert await store.receive(message(1)) is not None
    assert await store.receive(message(1, text="edited")) is None
    batch = [(message(1), None), (message(2), None), (message(2), None)]
    known, new, again = await store.receive_many(batch)
    assert (known, again) == (None, None)
    assert new is not None
    assert [item.message.text for item in await store.next_messages(10)] == ["有没有免费公寓"]


async def test_a_done_message_is_still_known(store):
    await log_turn(store, 1)
    assert await store.receive(message(1)) is None
    assert await store.next_messages(10) == []


async def test_what_no_database_takes_is_received_all_the_same(store):
    await store.receive(
        IncomingMessage("memory", "c", "1", "a\0b \ud83d c", user="u\udc00"), {"t": "\ud83d\0"}
    )
    [item] = await store.next_messages(1)
    assert item.message.text == "ab \ufffd c"
    assert await store.commit_turn(item.id, turn(1, "a\0b \ud83d c"), [], {})


async def test_a_row_that_breaks_the_schema_is_never_taken_for_a_known_one(store):
    row = {"channel": "memory", "message_key": "new"}
    key = (inbox.c.channel, inbox.c.message_key)
    with pytest.raises(StoreError) as raised:
        await store._database.write(insert_new, inbox, [row], key, (inbox.c.id,))
    assert isinstance(raised.value.__cause__, IntegrityError)


async def test_one_message_a_chat_oldest_first(store):
    for number, chat in enumerate(["a", "b", "a", "c", "b"]):
        await store.receive(message(number, chat))
    chats = [item.message.external_id for item in await store.next_messages(10)]
    assert chats == ["m0", "m1", "m3"]
    free = await store.next_messages(1, [("memory", "a"), ("other", "b")])
    assert [item.message.chat for item in free] == ["b"]


async def test_order_in_a_chat_holds_over_failures(store, clock):
    first, second = [await store.receive(message(n)) for n in (1, 2)]
    await store.receive(message(3, "another"))
    assert await store.fail(first, "boom") is InboxState.WAITING
    assert [item.message.external_id for item in await store.next_messages(10)] == ["m3"]
    clock.move(seconds=2)
    [head, _] = await store.next_messages(10)
    assert (head.id, head.tries) == (first, 1)
    await store.commit_turn(first, turn(1), [], {})
    assert second in [item.id for item in await store.next_messages(10)]


async def test_dead_after_three_tries_with_the_cause_masked(store, clock):
    poison = await store.receive(message(1, text="我的电话13812345678"))
    await store.receive(message(2))
    states = []
    for _ in range(3):
        states.append(await store.fail(poison, "ValueError: 13812345678"))
        clock.move(minutes=1)
    assert states == [InboxState.WAITING, InboxState.WAITING, InboxState.DEAD]
    [letter] = await store.dead()
    assert (letter.box, letter.id, letter.tries) == ("inbox", poison, 3)
    assert (letter.error, letter.text) == ("ValueError: [手机号]", "我的电话[手机号]")
    assert [item.message.external_id for item in await store.next_messages(10)] == ["m2"]
    assert await store.fail(poison, "again") is InboxState.DEAD
    assert await store.fail(999, "no such row") is InboxState.DONE


async def test_a_dead_letter_can_try_again(store):
    poison = await store.receive(message(1))
    for _ in range(3):
        await store.fail(poison, "x")
    assert await store.revive("inbox", poison)
    assert not await store.revive("inbox", poison)
    assert [item.id for item in await store.next_messages(1)] == [poison]


async def test_commit_is_once_and_erases_the_raw_text(store, database_file):
    inbox_id = await store.receive(message(1, "raw-chat-id", "秘密的话", "raw-user-id"), {"raw": "秘密的话"})
    assert await store.commit_turn(inbox_id, turn(1), [draft()], {"a": 1})
    assert not await store.commit_turn(inbox_id, turn(1), [draft()], {"a": 2})
    assert len(await store.turns()) == 1
    assert await store.memory("memory", "chat-17") == {"a": 1}
    [reply] = await store.next_outgoing("memory", 10)
    await store.sent(reply.id, "tg-5")
    await store.close()
    content = database_file.read_bytes()
    for secret in ("raw-chat-id", "raw-user-id", "秘密的话", "chat-17"):
        assert secret.encode() not in content, secret


async def test_a_failed_commit_keeps_nothing(store):
    inbox_id = await store.receive(message(1))
    with pytest.raises(StoreError):
        await store.commit_turn(inbox_id, turn(1), [draft()], {"not json": object()})
    assert await store.turns() == []
    assert [item.id for item in await store.next_messages(1)] == [inbox_id]
    assert await store.commit_turn(inbox_id, turn(1), [draft()], {})


async def test_memory_is_replaced_and_removed(store):
    assert await store.memory("memory", "nobody") == {}
    await log_turn(store, 1)
    assert await store.memory("memory", "chat-17") == {"last": "housing.free"}
    inbox_id = await store.receive(message(2))
    await store.commit_turn(inbox_id, turn(2), [], {})
    assert await store.memory("memory", "chat-17") == {}


async def test_replies_leave_in_order_within_a_chat(store, clock):
    inbox_id = await store.receive(message(1))
    replies = [
        draft("second", position=2),
        draft("first", position=1),
        draft("to staff", "staff", position=3),
    ]
    await store.commit_turn(inbox_id, turn(1), replies, {})
    heads = await store.next_outgoing("memory", 10)
    assert [item.payload["text"] for item in heads] == ["first", "to staff"]
    assert await store.next_outgoing("telegram", 10) == []
    await store.retry_later(heads[0].id, "429", 30)
    assert [item.chat for item in await store.next_outgoing("memory", 10)] == ["staff"]
    clock.move(seconds=30)
    [again] = await store.next_outgoing("memory", 10, [("memory", "staff")])
    assert (again.payload["text"], again.tries) == ("first", 1)
    await store.sent(again.id, "900")
    [after] = await store.next_outgoing("memory", 1)
    assert after.payload["text"] == "second"
    await store.give_up(after.id, "blocked by 13812345678")
    assert [item.chat for item in await store.next_outgoing("memory", 10)] == ["staff"]
    [letter] = await store.dead()
    assert (letter.box, letter.text, letter.error) == ("outbox", "second", "blocked by [手机号]")
    assert await store.sent_ids("memory", "m1") == ["900"]


async def test_cursor_is_kept_with_its_messages(store):
    assert await store.get_cursor("telegram") is None
    await store.receive_many([(message(1), None)], ("telegram", "41"))
    await store.set_cursor("telegram", "42")
    assert await store.get_cursor("telegram") == "42"


async def test_many_writers_and_readers_at_once(store):
    async def one(number: int) -> None:
        await log_turn(store, number, chat=f"chat-{number % 7}")
        assert await store.search("公寓", 1)

    await asyncio.gather(*(one(number) for number in range(60)))
    assert (await store.figures()).turns == 60
    assert await store.next_messages(10) == []


async def cancelled_at(task: asyncio.Task[object], seconds: float) -> bool:
    """Cancels a task after a time; whether it had not ended before."""
    await asyncio.sleep(seconds)
    was_cut = task.cancel()
    [result] = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(result, asyncio.CancelledError) or not was_cut
    return was_cut


async def test_a_cancelled_write_is_whole_or_nothing_and_hinders_nobody(store, database_file):
    cut = 0
    for number in range(40):
        inbox_id = await store.receive(message(number))
        task = asyncio.create_task(store.commit_turn(inbox_id, turn(number), [draft()], {}))
        cut += await cancelled_at(task, number / 5000)
        assert is_unlocked(database_file)
    assert cut
    found = await store.figures()
    assert found.turns + found.inbox_waiting == 40
    assert found.outbox_waiting == found.turns
    while items := await store.next_messages(9):
        await store.commit_turn(items[0].id, turn(items[0].message.external_id[1:]), [draft()], {})
    assert (await store.figures()).turns == 40


def is_unlocked(file: Path) -> bool:
    """Whether another connection can write at this very moment."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    return True


async def test_a_write_that_is_cancelled_under_way_is_finished_first(store):
    started, go_on = asyncio.Event(), asyncio.Event()

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(cursors.insert().values(channel="c", value="1"))
        started.set()
        await go_on.wait()

    writing = asyncio.create_task(store._database.write(work))
    await started.wait()
    queued = asyncio.create_task(store.set_cursor("queued", "1"))
    await asyncio.sleep(0)
    for task in (queued, writing, writing):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await queued
    assert not writing.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert [await store.get_cursor(name) for name in ("c", "queued")] == ["1", None]


async def test_a_write_that_fails_after_it_was_cancelled_keeps_nothing(store):
    started, go_on = asyncio.Event(), asyncio.Event()

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(cursors.insert().values(channel="c", value="1"))
        started.set()
        await go_on.wait()
        raise ValueError("our own bug")

    writing = asyncio.create_task(store._database.write(work))
    await started.wait()
    writing.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError) as raised:
        await writing
    assert isinstance(raised.value.__cause__, ValueError)
    assert await store.get_cursor("c") is None


async def test_a_cancelled_read_leaves_a_database_in_memory_alive():
    store = await Store.open("sqlite+aiosqlite://", SECRET)
    try:
        await log_turn(store, 1)
        cut = [
            await cancelled_at(asyncio.create_task(store.figures()), number / 5000) for number in range(20)
        ]
        assert any(cut)
        assert (await store.figures()).turns == 1
    finally:
        await store.close()
