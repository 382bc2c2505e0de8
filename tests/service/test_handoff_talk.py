"""A hand-off from its beginning to its end, as both sides see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from handoff_house import NOBODY, House

from bot.core.model import Kind
from bot.service.handoff import briefing


async def test_who_wants_a_person_is_told_so_and_the_staff_read_the_conversation(house: House) -> None:
    await house.ask("租金多少，我的电话13812345678")
    await house.ask("转人工")
    told = house.last()
    assert told.text.startswith("已转给工作人员")
    assert NOBODY not in told.text
    assert [option.value for option in told.options] == ["h:end"]
    [shown] = house.seen("room-1")
    assert "咨询者：租金多少，我的电话[手机号]" in shown
    assert "机器人：heard 租金多少，我的电话[手机号]" in shown
    assert shown.index("租金多少") < shown.index("咨询者：转人工") < shown.index("/close")
    assert "简体中文　平湖　memory" in shown
    assert [turn.outcome for turn in await house.store.turns()] == ["handoff", "answer"]


async def test_the_room_is_named_by_a_hash_and_the_topic(house: House) -> None:
    await house.ask("租金多少", chat="13800000000")
    await house.ask("转人工", chat="13800000000")
    [turn, _] = await house.store.turns()
    assert house.side.titles == {"room-1": f"咨询者 {turn.chat[:4]} · 住房"}


async def test_what_the_asker_writes_goes_to_the_staff_as_it_is_and_the_bot_keeps_quiet(house: House) -> None:
    await house.ask("转人工")
    before = len(house.seen())
    await house.ask("打我电话13812345678")
    assert house.seen("room-1")[1:] == ["咨询者：打我电话13812345678"]
    assert len(house.seen()) == before
    assert len(await house.store.turns()) == 1, "what is said to the staff is no turn of the bot's"
    [line] = await house.store.handoff_log.lines(1) or []
    assert (line.sender, line.text) == ("asker", "打我电话[手机号]")


async def test_nobody_waits_for_the_bot_where_a_person_is_spoken_to(house: House) -> None:
    """Else "typing" would be shown to both sides, and the page would wait."""
    await house.ask("转人工")
    assert house.settled == []
    await house.ask("打我电话")
    await house.answer("好的")
    assert house.settled == [("memory", "c1"), ("memory", "room-1")]


async def test_what_the_staff_write_reaches_the_asker_marked_as_theirs(house: House) -> None:
    await house.ask("转人工")
    await house.answer("请带身份证，电话0573-82521234")
    assert house.last().text == "工作人员：请带身份证，电话0573-82521234"
    await house.answer("请带护照", kind=Kind.EDIT)
    assert house.last().text == "工作人员（更正）：请带护照"
    assert [line.text for line in await house.store.handoff_log.lines(1) or []] == [
        "请带身份证，电话[电话]",
        "请带护照",
    ]
    assert len(await house.store.turns()) == 1


@pytest.mark.parametrize(
    ("lang", "opened", "said"),
    [
        ("en", "You are now with the staff", "Staff: hello"),
        ("zh-Hant", "已轉給工作人員", "工作人員：hello"),
    ],
)
async def test_the_asker_reads_their_own_language(house: House, lang: str, opened: str, said: str) -> None:
    await house.ask("人工", lang_hint=lang)
    assert house.last().text.startswith(opened)
    await house.answer("hello")
    assert house.last().text == said
    await house.ask("/close", lang_hint=lang)


@pytest.mark.parametrize("end", [{"text": "/close"}, {"press": "h:end"}, {"text": "/CLOSE@Bot now"}])
async def test_the_asker_ends_it(house: House, end: dict[str, str]) -> None:
    await house.ask("转人工")
    await house.ask(**end)
    assert house.last().text == "好的，人工服务已结束，接下来由我回答。"
    assert house.side.closed_rooms == {"room-1"}
    assert "咨询者结束了" in house.last("room-1").text
    await house.ask("你好")
    assert house.last().text == "heard 你好"


async def test_the_staff_end_it(house: House) -> None:
    await house.ask("转人工")
    await house.answer("/close")
    assert house.last().text == "工作人员已结束这次人工服务，接下来由我回答。"
    assert house.side.closed_rooms == {"room-1"}
    await house.ask("你好")
    assert house.last().text == "heard 你好"
    await house.answer("还在吗")
    assert "已结束，对方收不到" in house.last("room-1").text
    assert house.last().text == "heard 你好"
    [row] = await house.store.handoff_log.rows()
    assert (row.closed_by, row.asked, row.answers) == ("staff", 0, 0)


async def test_the_raw_chat_is_erased_at_the_end(house: House) -> None:
    await house.ask("转人工", chat="chat-4711")
    await house.ask("/close", chat="chat-4711")
    await house.restart()
    assert b"chat-4711" not in (house.folder / "test.db").read_bytes()


async def test_who_comes_again_finds_the_same_room_and_is_not_told_twice_of_what_was_said(
    house: House,
) -> None:
    await house.ask("租金多少")
    await house.ask("转人工")
    await house.answer("/close")
    house.now += timedelta(minutes=5)
    await house.ask("还有一件事")
    await house.ask("转人工")
    assert list(house.side.titles) == ["room-1"]
    assert house.side.steps == ["close room-1", "open room-1"]
    assert "还有一件事" in house.last("room-1").text
    assert "租金多少" not in house.last("room-1").text
    await house.answer("在")
    assert house.last().text == "工作人员：在"


async def test_everyone_has_a_room_of_their_own(house: House) -> None:
    await house.ask("转人工", chat="c1")
    await house.ask("转人工", chat="c2", channel="web")
    await house.answer("给二号", room="room-2")
    await house.answer("给一号", room="room-1")
    assert (house.last("c1").text, house.last("c2").text) == ("工作人员：给一号", "工作人员：给二号")


async def test_a_room_that_is_none_of_ours_is_let_alone(house: House) -> None:
    await house.ask("转人工")
    await house.answer("我们自己的事 miss", room="room-99")
    assert house.seen("room-99") == []
    assert len(house.seen()) == 1
    assert len(await house.store.turns()) == 1
    assert await house.store.next_messages(9) == []


async def test_commands_in_a_room_are_not_passed_on(house: House) -> None:
    await house.ask("转人工")
    for text in ("/who", "/forget", "/human", "/help"):
        await house.answer(text)
        assert "只有 /close" in house.last("room-1").text
    assert len(house.seen()) == 1


async def test_other_commands_and_buttons_are_still_the_bots(house: House) -> None:
    await house.ask("转人工")
    await house.ask("/help")
    assert house.last().text == "heard /help"
    await house.ask(press="t:housing")
    assert house.last().text == "heard t:housing"
    await house.ask("/human")
    assert house.last().text.startswith("工作人员正在接待您")
    assert len(house.seen("room-1")) == 1


async def test_after_two_failures_in_a_row_a_person_is_offered(house: House) -> None:
    await house.ask("miss")
    assert [option.label for option in house.last().options] == ["住房"]
    await house.ask("miss")
    assert [option.label for option in house.last().options] == ["住房", "转人工"]
    await house.ask("miss", user="somebody", chat="a group")
    await house.ask("miss", user="somebody", chat="a group")
    assert [option.label for option in house.last("a group").options] == ["住房"]


async def test_the_offer_is_taken_by_its_button(house: House) -> None:
    await house.ask("miss")
    await house.ask("miss")
    await house.ask(press="h:talk")
    assert house.last().text.startswith("已转给工作人员")
    assert house.last().reply_to == "c1-3"
    assert "咨询者：miss" in house.last("room-1").text
    await house.ask(press="h:talk")
    assert house.last().text.startswith("工作人员正在接待您")
    assert len(house.seen("room-1")) == 1


@pytest.mark.parametrize("wish", [{"text": "转人工"}, {"press": "h:talk"}])
async def test_in_a_group_nobody_is_called(house: House, wish: dict[str, str]) -> None:
    await house.ask(**wish, chat="a group", user="somebody")
    assert "私聊" in house.last("a group").text
    assert NOBODY not in house.last("a group").text
    assert house.side.titles == {}


async def test_nothing_to_end_is_said(house: House) -> None:
    for wish in ({"text": "/close"}, {"press": "h:end"}):
        await house.ask(**wish)
        assert house.last().text.startswith("现在没有人工服务在进行")


async def test_beside_an_answer_the_wish_for_a_person_is_met_too(house: House) -> None:
    await house.ask("租金多少，另外转人工")
    assert house.last().text.startswith("公寓\n已转给工作人员")
    assert "咨询者：租金多少，另外转人工" in house.last("room-1").text


async def test_a_picture_is_shown_to_the_other_side(house: House) -> None:
    await house.ask("转人工")
    await house.ask("我的证", kind=Kind.OTHER, about="c1-2")
    assert house.seen("room-1")[1:] == ["<copy of c1-2>"]
    assert house.last("room-1").text == "咨询者：[图片、语音或文件 / picture, voice or file] 我的证"
    await house.ask(kind=Kind.OTHER, about="first-of-album")
    assert house.seen("room-1")[2] == "<copy of first-of-album>"
    assert "相册" in house.last("room-1").text
    await house.answer("地图", kind=Kind.OTHER, about="room-1-4")
    assert house.seen()[1:] == ["工作人员发来：", "<copy of room-1-4>"]
    assert [line.text for line in await house.store.handoff_log.lines(1) or []][-1].endswith("地图")


async def test_to_the_page_no_picture_goes(house: House) -> None:
    await house.ask("转人工", channel="web")
    await house.ask(channel="web", kind=Kind.OTHER)
    assert house.seen("room-1")[1].startswith("咨询者：[图片")
    await house.answer("地图", kind=Kind.OTHER)
    assert "收不到图片" in house.last("room-1").text
    await house.answer("在人民路")
    assert house.last().text == "工作人员：在人民路"


async def test_who_has_blocked_the_bot_is_told_of_to_the_staff(house: House) -> None:
    await house.ask("转人工")
    house.side.blocked.add("c1")
    await house.answer("在吗")
    assert "屏蔽了机器人" in house.last("room-1").text


def test_a_long_text_is_shortened_to_a_line() -> None:
    assert briefing.shortened("一\n二  三", 10) == "一 二 三"
    assert briefing.shortened("字" * 20, 10) == "字" * 9 + "…"
