"""Groups: what is meant for the bot, and the rest, which is none of its business."""

from __future__ import annotations

import pytest
from bot_account import BOT
from loopback import LoopbackApi
from telegram_people import Group, Person
from telegram_reading import NAME, message, received

from bot.core.model import Kind

GROUP = Group(-1005)


@pytest.fixture
async def person() -> Person:
    """Somebody whose updates stay in the queue: no server runs."""
    return Person(LoopbackApi())


@pytest.mark.parametrize(
    "text",
    [
        "大家好",
        "@OtherBot 平湖公寓",
        "/help@OtherBot",
        "/ban",
        "JiaxingTalentBot 是什么",
        "写信到 talent@example.com",
    ],
)
async def test_what_a_group_says_to_others_is_none_of_our_business(person: Person, text: str) -> None:
    person.say(text, GROUP)
    assert received(person) is None


async def test_nothing_of_the_talk_of_others_is_logged(
    person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    person.say("悄悄话", GROUP)
    assert received(person) is None
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("said", "read_as", "kind"),
    [
        (f"{NAME} 平湖公寓", "平湖公寓", Kind.TEXT),
        (f"😀😀 平湖公寓 {NAME.lower()}？", "😀😀 平湖公寓 ？", Kind.TEXT),
        (f"{NAME}，平湖公寓", "平湖公寓", Kind.TEXT),
        (NAME, "/help", Kind.COMMAND),
        (f"/help{NAME}", "/help", Kind.COMMAND),
        ("/help", "/help", Kind.COMMAND),
    ],
)
async def test_a_group_calls_the_bot(person: Person, said: str, read_as: str, kind: Kind) -> None:
    person.say(said, GROUP)
    assert (message(person).text, message(person).kind, message(person).chat) == (read_as, kind, "-1005")


async def test_a_reply_to_the_bot_is_meant_for_it(person: Person) -> None:
    ours = {**person.message(GROUP, text="…"), "from": BOT}
    person.say("那嘉善呢", GROUP, reply_to_message=ours)
    assert message(person).text == "那嘉善呢"
    person.say("/ban", GROUP, reply_to_message=ours)
    assert message(person).kind is Kind.COMMAND


async def test_a_reply_to_somebody_else_is_not(person: Person) -> None:
    person.say("是的", GROUP, reply_to_message=person.message(GROUP, text="?"))
    assert received(person) is None


async def test_a_link_to_the_bot_without_its_name_calls_it(person: Person) -> None:
    mark = {"type": "text_mention", "offset": 0, "length": 2, "user": BOT}
    person.send(GROUP, text="小助 平湖公寓", entities=[mark])
    assert message(person).text == "平湖公寓"


async def test_a_picture_that_names_the_bot_is_answered_and_others_are_not(person: Person) -> None:
    person.send_photo(f"{NAME} 这是什么", GROUP)
    assert (message(person).kind, message(person).text) == (Kind.OTHER, "这是什么")
    person.send_photo("这是什么", GROUP)
    assert received(person) is None


async def test_topics_are_conversations_of_their_own(person: Person) -> None:
    forum = Group(-1006, forum=True)
    opening = {**person.message(forum, forum_topic_created={"name": "t", "icon_color": 1}), "from": BOT}
    in_topic = {"message_thread_id": 45, "is_topic_message": True, "reply_to_message": opening}
    person.say(f"{NAME} 平湖公寓", forum, **in_topic)
    assert message(person).chat == "-1006/45"
    person.press_data(
        {**person.message(forum, text="x"), "message_thread_id": 45, "is_topic_message": True}, "v"
    )
    assert message(person).chat == "-1006/45"
    person.say("随便说说", forum, **in_topic)
    assert received(person) is None, "the opening of a topic that the bot made is not a question to it"


async def test_a_thread_in_an_ordinary_group_is_no_topic(person: Person) -> None:
    person.say(f"{NAME} 平湖公寓", GROUP, message_thread_id=45)
    assert message(person).chat == "-1005"


async def test_other_bots_and_channels_are_not_answered(person: Person) -> None:
    Person(person.api, id=77, is_bot=True).say(f"{NAME} 你好", GROUP)
    assert received(person) is None
    person.say(f"{NAME} 你好", GROUP, is_automatic_forward=True)
    assert received(person) is None
    person.api.push(channel_post=person.message(Group(-1007), text="新闻"))
    assert received(person) is None


async def test_an_administrator_without_a_name_is_answered(person: Person) -> None:
    hidden = Person(person.api, id=1087968824, is_bot=True, language=None)
    hidden.say(f"{NAME} 你好", GROUP, sender_chat=GROUP.data)
    assert message(person).text == "你好"
