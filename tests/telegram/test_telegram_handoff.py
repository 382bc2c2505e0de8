"""A whole hand-off over the network: an asker in a private chat, the staff in their topics."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from loopback import LoopbackApi
from telegram_people import Group, Person
from test_telegram_serve import serving

sys.path.append(str(Path(__file__).parents[1] / "service"))
from handoff_house import DutyEngine
from service_fakes import open_store

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.failures import Backoff
from bot.service.handoff import Staff
from bot.service.handoff.hours import parse
from bot.service.service import Service

FORUM = Group(-1009, forum=True)


@pytest.fixture
async def at_work(api: LoopbackApi, tmp_path: Path) -> AsyncIterator[None]:
    """The bot at work; nothing that it sends may break a rule of the API unseen."""
    api.forums[FORUM.id] = True
    api.chats.add(FORUM.id)
    store = await open_store(tmp_path)
    channel = TelegramChannel(
        api.token, api.url, poll_seconds=5, backoff=Backoff(first=0.01, most=0.1), staff_chat=FORUM.id
    )
    assert channel.rooms is not None
    staff = Staff(channel.name, channel.rooms, parse("", ZoneInfo("UTC")), 30)
    engine = DutyEngine()
    service = Service(store, lambda: engine, [channel], retention_days=180, staff=staff)
    task = asyncio.create_task(service.run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store.close()
    assert api.unexpected() == []


class Talk:
    """Both sides, each waiting for what the other is to see."""

    def __init__(self, api: LoopbackApi) -> None:
        self.api = api
        self.asker = Person(api, id=5001)
        self.member = Person(api, id=77)

    @property
    def room(self) -> str:
        return self.api.rooms()[-1]

    def answer(self, text: str) -> None:
        self.member.say(text, FORUM, **self.inside())

    def inside(self) -> dict[str, Any]:
        return {"message_thread_id": int(self.room.partition("/")[2]), "is_topic_message": True}

    async def asker_sees(self, words: str) -> dict[str, Any]:
        await self.api.until(lambda: any(words in self._words(m) for m in self.api.sent(self.asker.id)))
        return self.api.sent(self.asker.id)[-1]

    async def staff_see(self, words: str) -> None:
        await self.api.until(lambda: self.api.rooms() and words in "\n".join(self.api.said_in(self.room)))

    @staticmethod
    def _words(message: dict[str, Any]) -> str:
        return str(message["text"] or message.get("caption"))


@pytest.mark.usefixtures("at_work")
async def test_from_the_wish_to_the_end(api: LoopbackApi) -> None:
    talk = Talk(api)
    talk.asker.say("租金多少")
    await talk.asker_sees("heard 租金多少")
    talk.asker.say("转人工")
    await talk.asker_sees("已转给工作人员")
    await talk.staff_see("咨询者：租金多少")
    assert api.topic(talk.room).name.endswith("· 住房")

    talk.asker.say("我的电话13812345678 <b>&")
    await talk.staff_see("咨询者：我的电话13812345678 <b>&")
    talk.asker.send_photo("我的证")
    await talk.staff_see("<copy>")
    talk.answer("请带身份证")
    await talk.asker_sees("工作人员：请带身份证")
    talk.member.send_photo("地图", FORUM, **talk.inside())
    await talk.asker_sees("地图")

    talk.member.send(FORUM, forum_topic_closed={}, **talk.inside())
    ended = await talk.asker_sees("工作人员已结束")
    await api.until(lambda: api.topic(talk.room).closed)
    assert ended["text"].startswith("工作人员已结束")
    talk.asker.say("你好")
    await talk.asker_sees("heard 你好")


@pytest.mark.usefixtures("at_work")
async def test_the_button_ends_it_and_its_waiting_sign(api: LoopbackApi) -> None:
    talk = Talk(api)
    talk.asker.say("转人工")
    told = await talk.asker_sees("已转给工作人员")
    query = talk.asker.press(told)
    await talk.asker_sees("人工服务已结束")
    await api.until(lambda: query not in api.queries and api.rooms() and api.topic(talk.room).closed)
    talk.asker.say("/human")
    await api.until(lambda: not api.topic(talk.room).closed)
    assert len(api.rooms()) == 1


@pytest.mark.usefixtures("at_work")
async def test_a_topic_deleted_by_the_staff_is_made_anew(api: LoopbackApi) -> None:
    api.expected += ["message thread not found", "TOPIC_ID_INVALID"]
    talk = Talk(api)
    talk.asker.say("转人工")
    await talk.staff_see("请求人工")
    api.topic(talk.room).deleted = True
    talk.asker.say("在吗")
    await api.until(lambda: len(api.rooms()) == 2)
    await talk.staff_see("咨询者：在吗")
    talk.answer("在")
    await talk.asker_sees("工作人员：在")


@pytest.mark.usefixtures("at_work")
async def test_the_staff_learn_that_the_asker_has_blocked_the_bot(api: LoopbackApi) -> None:
    api.expected += ["blocked by the user"]
    talk = Talk(api)
    talk.asker.say("转人工")
    await talk.staff_see("请求人工")
    api.blocked.add(talk.asker.id)
    talk.answer("在吗")
    await talk.staff_see("屏蔽了机器人")


async def test_a_kill_at_each_step_loses_nothing_of_a_handoff(api: LoopbackApi, data: Path) -> None:
    """The whole bot, killed as soon as one side has seen something; what the other is owed comes afterwards."""
    api.forums[FORUM.id] = True
    api.chats.add(FORUM.id)
    talk, setting = Talk(api), {"TALENTBOT_TELEGRAM_STAFF_CHAT": str(FORUM.id)}
    talk.asker.say("平湖有没有免费的人才公寓")
    talk.asker.say("转人工")
    async with serving(api, data, **setting):
        await api.until(lambda: len(api.sent(talk.asker.id)) == 3, 60)
    talk.asker.say("我想租一套")
    async with serving(api, data, **setting):
        await api.until(lambda: api.rooms() and api.said_in(talk.room), 60)
    talk.answer("请到人才之家")
    async with serving(api, data, **setting) as process:
        await api.until(lambda: "工作人员：请到人才之家" in Talk._words(api.sent(talk.asker.id)[-1]), 60)
        await talk.staff_see("咨询者：我想租一套")
        talk.answer("/close")
        await talk.asker_sees("工作人员已结束")
        await api.until(lambda: api.topic(talk.room).closed)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 5) == 0
    told = [Talk._words(message) for message in api.sent(talk.asker.id)]
    assert sum("工作人员：请到人才之家" in text for text in told) == 1
    passed_on = [text for text in api.said_in(talk.room) if "我想租一套" in text]
    assert set(passed_on) == {"咨询者：我想租一套"}
    assert len(passed_on) <= 2, "what was under way at a kill may come twice"
    assert "平湖有没有免费的人才公寓" in api.said_in(talk.room)[0]
    output = (data / "output.txt").read_text()
    assert "我想租" not in output
    assert "人才之家" not in output
