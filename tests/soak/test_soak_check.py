"""The checks of the crash tests find what is planted: a lost reply, a doubled one, a wrong order, a broken pause."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from soak_api import Refused, Sent, SoakApi
from soak_check import doubled_too_often, log_complaints, lost, message_key, not_stored, waiting
from soak_junk import junk
from soak_knowledge import SUBJECTS, mark, question, subject_of, write_knowledge
from soak_load import Asked, Load

from bot.core.model import IncomingMessage
from bot.service.knowledge import load_engine

CHAT = 10_001
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def api() -> SoakApi:
    """An account that is on no network."""
    return SoakApi(random.Random(1))


@pytest.fixture
async def load(api: SoakApi) -> Load:
    """One person who has asked three questions."""
    made = Load(api, 1, random.Random(1))
    for _ in range(3):
        made.ask()
    return made


def say(api: SoakApi, asked: Asked, life: int = 0) -> None:
    """The bot answers."""
    sent = Sent(asked.chat, mark(asked.subject), time.monotonic(), life)
    api.sent_by_chat[asked.chat].append(sent)
    for watch in api.watchers:
        watch(sent)


async def test_answers_in_order_are_no_complaint(api: SoakApi, load: Load) -> None:
    for asked in load.asked[CHAT]:
        say(api, asked)
    assert lost(load) == doubled_too_often(api, load) == []
    assert load.open == 0
    assert len(load.delays()) == 3


@pytest.mark.parametrize("order", [(0, 1), (0, 2), (1, 0, 2), (0, 1, 2, 0)])
async def test_a_lost_reply_or_another_order_is_found(
    api: SoakApi, load: Load, order: tuple[int, ...]
) -> None:
    for place in order:
        say(api, load.asked[CHAT][place])
    assert len(lost(load)) == 1


async def test_a_kill_excuses_one_repetition_in_a_chat(api: SoakApi, load: Load) -> None:
    first, second, _ = load.asked[CHAT]
    for asked, life in ((first, 0), (first, 1), (second, 1)):
        say(api, asked, life)
    assert doubled_too_often(api, load) == []
    say(api, second, 1)
    assert doubled_too_often(api, load) == ["replies doubled: 10001 in life 1: 2"]
    assert doubled_too_often(api, load, excused=1) == []


async def test_a_repetition_without_a_kill_is_found(api: SoakApi, load: Load) -> None:
    for _ in range(2):
        say(api, load.asked[CHAT][0])
    assert len(doubled_too_often(api, load)) == 1


def write_log(data: Path, keys: list[str], waiting_rows: int = 0) -> None:
    with closing(sqlite3.connect(data / "talentbot.db")) as database, database:
        database.execute("CREATE TABLE turns (id INTEGER PRIMARY KEY, external_id TEXT)")
        database.execute("CREATE TABLE inbox (message_key TEXT, state TEXT)")
        database.execute("CREATE TABLE outbox (state TEXT)")
        database.executemany("INSERT INTO turns (external_id) VALUES (?)", [(key,) for key in keys])
        database.executemany("INSERT INTO inbox VALUES ('k', ?)", [("waiting",)] * waiting_rows)


@pytest.mark.parametrize(
    ("order", "complaints"),
    [
        ((0, 1, 2), []),
        ((0, 1), ["not logged"]),
        ((0, 1, 2, 2), ["logged twice"]),
        ((0, 2, 1), ["logged out of order"]),
    ],
)
async def test_the_log_is_held_against_the_questions(
    load: Load, tmp_path: Path, order: tuple[int, ...], complaints: list[str]
) -> None:
    keys = [message_key(asked.external_id) for asked in load.asked[CHAT]]
    write_log(tmp_path, [keys[place] for place in order])
    assert [found.partition(":")[0] for found in log_complaints(tmp_path, load)] == complaints


async def test_what_was_acknowledged_and_is_not_stored_is_found(
    api: SoakApi, load: Load, tmp_path: Path
) -> None:
    write_log(tmp_path, [message_key(load.asked[CHAT][0].external_id)], waiting_rows=2)
    assert not_stored(tmp_path, api, load) == []
    api.updates.clear()
    assert not_stored(tmp_path, api, load) == [
        f"acknowledged and not stored: {', '.join(asked.external_id for asked in load.asked[CHAT][1:])}"
    ]
    assert waiting(tmp_path) == ["inbox waiting 2"]


async def test_a_send_before_the_pause_is_over_is_found(api: SoakApi) -> None:
    api.chats.add(CHAT)
    api.flood = lambda _chat: 0.0 if api.holds else 2.0
    sending = {"chat_id": CHAT, "text": "?"}
    with pytest.raises(Refused):
        await api._sendMessage(sending)
    assert api.broken_holds == []
    await api._sendMessage(sending)
    assert len(api.broken_holds) == 1


def test_every_question_brings_its_own_answer(tmp_path: Path) -> None:
    write_knowledge(tmp_path)
    engine = load_engine(tmp_path / "content", tmp_path / "intents", tmp_path / "cache")
    for number in range(len(SUBJECTS)):
        asked = IncomingMessage("telegram", "1", "x", text=question(number), user="1", lang_hint="zh")
        reply = engine.respond(asked, {}, NOW).reply
        assert subject_of(reply.text) == number


def test_a_seed_gives_the_same_malformed_updates() -> None:
    made = [[junk(number, dice) for number in range(200)] for dice in (random.Random(5), random.Random(5))]
    assert repr(made[0]) == repr(made[1])
    assert len({repr(update) for update in made[0]}) > 150
