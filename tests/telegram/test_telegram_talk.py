"""Conversations as people have them: service, store and engine over the loopback Bot API."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from loopback import LoopbackApi
from telegram_people import Group, Person

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.failures import Backoff
from bot.core import phrases
from bot.core.engine import Engine
from bot.service import texts
from bot.service.limits import Limits
from bot.service.service import Service
from bot.store import Store

sys.path.append(str(Path(__file__).parents[1] / "core"))
from small_base import base

ENGINE = Engine(base())
FLATS = "平湖有多少套免费公寓"


class Talk:
    """One person in a private chat with a bot at work."""

    def __init__(self, api: LoopbackApi, store: Store, channel: TelegramChannel) -> None:
        self.api = api
        self.store = store
        self.channel = channel
        self.person = Person(api)

    @property
    def sent(self) -> list[dict[str, Any]]:
        return self.api.sent(self.person.id)

    async def say(self, text: str, **fields: Any) -> dict[str, Any]:
        """Write; gives the message, once the bot is done with it."""
        message = self.person.say(text, **fields)
        await self.done()
        return message

    async def press(self, message: dict[str, Any], label: str) -> str | None:
        """Press a button; gives what is shown in passing."""
        before = len(self.api.called("answerCallbackQuery"))
        self.person.press_data(message, buttons(message)[label])
        await self.done()
        shown = self.api.called("answerCallbackQuery")[before:]
        assert len(shown) == 1, "a press is answered once"
        return shown[0].params.get("text")

    async def done(self) -> None:
        """Until all that was written is answered."""
        await self.api.until(lambda: not self.api.updates)
        async with asyncio.timeout(20):
            while await self._waits():  # noqa: ASYNC110 - the database is asked, nobody could set an event
                await asyncio.sleep(0.01)

    async def _waits(self) -> bool:
        figures = await self.store.figures()
        return bool(figures.inbox_waiting or figures.outbox_waiting)


def buttons(message: dict[str, Any]) -> dict[str, str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row}


@asynccontextmanager
async def office(api: LoopbackApi, folder: Path, limits: Limits | None = None) -> AsyncIterator[Talk]:
    store = await Store.open(f"sqlite+aiosqlite:///{folder / 'talk.db'}", b"secret")
    channel = TelegramChannel(api.token, api.url, poll_seconds=1, backoff=Backoff(first=0.01, most=0.1))
    service = Service(store, lambda: ENGINE, [channel], retention_days=180, limits=limits)
    task = asyncio.create_task(service.run())
    try:
        yield Talk(api, store, channel)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.close()
    assert api.unexpected() == []


@pytest.fixture
async def talk(api: LoopbackApi, tmp_path: Path) -> AsyncIterator[Talk]:
    async with office(api, tmp_path) as running:
        yield running


async def test_thumbs_stand_in_a_row_of_their_own_under_answers_only(talk: Talk) -> None:
    for text, has_thumbs in ((FLATS, True), ("公寓租金多少", True), ("/start", False), ("你好", False)):
        await talk.say(text)
        assert ("👍" in buttons(talk.sent[-1])) is has_thumbs, text
    rows = talk.sent[1]["reply_markup"]["inline_keyboard"]
    assert [button["text"] for button in rows[-1]] == ["👍", "👎"]
    await talk.press(talk.sent[-2], "住房")
    assert "👍" not in buttons(talk.sent[-1])


async def test_a_rating_is_acknowledged_without_a_message(talk: Talk) -> None:
    await talk.say(FLATS)
    answer, count = talk.sent[-1], len(talk.sent)
    assert await talk.press(answer, "👍") == texts.THANKS["zh"]
    assert await talk.press(answer, "👎") == texts.THANKS["zh"]
    question = talk.sent[-1]
    assert (len(talk.sent), question["text"]) == (count + 1, texts.WHAT_WAS_WRONG["zh"])
    assert await talk.press(question, "其他") == texts.WRITE_REASON["zh"]
    await talk.say("没写租金")
    assert talk.sent[-1]["text"] == texts.THANKS["zh"]
    await talk.say(
        "押金也没写", reply_to_message={**question, "from": {"id": 666, "is_bot": True, "first_name": "T"}}
    )
    (row,) = await talk.store.turns()
    assert (row.rating, row.reason) == ("down", "押金也没写")


async def test_options_still_work_by_number_and_words_beside_the_thumbs(talk: Talk) -> None:
    for way in ("1", "label", "button"):
        await talk.say(FLATS)
        answer = talk.sent[-1]
        await talk.press(answer, "👎")
        first = next(iter(buttons(answer)))
        if way == "button":
            await talk.press(answer, first)
        else:
            await talk.say("1" if way == "1" else first)
        row = (await talk.store.turns(limit=1))[0]
        assert row.outcome == "answer"
        found = await talk.store.turn(row.id)
        assert found is not None
        assert found.trace == {"rule": "option-chosen"}


async def test_a_rating_that_comes_too_late_is_answered_with_a_message(talk: Talk, api: LoopbackApi) -> None:
    api.expected.append("query is too old")
    await talk.say(FLATS)
    answer = talk.sent[-1]
    query = talk.person.press_data(answer, "v:+")
    api.queries.discard(query)
    await talk.done()
    assert talk.sent[-1]["text"] == texts.THANKS["zh"]
    assert (await talk.store.turns())[0].rating == "up"


async def test_an_old_button_and_a_late_press_are_answered_politely(talk: Talk, api: LoopbackApi) -> None:
    api.expected.append("query is too old")
    await talk.say("/start")
    menu = talk.sent[-1]
    await talk.say(FLATS)
    answer = talk.sent[-1]
    assert await talk.press(menu, "住房") is None
    assert talk.sent[-1]["text"] == phrases.OLD_OPTION.zh
    api.queries.discard(talk.person.press(answer, 0))
    await talk.done()
    assert "公寓" in talk.sent[-1]["text"], "the answer's own buttons still stand, however late the press"


async def test_an_edit_replaces_the_reply(talk: Talk) -> None:
    asked = await talk.say("平湖有多少科技副总")
    before = len(talk.sent)
    talk.person.edit(asked, FLATS)
    await talk.done()
    assert len(talk.sent) == before
    assert "459" in talk.sent[-1]["text"]
    assert "edit_date" in talk.sent[-1]
    assert "👍" in buttons(talk.sent[-1])
    await talk.say("那嘉善呢")
    assert "2800" in talk.sent[-1]["text"], "goes on from what the edit asks"


async def test_an_edit_that_changes_no_word_is_left_alone(talk: Talk, api: LoopbackApi) -> None:
    asked = await talk.say(FLATS)
    talk.person.edit(asked, FLATS)
    await talk.done()
    assert api.called("editMessageText") == []
    assert len(await talk.store.turns()) == 1
    assert len(talk.channel._typing) == 0, "nobody is told to wait for an answer"


async def test_what_was_answered_before_is_not_waited_for(talk: Talk) -> None:
    asked = await talk.say(FLATS)
    count = len(talk.sent)
    talk.api.push(message=asked)
    await talk.done()
    await talk.api.until(lambda: not len(talk.channel._typing))
    assert len(talk.sent) == count


async def test_where_the_reply_was_deleted_a_new_one_comes(talk: Talk, api: LoopbackApi) -> None:
    api.expected.append("message to edit not found")
    asked = await talk.say("平湖有多少科技副总")
    del api._messages[talk.person.id, talk.sent[-1]["message_id"]]
    talk.person.edit(asked, FLATS)
    await talk.done()
    assert "459" in talk.sent[-1]["text"]


async def test_captions_are_answered_and_albums_once(talk: Talk) -> None:
    talk.person.send_photo(FLATS)
    await talk.done()
    assert "459" in talk.sent[-1]["text"]
    count = len(talk.sent)
    talk.person.send_album(3)
    await talk.done()
    assert [message["text"] for message in talk.sent[count:]] == [phrases.CANNOT_READ.zh]
    talk.person.send_album(3, FLATS)
    await talk.done()
    assert len(talk.sent) == count + 2
    assert "459" in talk.sent[-1]["text"]


async def test_links_open_a_topic_a_subject_and_a_place(talk: Talk) -> None:
    await talk.say("/start housing")
    assert "人才公寓" in buttons(talk.sent[-1])
    await talk.say("/start housing-flats")
    assert "资料时间" in talk.sent[-1]["text"]
    await talk.say("/start pinghu")
    assert "平湖" in talk.sent[-1]["text"]
    await talk.say("/start who-knows")
    assert talk.sent[-1]["text"] == phrases.WELCOME.zh


async def test_a_group_is_served_only_when_addressed(talk: Talk, api: LoopbackApi) -> None:
    group = Group()
    bert = Person(api, id=2002)
    talk.person.say(f"@JiaxingTalentBot {FLATS}", group)
    await talk.done()
    answer = api.sent(group.id)[-1]
    bert.say("那嘉善呢", group)
    await talk.done()
    assert api.sent(group.id)[-1] == answer
    bert.press_data({**answer, "chat": group.data}, "v:-")
    await talk.done()
    assert (await talk.store.turns())[0].rating == "down"
    question = {**api.sent(group.id)[-1], "from": {"id": 666, "is_bot": True, "first_name": "T"}}
    bert.say("那嘉善呢", group, reply_to_message=question)
    await talk.done()
    assert "2800" in api.sent(group.id)[-1]["text"], "a question of somebody else's, not a reason"
    talk.person.say("没写租金", group, reply_to_message=question)
    await talk.done()
    assert (await talk.store.turns())[-1].reason == "没写租金"


async def test_a_flood_gets_one_notice(api: LoopbackApi, tmp_path: Path) -> None:
    async with office(api, tmp_path, Limits(per_minute=3, length=50)) as talk:
        for number in range(9):
            talk.person.say(f"你好{number}")
        await talk.done()
        said = [message["text"] for message in talk.sent]
        assert len(said) == 1 + 3 + 1
        assert said[-1].startswith("您发得太快了")
        await talk.say("/forget")
        assert "已经删除" in talk.sent[-1]["text"]


async def test_mydata_shows_what_is_kept(talk: Talk) -> None:
    await talk.say("我的电话是13812345678，平湖有公寓吗")
    await talk.say("/mydata")
    assert "我的电话是[手机号]，平湖有公寓吗" in talk.sent[-1]["text"]
    assert talk.sent[-1]["reply_markup"] is None
