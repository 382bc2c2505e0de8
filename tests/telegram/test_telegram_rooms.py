"""The staff's forum group: what is heard there, topics made and closed, messages copied."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from bot_account import BOT
from loopback import LoopbackApi
from telegram_people import Group, Person
from telegram_reading import ME

from bot.channels.base import Outgoing, SendLater, SendRefused
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.parsing import read
from bot.channels.telegram.rooms import ForumRooms
from bot.core.model import IncomingMessage, Kind

STAFF = Group(-1009, forum=True)
IN_TOPIC: dict[str, Any] = {"message_thread_id": 7, "is_topic_message": True}


@pytest.fixture
async def member() -> Person:
    """One of the staff, whose updates stay in the queue: no server runs."""
    return Person(LoopbackApi(), id=77)


def heard(member: Person, staff: int | None = STAFF.id) -> IncomingMessage | None:
    found = read(member.api.updates[-1], ME, staff)
    return None if found is None else found.message


async def test_all_that_is_written_in_a_topic_is_heard(member: Person) -> None:
    member.say("您好 @OtherBot", STAFF, **IN_TOPIC)
    found = heard(member)
    assert found is not None
    assert (found.chat, found.text, found.kind, found.user) == ("-1009/7", "您好 @OtherBot", Kind.TEXT, "77")
    said = member.say("您好", STAFF, **IN_TOPIC)
    member.edit(said, "您好！")
    found = heard(member)
    assert found is not None
    assert (found.text, found.kind) == ("您好！", Kind.EDIT)


async def test_without_the_setting_it_is_a_group_as_any(member: Person) -> None:
    member.say("您好", STAFF, **IN_TOPIC)
    assert heard(member, None) is None
    assert heard(member, -5) is None


async def test_general_is_a_group_as_any(member: Person) -> None:
    member.say("大家好", STAFF)
    assert heard(member) is None
    member.say("大家好", STAFF, message_thread_id=12)  # a thread of replies
    assert heard(member) is None


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("/close", "/close"),
        ("/close@JiaxingTalentBot", "/close"),
        ("/close@OtherBot", None),
        ("/who", "/who"),
    ],
)
async def test_commands_in_a_topic(member: Person, said: str, read_as: str | None) -> None:
    member.say(said, STAFF, **IN_TOPIC)
    found = heard(member)
    assert (found and found.text) == read_as
    assert found is None or found.kind is Kind.COMMAND


async def test_closing_a_topic_by_hand_is_a_command(member: Person) -> None:
    member.send(STAFF, forum_topic_closed={}, **IN_TOPIC)
    found = heard(member)
    assert found is not None
    assert (found.text, found.kind, found.chat) == ("/close", Kind.COMMAND, "-1009/7")


@pytest.mark.parametrize(
    "notice",
    [
        {"forum_topic_created": {"name": "t", "icon_color": 1}},
        {"forum_topic_reopened": {}},
        {"forum_topic_edited": {"name": "t"}},
        {"new_chat_title": "t"},
    ],
    ids=str,
)
async def test_other_notices_are_not_heard(member: Person, notice: dict[str, Any]) -> None:
    member.send(STAFF, **notice, **IN_TOPIC)
    assert heard(member) is None


async def test_what_the_bot_does_itself_is_not_heard(member: Person) -> None:
    member.api.push(message={**member.message(STAFF, forum_topic_closed={}, **IN_TOPIC), "from": BOT})
    assert heard(member) is None


async def test_closing_a_topic_elsewhere_is_no_command(member: Person) -> None:
    member.send(Group(-1006, forum=True), forum_topic_closed={}, **IN_TOPIC)
    assert heard(member) is None


async def test_a_picture_names_itself_and_an_album_its_first(member: Person) -> None:
    sent = member.send_photo("地图", STAFF, **IN_TOPIC)
    found = heard(member)
    assert found is not None
    assert (found.kind, found.text) == (Kind.OTHER, "地图")
    assert found.about == found.external_id == f"m-1009:{sent['message_id']}"
    member.send_album(1)
    found = heard(member)
    assert found is not None
    assert found.external_id.startswith("a77:")
    assert found.about == "m77:1"


# against the server


@pytest.fixture
async def staffed(api: LoopbackApi) -> AsyncIterator[TelegramChannel]:
    api.forums[STAFF.id] = True
    api.chats.add(STAFF.id)
    channel = TelegramChannel(api.token, api.url, staff_chat=STAFF.id)
    yield channel
    await channel.close()


def rooms_of(channel: TelegramChannel) -> ForumRooms:
    assert channel.rooms is not None
    return channel.rooms


async def test_a_room_is_a_topic(api: LoopbackApi, staffed: TelegramChannel) -> None:
    rooms = rooms_of(staffed)
    room = await rooms.open_room("咨询者 3f9a · " + "住" * 200)
    assert api.rooms() == [room]
    assert len(api.topic(room).name) == 128
    assert rooms.owns(room)
    assert not rooms.owns("-1009")
    assert not rooms.owns("-1008/1")
    assert not rooms.owns("room:web/00")
    sent = await staffed.send(Outgoing(room, "您好 <b>"))
    assert api.said_in(room) == ["您好 <b>"]
    assert sent == f"m-1009:{api.sent(STAFF.id)[0]['message_id']}"
    assert api.unexpected() == []


async def test_closing_and_opening_twice_is_no_harm(api: LoopbackApi, staffed: TelegramChannel) -> None:
    rooms = rooms_of(staffed)
    room = await rooms.open_room("t")
    await rooms.reopen_room(room)
    assert not api.topic(room).closed
    for _ in range(2):
        await rooms.close_room(room)
        assert api.topic(room).closed
    await staffed.send(Outgoing(room, "已结束"))
    assert api.said_in(room) == ["已结束"], "the bot may manage topics, and so write in closed ones"
    for _ in range(2):
        await rooms.reopen_room(room)
        assert not api.topic(room).closed


async def test_a_deleted_topic_is_known_as_gone(api: LoopbackApi, staffed: TelegramChannel) -> None:
    rooms = rooms_of(staffed)
    room = await rooms.open_room("t")
    api.topic(room).deleted = True
    for attempt in (rooms.reopen_room(room), staffed.send(Outgoing(room, "您好"))):
        with pytest.raises(SendRefused) as caught:
            await attempt
        assert caught.value.topic_gone
    await rooms.close_room(room)


async def test_who_blocked_the_bot_is_known(api: LoopbackApi, staffed: TelegramChannel) -> None:
    api.blocked.add(1001)
    with pytest.raises(SendRefused) as caught:
        await staffed.send(Outgoing("1001", "您好"))
    assert (caught.value.blocked, caught.value.topic_gone) == (True, False)


@pytest.mark.parametrize("forums", [{}, {STAFF.id: False}], ids=["no topics", "no rights"])
async def test_a_group_that_is_not_set_up_is_waited_for_and_said(
    api: LoopbackApi, staffed: TelegramChannel, forums: dict[int, bool], capsys: pytest.CaptureFixture[str]
) -> None:
    api.forums = forums
    with pytest.raises(SendLater) as caught:
        await rooms_of(staffed).open_room("t")
    assert caught.value.seconds == 60
    assert "TALENTBOT_TELEGRAM_STAFF_CHAT" in capsys.readouterr().out
    api.fail("createForumTopic", 429, retry_after=9)
    with pytest.raises(SendLater) as caught:
        await rooms_of(staffed).open_room("t")
    assert caught.value.seconds == 9.5


async def test_a_picture_is_copied_between_the_chats(api: LoopbackApi, staffed: TelegramChannel) -> None:
    asker = Person(api, id=1001)
    photo = asker.send_photo("我的证")
    room = await rooms_of(staffed).open_room("t")
    await staffed.send(Outgoing(room, "[图片]", copy_of=f"m1001:{photo['message_id']}"))
    [copy] = api.sent(STAFF.id)
    assert (copy["copy"], copy["caption"], str(copy["message_thread_id"])) == (
        True,
        "我的证",
        room.partition("/")[2],
    )


async def test_what_cannot_be_copied_is_told_of(api: LoopbackApi, staffed: TelegramChannel) -> None:
    asker = Person(api, id=1001)
    poll = asker.send(poll={"id": "1"})
    room = await rooms_of(staffed).open_room("t")
    for source in (f"m1001:{poll['message_id']}", "m1001:99", "u5", "q5"):
        await staffed.send(Outgoing(room, "[图片]", copy_of=source))
    assert api.said_in(room) == ["[图片]"] * 4
