from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from service_fakes import SECRET, EchoEngine, turn_handler

from bot.core.model import Exchange, IncomingMessage, Kind
from bot.service.forget import is_command
from bot.service.intake import Intake
from bot.service.payload import outgoing
from bot.store import InboxItem, Store


def message(text: str, number: int = 1, channel: str = "web", chat: str = "c") -> IncomingMessage:
    return IncomingMessage(channel, chat, f"{chat}-{number}", text, user=chat)


async def item(store: Store, incoming: IncomingMessage) -> InboxItem:
    await store.receive(incoming)
    return (await store.next_messages(1))[0]


def handler(store: Store) -> Any:
    return turn_handler(store)


async def test_commits_turn_reply_and_memory_together(store: Store) -> None:
    began = time.perf_counter()
    assert await handler(store)(await item(store, message("平湖", channel="memory"))) is None
    took = (time.perf_counter() - began) * 1000
    assert await store.next_messages(9) == []
    assert (await store.memory("memory", "c"))["engine"] == {"count": 1}
    [row] = await store.turns()
    assert (row.text, row.outcome, row.version) == ("平湖", "answer", "echo")
    assert 0 < row.ms < took
    [due] = await store.next_outgoing("memory", 9)
    sent = outgoing(due)
    assert sent.text == "1: heard 平湖\n来源：《测试》"
    assert (sent.closing, sent.reply_to, len(sent.options)) == ("来源：《测试》", "c-1", 2)


async def test_privacy_notice_goes_out_once_and_first(store: Store) -> None:
    handle = handler(store)
    texts = []
    for number in (1, 2):
        await handle(await item(store, message("你好", number)))
        while due := await store.next_outgoing("web", 9):
            texts.append((due[0].payload.get("notice", False), due[0].payload["text"]))
            await store.sent(due[0].id)
    assert [is_notice for is_notice, _ in texts] == [True, False, False]
    assert "90 天后删除" in texts[0][1]
    assert "/forget" in texts[0][1]


async def test_fake_channel_gets_no_notice(store: Store) -> None:
    await handler(store)(await item(store, message("你好", channel="memory")))
    [due] = await store.next_outgoing("memory", 9)
    assert not outgoing(due).notice


@pytest.mark.parametrize("text", ["/forget", " /FORGET", "/forget@SomeBot", "/forget please"])
async def test_forget_deletes_and_confirms(store: Store, text: str) -> None:
    handle = handler(store)
    await handle(await item(store, message("我的秘密", 1, "memory")))
    await handle(await item(store, message(text, 2, "memory")))
    assert await store.memory("memory", "c") == {}
    assert [row.text for row in await store.turns()] == [text]
    [due] = await store.next_outgoing("memory", 9)
    assert "已经删除" in due.payload["text"]
    assert "has been deleted" in due.payload["text"]


def test_forget_is_a_command_only() -> None:
    assert not is_command(message("请 /forget"), "forget")
    assert not is_command(message(""), "forget")
    assert not is_command(IncomingMessage("web", "c", "1", "/forget", Kind.PRESS, press="x"), "forget")


async def test_forget_in_a_group_spares_the_others(store: Store) -> None:
    handle = handler(store)
    for number, (user, text) in enumerate([("anna", "安娜问"), ("bert", "伯特问"), ("anna", "/forget")]):
        incoming = IncomingMessage("memory", "group", str(number), text, user=user)
        await handle(await item(store, incoming))
    assert sorted(row.text for row in await store.turns()) == ["/forget", "伯特问"]


async def test_third_failure_is_a_dead_letter_and_an_apology(tmp_path) -> None:  # type: ignore[no-untyped-def]
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}", SECRET, clock=lambda: now[0])
    handle = handler(store)
    await store.receive(message("boom 13812345678"))
    waits = []
    while found := await store.next_messages(1):
        waits.append(await handle(found[0]))
        now[0] += timedelta(seconds=waits[-1] or 0)
    assert waits == [2.0, 4.0, None]
    [letter] = await store.dead()
    assert "RuntimeError" in letter.error
    assert "13812345678" not in letter.error + letter.text
    [due] = await store.next_outgoing("web", 9)
    assert "Sorry" in due.payload["text"]
    # The staff mend the cause and let it try again: it is answered now.
    await store.sent(due.id)
    assert await store.revive("inbox", letter.id)
    [again] = await store.next_messages(1)
    mended = InboxItem(again.id, message("mended"), again.received_at, 0)
    assert await handle(mended) is None
    await store.sent((await store.next_outgoing("web", 9))[0].id)
    assert "heard mended" in (await store.next_outgoing("web", 9))[0].payload["text"]
    await store.close()


async def test_extra_comes_back_with_the_reply(store: Store) -> None:
    from bot.channels.base import Received

    woken = []
    intake = Intake(store, lambda: woken.append(True))
    await intake([Received(message("hi", channel="memory"), {"update_id": 5}, {"query": "q1"})])
    await intake([])
    assert woken == [True]
    [found] = await store.next_messages(1)
    await handler(store)(found)
    [due] = await store.next_outgoing("memory", 1)
    assert outgoing(due).extra == {"query": "q1"}


async def test_a_batch_is_answered_whole_though_one_fails(store: Store) -> None:
    for number, text in enumerate(["one", "boom", "two", "/forget"]):
        await store.receive(message(text, 1, "memory", f"chat{number}"))
    wait = await handler(store)(*await store.next_messages(9))
    assert wait == 2.0
    assert sorted(row.text for row in await store.turns()) == ["/forget", "one", "two"]
    assert len(await store.next_outgoing("memory", 9)) == 3
    assert (await store.figures()).inbox_waiting == 1


async def test_a_turn_that_cannot_be_written_harms_no_other(store: Store) -> None:
    class Odd(EchoEngine):
        def respond(self, message: IncomingMessage, memory: Any, now: datetime) -> Exchange:
            exchange = super().respond(message, memory, now)
            return replace(exchange, memory={"set": {1}}) if message.text == "odd" else exchange

    for number, text in enumerate(["one", "odd", "two"]):
        await store.receive(message(text, 1, "memory", f"chat{number}"))
    handle = turn_handler(store, Odd)
    assert await handle(*await store.next_messages(9)) == 2.0
    assert sorted(row.text for row in await store.turns()) == ["one", "two"]
