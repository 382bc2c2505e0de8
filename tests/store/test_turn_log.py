"""What the log keeps, how it is searched and counted, and how it forgets."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import SECRET, draft, log_turn, message, turn

from bot.core.model import Outcome
from bot.store import Store, TurnFilter
from bot.store.folding import fold, grouping, terms


async def test_a_turn_is_masked_and_hashed(store):
    trace = {"folded": "13812345678", "candidates": [{"text": "a@b.cn", "score": 0.5}]}
    await log_turn(store, 1, "电话１３８１２３４５６７８，公寓459套", trace=trace)
    [listed] = await store.turns()
    assert listed.text == "电话[手机号]，公寓459套"
    assert (listed.intent, listed.region, listed.runner_up, listed.runner_up_confidence) == (
        "housing.free",
        "pinghu",
        "housing.rent",
        0.2,
    )
    assert listed.facts == ["pinghu.intern_flats"]
    assert listed.parts[0]["rule"] == "plain"
    assert listed.options == [{"label": "嘉善", "value": "jiashan"}]
    assert listed.trace is None
    assert listed.at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert (len(listed.chat), len(listed.user), len(listed.external_id)) == (16, 16, 32)
    full = await store.turn(listed.id)
    assert full.trace == {"folded": "[手机号]", "candidates": [{"text": "[邮箱]", "score": 0.5}]}
    assert await store.turn(999) is None


async def test_hashes_tell_chats_apart_and_need_the_key(store, tmp_path):
    await log_turn(store, 1, chat="a")
    await log_turn(store, 2, chat="b")
    second, first = await store.turns()
    assert first.chat != second.chat
    assert first.user == second.user != first.chat
    assert store.hasher.chat("memory", "a") == first.chat
    other = await Store.open(f"sqlite:///{tmp_path}/other.db", b"another key")
    try:
        assert other.hasher.chat("memory", "a") != first.chat
    finally:
        await other.close()


async def test_filters_and_pages(store):
    for number in range(6):
        outcome = Outcome.UNKNOWN if number % 2 else Outcome.ANSWER
        await log_turn(
            store, number, outcome=outcome, at=f"2026-11-{10 + number}T08:00:00Z", chat=f"c{number % 3}"
        )
    assert [t.id for t in await store.turns(limit=2)] == [6, 5]
    assert [t.id for t in await store.turns(limit=2, before_id=5)] == [4, 3]
    assert [t.id for t in await store.turns(TurnFilter(outcome=Outcome.UNKNOWN))] == [6, 4, 2]
    after = datetime(2026, 11, 13, 16, tzinfo=UTC) - timedelta(hours=8)
    assert [t.id for t in await store.turns(TurnFilter(since=after))] == [6, 5, 4]
    assert [t.id for t in await store.turns(TurnFilter(until=after))] == [3, 2, 1]
    chat = store.hasher.chat("memory", "c0")
    assert [t.id for t in await store.turns(TurnFilter(chat=chat, intent="housing.free"))] == [4, 1]
    assert await store.turns(TurnFilter(channel="telegram")) == []


async def test_unanswered_groups_alike_questions(store):
    asked = [("公寓怎么申请？", "u1"), ("公寓 怎么申请", "u2"), ("公寓怎么申请!!", "u2"), ("今天天气", "u1")]
    for number, (text, user) in enumerate(asked):
        await log_turn(store, number, text, user=user, outcome=Outcome.UNKNOWN)
    await log_turn(store, 9, "已答的")
    first, second = await store.unanswered()
    assert (first.question, first.times, first.people) == ("公寓怎么申请!!", 3, 2)
    assert first.last.tzinfo is not None
    assert (second.question, second.times) == ("今天天气", 1)
    assert await store.unanswered(datetime(2027, 1, 1, tzinfo=UTC)) == []


async def test_figures(store):
    assert (await store.figures()).ms_median is None
    for number in range(1, 21):
        outcome = Outcome.UNKNOWN if number > 15 else Outcome.ANSWER
        await log_turn(store, number, outcome=outcome, ms=float(number), chat=f"c{number % 4}", user="")
    await store.receive(message("waiting"))
    found = await store.figures()
    assert (found.turns, found.chats, found.people) == (20, 4, 0)
    assert found.outcomes == {"answer": 15, "unknown": 5}
    assert (found.ms_median, found.ms_p95) == (10.0, 19.0)
    assert found.intents == [("housing.free", 20)]
    assert (found.inbox_waiting, found.outbox_waiting, found.dead) == (1, 20, 0)


_TEXT = st.text(alphabet="公寓租房补贴aB1%_\\'\"-( Ａ（*\u3000\n", max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_TEXT, min_size=1, max_size=12), st.lists(_TEXT, min_size=1, max_size=12))
def test_search_finds_what_like_finds(tmp_path_factory, texts, queries):
    file = tmp_path_factory.mktemp("search") / "log.db"

    async def run() -> None:
        store = await Store.open(f"sqlite:///{file}", SECRET)
        try:
            for number, text in enumerate(texts):
                inbox_id = await store.receive(message(number, text=text))
                await store.commit_turn(inbox_id, turn(number, text), [], {})
            queries_and_parts = queries + [text[i : i + 2] for text in texts for i in range(0, len(text), 3)]
            for query in queries_and_parts:
                found = {row.id for row in await store.search(query, 1000)}
                assert found == _by_like(file, query), query
        finally:
            await store.close()

    asyncio.run(run())


def _by_like(file: Path, query: str) -> set[int]:
    words = terms(query)
    if not words:
        return set()
    escaped = [w.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for w in words]
    where = " AND ".join("folded LIKE ? ESCAPE '\\'" for _ in words)
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return {
            row[0]
            for row in connection.execute(f"SELECT id FROM turns WHERE {where}", [f"%{w}%" for w in escaped])
        }
    finally:
        connection.close()


async def test_search_for_two_characters_and_with_signs(store):
    for number, text in enumerate(["人才公寓怎么申请", "住房补贴", "Ｃ＋＋ 工程师", "100%_好", "公交"]):
        await log_turn(store, number, text)
    for query, texts in {
        "公寓": ["人才公寓怎么申请"],
        "补贴": ["住房补贴"],
        "c++": ["Ｃ＋＋ 工程师"],
        "0%_": ["100%_好"],
        "公": ["公交", "人才公寓怎么申请"],
        "申请 公寓": ["人才公寓怎么申请"],
        "NOT (": [],
        '"': [],
        "%": ["100%_好"],
        "  ": [],
    }.items():
        assert [row.text for row in await store.search(query)] == texts, query
    assert await store.search("公", before_id=5, limit=1) == await store.turns(before_id=2)
    assert await store.search("公", only=TurnFilter(outcome="unknown")) == []


@given(st.text())
def test_folding_is_stable(text):
    assert fold(fold(text)) == fold(text)
    assert grouping(grouping(text)) == grouping(text)


async def _fill(store) -> None:
    for number, (chat, user) in enumerate([("c1", "u1"), ("c1", "u2"), ("c2", "u1")]):
        await log_turn(store, number, chat=chat, user=user)
        await store.receive(message(f"w{number}", chat, user=user))


async def test_forgetting_a_chat(store):
    await _fill(store)
    assert (
        await store.forget("memory", chat="c1") == 2 + 2 + 1 + 2
    )  # turns, replies, memory, waiting messages
    assert [t.chat for t in await store.turns()] == [store.hasher.chat("memory", "c2")]
    assert await store.memory("memory", "c1") == {}
    assert [item.message.chat for item in await store.next_messages(9)] == ["c2"]
    assert [item.chat for item in await store.next_outgoing("memory", 9)] == ["c2"]
    assert len(await store.search("公寓")) == 1
    assert await store.forget("memory", chat="c1") == 0
    assert await store.forget("memory") == 0


async def test_forgetting_a_person(store):
    await _fill(store)
    assert await store.forget("memory", user="u1") == 2 + 2 + 2 + 2
    assert [t.user for t in await store.turns()] == [store.hasher.user("memory", "u2")]
    assert await store.memory("memory", "c2") == {}
    assert [item.message.user for item in await store.next_messages(9)] == ["u2"]


async def test_the_wish_to_be_forgotten_is_still_answered(store):
    await log_turn(store, 1)
    wish = await store.receive(message(2, text="/forget"))
    await store.forget("memory", chat="chat-17", keep_inbox=wish)
    assert [item.id for item in await store.next_messages(9)] == [wish]
    assert await store.commit_turn(wish, turn(2, "/forget"), [draft()], {})
    assert [t.text for t in await store.turns()] == ["/forget"]


async def test_forgotten_words_are_in_no_file(store, database_file):
    await log_turn(store, 1, "桂林米粉好吃")
    await store.search("米粉")
    await store.forget("memory", chat="chat-17")
    for file in database_file.parent.iterdir():
        content = file.read_bytes()
        assert "桂林米粉".encode() not in content, file.name
        assert "米粉".encode() not in content, file.name


async def test_sweep_erases_texts_and_keeps_figures(store, clock):
    await log_turn(store, 1, "很久以前", at="2026-01-01T00:00:00Z")
    await log_turn(store, 2, "刚刚")
    dead = await store.receive(message("dead", text="死信"))
    for _ in range(3):
        await store.fail(dead, "x")
    report = await store.sweep(180)
    assert (report.turns, report.dead, report.ended, report.memories) == (1, 0, 0, 0)
    new, old = await store.turns()
    assert (old.text, old.body, old.options, old.outcome) == ("", "", [], "answer")
    assert (await store.turn(old.id)).trace is None
    assert new.text == "刚刚"
    assert await store.search("以前") == []
    assert (await store.figures()).turns == 2
    clock.move(days=8)
    report = await store.sweep(180)
    assert (report.turns, report.dead, report.ended) == (0, 1, 2)
    assert [letter.text for letter in await store.dead()] == [""]
    assert not await store.revive("inbox", dead)
    clock.move(days=180)
    report = await store.sweep(180)
    assert (report.turns, report.memories, report.ended) == (1, 1, 1)
    assert await store.dead() == []
