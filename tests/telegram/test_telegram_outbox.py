"""Replies from the database to Telegram: refused by the storm, stopped in the middle, blocked."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bot_api_rules import Refused
from loopback import LoopbackApi
from telegram_people import Person

from bot.channels.telegram import Pace, TelegramChannel, markup
from bot.core.knowledge import KnowledgeBase
from bot.core.model import Exchange, IncomingMessage, Outcome, Reply
from bot.service.service import Service
from bot.store import Store

RETRY = 0.2
STUCK = 600


class Echo:
    """Says what it heard."""

    base = KnowledgeBase({}, {}, {}, {}, {}, version="echo")

    def respond(self, message: IncomingMessage, memory: Mapping[str, Any], now: datetime) -> Exchange:
        said = f"heard {message.text}"
        return Exchange(Reply(Outcome.ANSWER, said, said, "zh"), {}, {"rule": "echo"})


class Stormy(LoopbackApi):
    """Refuses three sends of ten, and one chat always; notes who calls before the time is up."""

    def __init__(self, stuck: int) -> None:
        super().__init__()
        self.stuck = stuck
        self.held: dict[int, float] = {}
        self.refused = 0
        self.too_early: list[int] = []
        self._chance = random.Random(7)

    async def _sendMessage(self, params: dict[str, Any]) -> Any:  # noqa: N802
        chat = params["chat_id"]
        if time.monotonic() < self.held.get(chat, 0):
            self.too_early.append(chat)
        if chat != self.stuck and self._chance.random() > 0.3:
            return await super()._sendMessage(params)
        seconds = STUCK if chat == self.stuck else RETRY
        self.held[chat] = time.monotonic() + seconds
        self.refused += 1
        raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path / 'log.db'}", b"secret")
    yield opened
    await opened.close()


@asynccontextmanager
async def serving(api: LoopbackApi, store: Store, pace: Pace) -> AsyncIterator[None]:
    """The bot at work, stopped in order at the end."""
    channel = TelegramChannel(api.token, api.url, poll_seconds=5, pace=pace)
    engine = Echo()
    task = asyncio.create_task(Service(store, lambda: engine, [channel], retention_days=180).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def quick() -> Pace:
    """Telegram's pace, in a tenth of the time."""
    return Pace(clock=lambda: time.monotonic() * 10, sleep=lambda seconds: asyncio.sleep(seconds / 10))


def answers(api: LoopbackApi, person: Person) -> list[str]:
    """What the bot said to somebody, without the notice at first contact."""
    texts = [str(message["text"]) for message in api.sent(person.id)]
    return [text for text in texts if text.startswith("heard")]


async def test_a_storm_of_refusals_loses_nothing_and_is_obeyed(store: Store) -> None:
    async with Stormy(stuck=1000) as api:
        people = [Person(api, id=1000 + number) for number in range(25)]
        for word in ("one", "two", "three"):
            for person in people:
                person.say(word)
        async with serving(api, store, Pace(0)):
            others = people[1:]
            await api.until(lambda: all(len(answers(api, person)) == 3 for person in others), 60)
        assert api.refused > 10
        assert api.too_early == []
        assert [answers(api, person) for person in others] == [["heard one", "heard two", "heard three"]] * 24
        assert len([call for call in api.called("sendMessage") if call.params["chat_id"] == 1000]) == 1
        assert await store.dead() == []

        # The one that was held has lost nothing either: it goes out when its time has come.
        api.stuck = 0
        api.held.clear()
        later = Store(store._database, store.hasher, lambda: datetime.now().astimezone().replace(year=2100))
        held = await later.next_outgoing("telegram", 10)
        assert [item.chat for item in held] == ["1000"]


async def test_a_stop_sends_nothing_twice_and_leaves_the_rest_for_the_next_start(
    api: LoopbackApi, store: Store
) -> None:
    people = [Person(api, id=1000 + number) for number in range(24)]
    for person in people:
        person.say("one")
    api.spoil("sendMessage", times=12, seconds=0.2, after=True)
    async with serving(api, store, Pace(6)):
        await api.until(lambda: len(api.called("sendMessage")) >= 8)
    before = len(api.called("sendMessage"))
    assert before < 48
    async with serving(api, store, Pace(0)):
        await api.until(lambda: all(answers(api, person) for person in people), 30)
    assert [answers(api, person) for person in people] == [["heard one"]] * 24
    assert len(api.called("sendMessage")) == 48


async def test_a_stop_lets_a_long_reply_that_has_begun_come_to_its_end(
    api: LoopbackApi, person: Person, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup.split, "__defaults__", (40,))
    person.say("一二三四五六七八九。" * 16)
    async with serving(api, store, quick()):
        await api.until(lambda: answers(api, person))
    texts = [str(message["text"]) for message in api.sent(person.id)]
    texts = texts[texts.index(answers(api, person)[0]) :]
    assert "".join(texts) == "heard" + " " + "一二三四五六七八九。" * 16
    assert len(texts) > 3
    assert len(api.sent(person.id)) == len(api.called("sendMessage"))
    assert await store.next_outgoing("telegram", 10) == []


async def test_somebody_who_blocked_the_bot_is_noted_and_not_tried_again(
    api: LoopbackApi, person: Person, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[str, str]] = []

    async def note(_store: Store, channel: str, chat: str) -> None:
        noted.append((channel, chat))

    monkeypatch.setattr(Store, "note_blocked", note, raising=False)
    api.expected.append("Forbidden")
    api.blocked.add(person.id)
    other = Person(api, id=1002)
    person.say("one")
    async with serving(api, store, Pace(0)):
        await api.until(lambda: len(api.called("sendMessage")) == 2)
        other.say("two")
        await api.until(lambda: answers(api, other))
    assert noted == [("telegram", "1001")] * 2
    assert len([call for call in api.called("sendMessage") if call.params["chat_id"] == 1001]) == 2
