"""Edits of a message: the reply is replaced, and what was retracted is not remembered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from small_chat import Office, Seeing, office

from bot.core.model import Exchange, IncomingMessage, Outcome, Reply


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "telegram") as running:
        yield running


async def test_the_reply_is_replaced_also_at_first_contact(at: Office) -> None:
    asked, (notice, _) = await at.send("平湖")
    reply = at.last_id
    assert notice.notice
    [changed] = await at.edit(asked, "嘉善")
    assert changed.edit_of == reply
    assert changed.text.startswith("1: heard 嘉善"), "as if the first question had not been asked"


async def test_the_last_message_may_be_edited_again_and_again(at: Office) -> None:
    await at.send("平湖")
    asked, _ = await at.send("海宁")
    for text in ("嘉善", "海盐"):
        [changed] = await at.edit(asked, text)
        assert changed.text.startswith(f"2: heard {text}")
    _, [after] = await at.send("那南湖呢")
    assert after.text.startswith("3: ")


async def test_an_earlier_message_is_answered_as_a_new_one_in_its_old_place(at: Office) -> None:
    asked, _ = await at.send("平湖")
    reply = at.last_id
    await at.send("海宁")
    [changed] = await at.edit(asked, "嘉善")
    assert changed.edit_of == reply
    assert changed.text.startswith("3: ")


async def test_the_same_words_change_nothing(at: Office) -> None:
    asked, _ = await at.send("平湖，电话13812345678")
    memory = await at.store.memory("telegram", "anna")
    assert await at.edit(asked, "平湖，电话13812345678") == []
    assert len(await at.store.turns()) == 1
    assert await at.store.memory("telegram", "anna") == memory


async def test_back_to_the_first_words_is_a_change(tmp_path: Path) -> None:
    async with office(tmp_path, "telegram") as at:
        asked, _ = await at.send("平湖")
        first = at.last_id
        # The fake gives each reply a new id; a real channel gives the id of what it edited.
        at.channel.send = _editing(at.channel.send)  # type: ignore[method-assign]
        await at.edit(asked, "嘉善")
        assert await at.edit(asked, "嘉善") == []
        [back] = await at.edit(asked, "平湖")
        assert back.edit_of == first


def _editing(send: Any) -> Any:
    async def sent(item: Any) -> Any:
        new = await send(item)
        return item.edit_of or new

    return sent


async def test_what_is_not_known_any_more_is_answered_anew(at: Office) -> None:
    [answer] = (await at.edit("anna-of-old", "嘉善"))[-1:]
    assert answer.edit_of is None
    asked, _ = await at.send("平湖")
    await at.send("/forget")
    assert (await at.edit(asked, "嘉善"))[-1].edit_of is None
    asked, _ = await at.send("平湖")
    at.move(days=8)
    await at.store.sweep(180)
    assert (await at.edit(asked, "海宁"))[-1].edit_of is None


async def test_a_reply_that_may_have_gone_out_in_pieces_is_not_replaced(at: Office) -> None:
    class Long(Seeing):
        def respond(self, message: IncomingMessage, memory: Any, now: datetime) -> Exchange:
            return Exchange(Reply(Outcome.ANSWER, "长" * 5000, "长" * 5000, "zh"), {})

    at.engine.respond = Long().respond  # type: ignore[method-assign]
    asked, _ = await at.send("平湖")
    [answer] = await at.edit(asked, "嘉善")
    assert answer.edit_of is None


async def test_an_edit_into_a_command_is_carried_out(at: Office) -> None:
    asked, _ = await at.send("平湖")
    [said] = await at.edit(asked, "/forget")
    assert "已经删除" in said.text
    assert await at.store.memory("telegram", "anna") == {}


async def test_a_rating_after_an_edit_is_of_what_stands_there_now(tmp_path: Path) -> None:
    async with office(tmp_path, "telegram") as at:
        asked, _ = await at.send("平湖")
        reply = at.last_id
        at.channel.send = _editing(at.channel.send)  # type: ignore[method-assign]
        await at.edit(asked, "嘉善")
        await at.press("v:+", reply)
        assert [(row.text, row.rating) for row in await at.store.turns()] == [("嘉善", "up"), ("平湖", None)]


async def test_the_memory_holds_no_words_and_no_ids(at: Office) -> None:
    asked, _ = await at.send("平湖的秘密")
    kept = repr(await at.store.memory("telegram", "anna"))
    assert asked not in kept
    assert "秘密" not in kept
