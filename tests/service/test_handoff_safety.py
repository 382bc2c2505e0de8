"""What must never be lost, doubled, or kept: crashes between all steps, rooms that go away, wishes to be forgotten."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from handoff_house import House

from bot.channels.base import SendLater
from bot.core.model import Kind
from bot.service.handoff import briefing
from bot.store import LogReader


async def test_a_crash_between_any_two_steps_loses_and_doubles_nothing(house: House) -> None:
    house.crashes = True
    await house.ask("租金多少")
    await house.ask("转人工")
    await house.ask("一")
    await house.ask("二")
    await house.answer("三")
    await house.pass_time(minutes=40)
    await house.ask("四")
    await house.answer("/close")
    await house.ask("五")
    assert [text.split("，")[0] for text in house.seen()] == [
        "heard 租金多少",
        "已转给工作人员",
        "工作人员：三",
        "工作人员已结束这次人工服务",
        "heard 五",
    ]
    assert house.seen("room-1")[1:] == [
        "咨询者：一",
        "咨询者：二",
        "咨询者：四",
        "—— 已结束，机器人恢复应答 / ended, the bot answers again ——",
    ]
    assert house.side.steps == ["close room-1"]
    assert [line.text for line in await house.store.handoff_log.lines(1) or []] == ["一", "二", "三", "四"]


async def test_the_beginning_is_whole_or_not_at_all(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise KeyError("no history")

    await house.receive("转人工", "c1", user="c1")
    with monkeypatch.context() as patched:
        patched.setattr(briefing, "history", broken)
        await house.handle()
    await house.restart()
    assert await house.store.turns() == []
    assert await house.waiting() == []
    assert house.store.handoffs.of_chat("memory", "c1") is None
    house.now += timedelta(minutes=1)  # the message is tried again
    await house.work()
    assert house.last().text.startswith("已转给工作人员")
    assert len(house.seen("room-1")) == 1


async def test_the_room_is_made_late_and_nothing_is_lost_meanwhile(house: House) -> None:
    house.side.unset = SendLater("not a forum", 60)
    await house.ask("转人工")
    await house.ask("一")
    assert house.side.titles == {}
    house.side.unset = None
    await house.pass_time(minutes=2)
    assert house.seen("room-1")[1:] == ["咨询者：一"]
    await house.answer("好")
    assert house.last().text == "工作人员：好"


async def test_lines_that_wait_are_sent_as_one(house: House) -> None:
    await house.ask("转人工")
    for text in ("一", "二", "三"):
        await house.receive(text, "c1", user="c1")
        await house.handle()
    await house.receive("", "c1", user="c1", kind=Kind.OTHER)
    await house.handle()
    await house.receive("四", "c1", user="c1")
    await house.work()
    assert house.seen("room-1")[1:] == ["咨询者：一\n咨询者：二\n咨询者：三", "<copy of c1-5>", "咨询者：四"]


async def test_lines_are_joined_up_to_a_limit(house: House) -> None:
    await house.ask("转人工")
    for _ in range(3):
        await house.receive("长" * 1500, "c1", user="c1")
        await house.handle()
    await house.work()
    assert [text.count("咨询者") for text in house.seen("room-1")[1:]] == [2, 1]


async def test_a_deleted_room_is_replaced_once(house: House) -> None:
    await house.ask("转人工")
    house.side.gone.add("room-1")
    await house.ask("一")
    await house.ask("二")
    assert house.seen("room-2")[0].endswith("\n咨询者：一")
    assert "话题已被删除" in house.seen("room-2")[0]
    assert house.seen("room-2")[1] == "咨询者：二"
    await house.answer("好", room="room-2")
    assert house.last().text == "工作人员：好"


async def test_a_room_deleted_between_two_talks_is_replaced(house: House) -> None:
    await house.ask("转人工")
    await house.answer("/close")
    house.side.gone.add("room-1")
    await house.ask("转人工")
    assert "请求人工" in house.last("room-2").text


async def test_a_room_of_another_group_is_not_used(house: House) -> None:
    """The setting was changed."""
    await house.ask("转人工")
    await house.answer("/close")
    house.side.owns = lambda chat: chat == "room-2"  # type: ignore[method-assign]
    await house.ask("转人工")
    assert "请求人工" in house.last("room-2").text


def rows_of(folder: Path, table: str) -> int:
    connection = sqlite3.connect(folder / "test.db")
    try:
        return int(connection.execute(f"select count(*) from {table}").fetchone()[0])
    finally:
        connection.close()


async def test_who_is_forgotten_is_forgotten_by_the_staffs_side_too(house: House) -> None:
    await house.ask("转人工")
    await house.ask("我姓欧阳")
    await house.answer("欧阳您好")
    await house.ask("/forget")
    assert "请把本话题也删掉" in house.last("room-1").text
    assert "欧阳" not in house.last("room-1").text
    assert house.side.closed_rooms == {"room-1"}
    assert rows_of(house.folder, "handoffs") == rows_of(house.folder, "handoff_messages") == 0
    await house.ask("你好")
    assert house.last().text == "heard 你好"
    await house.answer("还在吗")
    assert house.last().text == "heard 你好"
    await house.restart()
    assert "欧阳".encode() not in (house.folder / "test.db").read_bytes()


async def test_what_has_not_reached_the_staff_yet_is_taken_back(house: House) -> None:
    house.side.unset = SendLater("not a forum", 60)
    await house.ask("转人工")
    await house.ask("我姓欧阳")
    await house.ask("/forget")
    house.side.unset = None
    await house.pass_time(minutes=5)
    assert house.side.titles == {}
    assert await house.waiting() == []


async def test_others_are_not_forgotten_with_them(house: House) -> None:
    await house.ask("转人工", chat="c1")
    await house.ask("转人工", chat="c2")
    await house.ask("/forget", chat="c2")
    await house.answer("好", room="room-1")
    assert house.last("c1").text == "工作人员：好"
    assert rows_of(house.folder, "handoffs") == 1


async def test_texts_go_after_their_time(house: House) -> None:
    await house.ask("转人工")
    await house.ask("一")
    await house.pass_time(days=181)
    report = await house.store.sweep(180)
    assert report.handoffs == 1
    assert [line.text for line in await house.store.handoff_log.lines(1) or []] == [""]


async def test_the_log_names_nobody(house: House) -> None:
    await house.ask("转人工", chat="chat-4711")
    log = await LogReader.peek(f"sqlite:///{house.folder / 'test.db'}")
    assert log is not None
    try:
        [row] = await log.handoff_log.rows()
        assert "4711" not in str(row)
        assert await log.handoff_log.lines(row.id) == []
        assert await log.handoff_log.lines(99) is None
    finally:
        await log.close()
