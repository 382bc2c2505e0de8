"""What becomes of each kind of update: read without any network."""

from __future__ import annotations

from typing import Any

import pytest
from bot_account import BOT
from loopback import LoopbackApi
from telegram_people import Person
from telegram_reading import ME, NAME, message, received

from bot.channels.telegram.parsing import UNREADABLE, lang_hint, read
from bot.core.model import IncomingMessage, Kind


@pytest.fixture
async def person() -> Person:
    """Somebody whose updates stay in the queue: no server runs."""
    return Person(LoopbackApi())


async def test_a_text_keeps_its_words_and_ids(person: Person) -> None:
    person.say("  平湖有免费公寓吗？\n😀 ")
    assert message(person) == IncomingMessage(
        channel="telegram",
        chat="1001",
        external_id="m1001:1",
        text="  平湖有免费公寓吗？\n😀 ",
        kind=Kind.TEXT,
        user="1001",
        lang_hint="zh",
    )


async def test_the_raw_update_is_kept_and_not_changed(person: Person) -> None:
    person.say("你好")
    before = repr(person.api.updates[-1])
    found = received(person)
    assert found is not None
    assert found.raw == person.api.updates[-1]
    assert repr(person.api.updates[-1]) == before


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("/start", "/start"),
        ("/start pinghu_flats", "/start pinghu_flats"),
        (f"/start{NAME}", "/start"),
        (f"/place{NAME.lower()} 平湖 😀", "/place 平湖 😀"),
        ("/nonsense", "/nonsense"),
    ],
)
async def test_commands_lose_the_name_of_the_bot(person: Person, typed: str, read_as: str) -> None:
    person.say(typed)
    assert (message(person).kind, message(person).text) == (Kind.COMMAND, read_as)


async def test_a_slash_in_the_middle_is_no_command(person: Person) -> None:
    person.say("怎么用 /help")
    assert message(person).kind is Kind.TEXT


async def test_a_press_carries_the_value(person: Person) -> None:
    shown = person.message()
    query = person.press_data(shown, "housing.free")
    found = message(person)
    assert (found.kind, found.press, found.text) == (Kind.PRESS, "housing.free", "")
    assert (found.chat, found.user, found.external_id) == ("1001", "1001", f"q{query}")


async def test_a_press_under_a_message_too_old_to_be_shown(person: Person) -> None:
    person.press_data({"chat": {"id": 1001, "type": "private"}, "message_id": 3, "date": 0}, "x")
    assert (message(person).kind, message(person).chat) == (Kind.PRESS, "1001")


async def test_every_edit_is_a_turn_of_its_own(person: Person) -> None:
    said = person.say("平湖公寓")
    ids = {message(person).external_id}
    for text in ("平湖公寓多少套", "平湖公寓有多少套"):
        person.edit(said, text)
        assert (message(person).kind, message(person).text) == (Kind.EDIT, text)
        ids.add(message(person).external_id)
    assert len(ids) == 3


async def test_edits_without_text_ask_nothing(person: Person) -> None:
    moved = person.message(location={"latitude": 30.7, "longitude": 120.7}, edit_date=1795167610)
    person.api.push(edited_message=moved)
    assert received(person) is None


CONTENTS: list[dict[str, Any]] = [
    {"sticker": {"file_id": "f", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1}
     | {"is_animated": False, "is_video": False}},
    {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
    {"document": {"file_id": "f", "file_unique_id": "u"}},
    {"location": {"latitude": 30.7, "longitude": 120.7}},
    {"contact": {"phone_number": "1", "first_name": "A"}},
    {"something_of_next_year": {"a": 1}},
]  # fmt: skip


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: next(iter(content)))
async def test_what_cannot_be_read_is_other(person: Person, content: dict[str, Any]) -> None:
    person.send(**content)
    assert (message(person).kind, message(person).text) == (Kind.OTHER, "")


async def test_a_caption_is_kept(person: Person) -> None:
    person.send_photo("这是什么补贴")
    assert (message(person).kind, message(person).text) == (Kind.OTHER, "这是什么补贴")


async def test_an_album_has_one_id(person: Person) -> None:
    person.send_album(3, "看看")
    found = [read(update, ME) for update in person.api.updates]
    assert {one.message.external_id for one in found if one} == {"a1001:album0"}


@pytest.mark.parametrize(
    "notice",
    [{"new_chat_title": "t"}, {"delete_chat_photo": True}, {"message_auto_delete_timer_changed":
     {"message_auto_delete_time": 5}}],
    ids=lambda notice: next(iter(notice)),
)  # fmt: skip
async def test_notices_of_telegram_are_no_questions(person: Person, notice: dict[str, Any]) -> None:
    person.send(**notice)
    assert received(person) is None


# language


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("zh", "zh"),
        ("zh-hans", "zh"),
        ("zh-CN", "zh"),
        ("zh-hant", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("en", "en"),
        ("en-GB", "en"),
        ("de", "en"),
        ("zha", "en"),
        (None, None),
        ("", None),
    ],
)
def test_language_codes(code: str | None, hint: str | None) -> None:
    assert lang_hint(code) == hint


# updates that cannot be parsed

POISON: list[dict[str, Any]] = [
    {"message": {"message_id": 5, "chat": {"id": 1001, "type": "private"}, "text": "no date"}},
    {"message": {"message_id": 5, "date": "yesterday", "chat": {"id": 1001, "type": "private"}}},
    {"message": "text"},
    {"message": {"chat": "x"}},
    {"callback_query": {"id": "1", "message": {"message_id": 1, "chat": {"id": 1001}}}},
    {"message": ["a"]},
    {"message": {"message_id": 5, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": ["a"]}},
    {
        "callback_query": {
            "id": "1",
            "from": {"id": 1001, "is_bot": False, "first_name": "A"},
            "data": {"a": 1},
            "message": {"message_id": 1, "date": 1, "chat": {"id": 1001, "type": "private"}},
        }
    },
]


@pytest.mark.parametrize("body", POISON)
async def test_an_unreadable_update_is_kept_with_the_reason(body: dict[str, Any]) -> None:
    found = read({"update_id": 9, **body}, ME)
    assert found is not None
    assert (found.message.kind, found.message.external_id, found.message.text) == (Kind.OTHER, "u9", "")
    assert found.message.chat in ("1001", "")
    assert found.raw is not None
    assert found.raw.pop(UNREADABLE)
    assert found.raw == {"update_id": 9, **body}


async def test_an_unreadable_update_of_a_group_is_not_kept() -> None:
    chat = {"id": -1005, "type": "supergroup"}
    assert read({"update_id": 9, "message": {"chat": chat, "text": "private matters"}}, ME) is None


async def test_kinds_that_nobody_asked_for_are_passed_over() -> None:
    assert read({"update_id": 9}, ME) is None
    assert read({"update_id": 9, "invented_in_2027": {"a": 1}}, ME) is None


async def test_a_reply_to_the_bot_says_to_what(person: Person) -> None:
    ours = {**person.message(text="答案"), "from": BOT}
    person.say("没写租金", reply_to_message=ours)
    assert message(person).about == f"m1001:{ours['message_id']}"
    person.say("自言自语", reply_to_message=person.message(text="我的"))
    assert message(person).about is None
    person.say("平湖公寓")
    assert message(person).about is None
