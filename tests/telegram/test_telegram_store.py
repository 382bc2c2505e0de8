"""The channel with the real store: what Telegram has been told is done is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from loopback import LoopbackApi
from telegram_collector import Running
from telegram_hook import HookedBot
from telegram_people import Person

from bot.channels.base import Received
from bot.store import Store


class Intake:
    """Puts what is received into the store, as the service does."""

    def __init__(self, store: Store, api: LoopbackApi) -> None:
        self.store = store
        self.api = api
        self.confirmed: list[int] = []
        """The offset that Telegram had last been asked for when a batch was safe."""
        self.ids: list[int | None] = []
        self.die = False

    async def __call__(self, batch: Sequence[Received]) -> None:
        self.ids += await self.store.receive_many([(item.message, item.raw) for item in batch])
        self.confirmed += [call.params["offset"] for call in self.api.called("getUpdates")[-1:]]
        if self.die:
            raise asyncio.CancelledError  # the process ends between the commit and the next poll


@pytest.fixture
async def intake(tmp_path: Path, api: LoopbackApi) -> AsyncIterator[Intake]:
    store = await Store.open(f"sqlite:///{tmp_path / 'log.db'}", b"secret")
    yield Intake(store, api)
    await store.close()


async def waiting(intake: Intake) -> list[str]:
    return [item.message.external_id for item in await intake.store.next_messages(100)]


async def test_what_is_confirmed_is_stored(
    api: LoopbackApi, person: Person, intake: Intake, running: Running
) -> None:
    async with running(intake):
        for number in range(3):
            Person(api, id=2000 + number).say(f"问题{number}")
            await api.until(lambda: len(intake.ids) > number)  # noqa: B023 - awaited in this very round
        await api.until(lambda: api.called("getUpdates")[-1].params["offset"] == 4)
    assert intake.confirmed == [0, 2, 3]
    assert await waiting(intake) == ["m2000:1", "m2001:1", "m2002:1"]
    items = await intake.store.next_messages(1)
    assert items[0].raw is not None
    assert items[0].raw["message"]["text"] == "问题0"


async def test_an_end_between_commit_and_confirmation_loses_and_doubles_nothing(
    api: LoopbackApi, intake: Intake, running: Running
) -> None:
    for number in range(5):
        Person(api, id=2000 + number).say("问题")
    intake.die = True
    async with running(intake):
        await api.until(lambda: len(intake.ids) == 5)
    intake.die = False
    async with running(intake):
        await api.until(lambda: len(intake.ids) == 10)
    assert None not in intake.ids[:5]
    assert intake.ids[5:] == [None] * 5
    assert len(await waiting(intake)) == 5


async def test_an_album_is_one_message_and_every_edit_one_more(
    api: LoopbackApi, person: Person, intake: Intake, running: Running
) -> None:
    said = person.say("平湖公寓")
    person.edit(said, "平湖公寓多少套")
    person.edit(said, "平湖有公寓多少套")
    person.send_album(4, "看看")
    person.send_album(2)
    async with running(intake):
        await api.until(lambda: len(intake.ids) == 9)
    assert [number is not None for number in intake.ids] == [True] * 4 + [False] * 3 + [True, False]


async def test_an_unreadable_update_lies_in_the_inbox_with_its_reason(
    api: LoopbackApi, intake: Intake, running: Running
) -> None:
    api.push(message={"message_id": 5, "chat": {"id": 1001, "type": "private"}, "text": "\ud800 no date"})
    async with running(intake):
        await api.until(lambda: intake.ids)
    (item,) = await intake.store.next_messages(5)
    assert item.message.external_id == "u1"
    assert item.raw is not None
    assert "KeyError" in item.raw["_unreadable"]


async def test_a_webhooks_lost_answers_double_nothing(
    api: LoopbackApi, person: Person, intake: Intake, hooked: HookedBot
) -> None:
    api.webhooks.lost_answers = 3
    for text in "一二三":
        person.say(text)
    async with hooked.talking(intake):
        await api.until(lambda: not api.updates)
    assert len(intake.ids) == 6
    assert intake.ids.count(None) == 3
    assert await waiting(intake) == ["m1001:1"]
    items = await intake.store.next_messages(5)
    assert items[0].raw is not None
    assert items[0].raw["message"]["text"] == "一"


async def test_a_store_that_cannot_write_keeps_the_messages_at_telegram(
    api: LoopbackApi, person: Person, intake: Intake, hooked: HookedBot
) -> None:
    async with hooked.talking(intake):
        await hooked.ready()
        writer, intake.store._database.writer = intake.store._database.writer, None
        person.say("在吗")
        await api.until(lambda: [attempt.status for attempt in api.webhooks.attempts] == [503])
        assert len(api.updates) == 1
        intake.store._database.writer = writer
        await api.until(lambda: not api.updates)
    assert await waiting(intake) == ["m1001:1"]
