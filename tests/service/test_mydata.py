"""/mydata: what is kept, shown to whom it is about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from small_chat import Office, office

from bot.core.model import Kind
from bot.service import texts


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "web") as running:
        yield running


async def mine(at: Office, chat: str = "anna", **fields: object) -> str:
    _, sent = await at.send("/mydata", chat, kind=Kind.COMMAND, **fields)  # type: ignore[arg-type]
    return sent[-1].text


async def test_counts_times_and_masked_texts(at: Office) -> None:
    reply = await at.ask("平湖的公寓，电话13812345678")
    await at.press("v:-", reply)
    await at.press("v:r:outdated", at.last_id)
    at.move(days=3)
    await at.send("没人知道的问题", "bert")
    shown = await mine(at)
    assert "1 条消息，1 条有评价" in shown
    assert "2026-11-20" in shown
    assert "180 天" in shown
    assert "2027-05-19" in shown
    assert "平湖的公寓，电话[手机号]　👎 资料过时" in shown
    assert "没人知道" not in shown
    assert shown.endswith(texts.MYDATA_FORGET["zh"])


async def test_the_last_twenty_and_each_cut(at: Office) -> None:
    for number in range(25):
        await at.send(f"问题{number}" + "长" * 200)
    shown = await mine(at)
    assert "问题4长" not in shown
    assert shown.index("问题5长") < shown.index("问题24长")
    assert max(map(len, shown.splitlines())) < 110
    assert len(shown) < 4096


async def test_in_a_group_without_texts_and_only_one_s_own(at: Office) -> None:
    await at.send("安娜问", "group", "anna")
    await at.send("伯特问", "group", "bert")
    await at.send("安娜私下问", "anna")
    shown = await mine(at, "group", user="anna")
    assert "2 条消息" in shown
    assert "问" not in shown
    assert texts.MYDATA_PRIVATELY["zh"] in shown


async def test_the_log_does_not_keep_the_texts_again(at: Office) -> None:
    await at.send("我的问题")
    await mine(at)
    row = (await at.store.turns())[0]
    assert (row.text, row.body) == ("/mydata", texts.MYDATA_SHOWN["zh"])
    assert (await at.store.memory("web", "anna"))["engine"] == {"count": 1}
    assert len(at.engine.seen) == 1


async def test_nothing_is_said_to_be_nothing(at: Office) -> None:
    assert await mine(at, lang_hint="en") == texts.mydata_nothing("en")
    at.move(days=200)
    await at.store.sweep(180)
    shown = await mine(at)
    assert "1 条消息" in shown
    assert "最近" not in shown
    assert "文字保留" not in shown


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "对话记录"), ("zh-Hant", "對話記錄"), ("en", "The log holds")]
)
async def test_it_speaks_the_asker_s_language(at: Office, lang: str, word: str) -> None:
    await at.send("你好", lang_hint=lang)
    _, [said] = await at.send("/mydata", lang_hint=lang)
    assert word in said.text
