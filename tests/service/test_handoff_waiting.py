"""When nobody answers: office hours, the time that somebody waits, and what ends by itself."""

from __future__ import annotations

from handoff_house import House

from bot.service.handoff.timers import Timers
from bot.store import Handoff


async def test_after_hours_the_bot_goes_on_and_the_staff_read_along(office: House) -> None:
    office.now = office.now.replace(hour=12)  # eight in the evening
    await office.ask("转人工")
    assert "办公时间是周一至周五 09:00–17:30" in office.last().text
    assert "现在不是办公时间" in office.last("room-1").text
    await office.ask("租金多少")
    assert office.last().text == "heard 租金多少"
    assert office.last("room-1").text == "咨询者：租金多少\n机器人：heard 租金多少"
    await office.ask("/help")
    assert office.last("room-1").text.startswith("咨询者：租金多少"), "commands are between asker and bot"
    await office.ask("还是转人工")
    assert office.last().text.startswith("您的问题还在工作人员那里")
    assert "又在找人工" in office.last("room-1").text


async def test_once_a_person_answers_the_bot_is_quiet_and_the_asker_knows(office: House) -> None:
    office.now = office.now.replace(hour=12)
    await office.ask("转人工")
    await office.answer("明天给您办")
    assert office.last().text.startswith("工作人员：明天给您办\n\n（现在由工作人员接待您")
    await office.answer("几点来")
    assert office.last().text == "工作人员：几点来"
    before = len(office.seen())
    await office.ask("九点")
    assert len(office.seen()) == before
    assert office.last("room-1").text == "咨询者：九点"


async def test_who_waits_in_vain_is_told_once_and_the_bot_comes_back(office: House) -> None:
    await office.ask("转人工")
    await office.ask("在吗")
    await office.pass_time(minutes=29)
    assert len(office.seen()) == 1
    await office.pass_time(minutes=1)
    assert office.last().text.startswith("抱歉，工作人员暂时没能回复")
    assert office.last().text.endswith("（办公时间：周一至周五 09:00–17:30）")
    assert "机器人恢复应答" in office.last("room-1").text
    await office.pass_time(minutes=90)
    assert len(office.seen()) == 2
    await office.ask("租金多少")
    assert office.last().text == "heard 租金多少"
    await office.answer("来了")
    assert office.last().text.startswith("工作人员：来了")
    [row] = await office.store.handoff_log.rows()
    assert row.answered_at is not None
    assert (row.answered_at - row.opened_at).total_seconds() == 120 * 60


async def test_the_clock_starts_when_the_asker_speaks_after_the_staff(house: House) -> None:
    await house.ask("转人工")
    await house.answer("稍等")
    await house.pass_time(hours=3)
    assert house.last().text == "工作人员：稍等"
    await house.ask("好了吗")
    await house.pass_time(minutes=20)
    await house.ask("还没好吗")
    await house.pass_time(minutes=10)
    assert house.last().text.startswith("工作人员这会儿没有新的回复")


async def test_a_day_without_a_word_ends_it(house: House) -> None:
    await house.ask("转人工")
    await house.answer("好")
    await house.pass_time(hours=23, minutes=59)
    assert house.side.closed_rooms == set()
    await house.pass_time(minutes=1)
    assert house.last().text.startswith("已经一天没有新消息")
    assert house.side.closed_rooms == {"room-1"}
    await house.ask("你好")
    assert house.last().text == "heard 你好"
    [row] = await house.store.handoff_log.rows()
    assert row.closed_by == "time"


async def test_a_question_that_nobody_answered_stays_for_a_week(house: House) -> None:
    await house.ask("转人工")
    await house.pass_time(days=6)
    assert house.last().text.startswith("抱歉，工作人员暂时没能回复")
    await house.pass_time(days=1)
    assert house.last().text.startswith("很抱歉，一周内没有工作人员回复")


async def test_a_restart_forgets_nothing_that_is_due(house: House) -> None:
    await house.ask("转人工")
    await house.restart()
    await house.pass_time(minutes=30)
    assert house.last().text.startswith("抱歉，工作人员暂时没能回复")
    await house.restart()
    await house.pass_time(minutes=30)
    assert len(house.seen()) == 2


async def test_an_answer_that_comes_first_is_not_followed_by_an_apology(house: House) -> None:
    """The staff write between the look and the commit."""
    await house.ask("转人工")
    post = house.handover.timers._post
    before = house.now
    [due] = await house.store.handoffs.unanswered(before)
    await house.answer("来了")
    await house.handover.timers._tell(due, before)
    await house.work()
    assert house.last().text == "工作人员：来了"
    handoff = house.store.handoffs.of_chat("memory", "c1")
    assert isinstance(handoff, Handoff)
    assert handoff.quiet
    await Timers(post)._end(handoff, house.now)
    assert house.store.handoffs.of_chat("memory", "c1") is not None
