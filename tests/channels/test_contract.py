"""What holds for every channel, each driven from its far end over a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from channel_people import PEOPLE
from service_fakes import open_store, running

from bot.service.intake import Intake
from bot.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture(params=PEOPLE)
async def person(request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    someone = PEOPLE[request.param]()
    await someone.arrive()
    yield someone
    await someone.leave()


async def test_a_text_comes_in_and_its_reply_goes_out(store: Store, person: Any) -> None:
    async with running(store, [person.channel]):
        await person.say("平湖 <b>&amp; 'x'; DROP TABLE turns; *_`[")
        [reply] = await person.replies(1)
    assert reply.text == "1: heard 平湖 <b>&amp; 'x'; DROP TABLE turns; *_`[\n来源：《测试》"


async def test_options_are_offered_and_pressed(store: Store, person: Any) -> None:
    async with running(store, [person.channel]):
        await person.say("hi")
        [first] = await person.replies(1)
        await person.press(2)
        pressed = (await person.replies(2))[1]
    assert first.options == ["住房", "补贴"]
    assert "pressed topic:money" in pressed.text


async def test_order_is_kept(store: Store, person: Any) -> None:
    async with running(store, [person.channel]):
        for number in range(12):
            await person.say(f"n{number}")
        replies = await person.replies(12)
    assert [reply.text.splitlines()[0] for reply in replies] == [f"{n + 1}: heard n{n}" for n in range(12)]


async def test_a_message_delivered_twice_is_answered_once(store: Store, person: Any) -> None:
    async with running(store, [person.channel]):
        await person.say("once")
        await person.replies(1)
        await person.say_again()
        await person.say("next")
        replies = await person.replies(2)
    assert [reply.text.splitlines()[0] for reply in replies] == ["1: heard once", "2: heard next"]
    assert len(await store.turns()) == 2


async def test_a_restart_before_the_answer_loses_nothing(tmp_path: Path, person: Any) -> None:
    store = await open_store(tmp_path)
    received = asyncio.Event()
    task = asyncio.create_task(person.channel.run(Intake(store, received.set)))
    await person.say("kept")
    async with asyncio.timeout(20):
        await received.wait()
    task.cancel()  # received, and the process ends before anybody answers
    await asyncio.gather(task, return_exceptions=True)
    await store.close()
    await person.restart()
    store = await open_store(tmp_path)
    async with running(store, [person.channel]):
        [reply] = await person.replies(1)
    await store.close()
    assert "heard kept" in reply.text
