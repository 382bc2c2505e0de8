"""Thumbs up and down, and why: over a real store, with a service at work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from small_chat import Office, office

from bot.channels.base import DOWN, UP
from bot.core.model import Kind
from bot.service import texts
from bot.store import OutboxDraft, TurnFilter, feedback


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as running:
        yield running


async def test_a_rating_is_kept_and_is_no_turn(at: Office) -> None:
    reply = await at.ask("公寓")
    assert at.channel.sent[-1].rating
    memory = await at.store.memory("memory", "anna")
    [said] = await at.press(UP, reply)
    assert (said.toast, said.text, said.options) == (True, texts.THANKS["zh"], ())
    assert await at.rating() == ("up", None)
    assert len(await at.store.turns()) == 1
    assert await at.store.memory("memory", "anna") == memory
    assert [message.text for message in at.engine.seen] == ["公寓"]


async def test_a_thumb_down_asks_once_and_the_reason_is_kept(at: Office) -> None:
    reply = await at.ask("公寓")
    said, question = await at.press(DOWN, reply)
    asked = at.last_id
    assert (said.toast, question.toast, question.reply_to) == (True, False, None)
    assert [option.label for option in question.options] == list(texts.REASONS["zh"].values())
    assert all(len(option.value.encode()) <= 64 for option in question.options)
    assert await at.rating() == ("down", None)
    [said] = await at.press(question.options[1].value, asked)
    assert said.toast
    assert await at.rating() == ("down", "outdated")
    assert [item.toast for item in await at.press(UP, reply)] == [True]
    assert await at.rating() == ("up", None), "the last rating counts"
    assert [item.toast for item in await at.press(DOWN, reply)] == [True], "asked once"
    assert await at.rating() == ("down", None)


async def test_the_reason_may_be_written_right_after_other(at: Office) -> None:
    reply = await at.ask("公寓")
    await at.press(DOWN, reply)
    [said] = await at.press("v:r:other", at.last_id)
    assert said.text == texts.WRITE_REASON["zh"]
    _, [thanks] = await at.send("没写租金，电话13812345678")
    assert (thanks.text, thanks.toast) == (texts.THANKS["zh"], False)
    assert await at.rating() == ("down", "没写租金，电话[手机号]")
    await at.send("那租金呢")
    assert [message.text for message in at.engine.seen] == ["公寓", "那租金呢"]


@pytest.mark.parametrize("between", ["late", "command", "press", "somebody else", "reply elsewhere"])
async def test_otherwise_a_text_is_a_question(at: Office, between: str) -> None:
    first = await at.ask("公寓")
    await at.press(DOWN, first)
    await at.press("v:r:other", at.last_id)
    if between == "late":
        at.move(minutes=11)
    elif between == "command":
        await at.send("/help", kind=Kind.COMMAND)
    elif between == "press":
        await at.press("topic:housing", first)
    await at.send(
        "那租金呢",
        user="bert" if between == "somebody else" else None,
        about=first if between == "reply elsewhere" else None,
    )
    assert at.engine.seen[-1].text == "那租金呢"
    assert await at.rating() == ("down", "other")


async def test_the_reason_may_be_sent_in_reply_to_the_question_at_any_time(at: Office) -> None:
    await at.press(DOWN, await at.ask("公寓"))
    question = at.last_id
    at.move(days=2)
    await at.ask("别的")
    await at.send("没写押金" * 300, about=question)
    rating, reason = await at.rating()
    assert (rating, reason) == ("down", ("没写押金" * 300)[:500])
    assert at.engine.seen[-1].text == "别的"


async def test_in_a_group_anyone_may_rate_and_only_the_asker_may_write(at: Office) -> None:
    reply = await at.ask("公寓", "group", user="anna")
    await at.press(DOWN, reply, "group", user="bert")
    question = at.last_id
    [said] = await at.press("v:r:other", question, "group", user="bert")
    assert said.text == texts.THANKS["zh"], "he is not asked to write"
    await at.send("伯特的话", "group", user="bert", about=question)
    assert at.engine.seen[-1].text == "伯特的话", "what he wrote could not be forgotten with a turn of hers"
    assert await at.rating() == ("down", "other")
    [said] = await at.press("v:r:other", question, "group", user="anna")
    assert said.text == texts.REPLY_REASON["zh"]
    await at.send("安娜的话", "group", user="anna", about=question)
    assert await at.rating() == ("down", "安娜的话")


async def test_old_and_unknown_answers_get_a_polite_thanks(at: Office) -> None:
    reply = await at.ask("公寓")
    for about, chat in (("memory-99", "anna"), (reply, "bert")):
        [said] = await at.press(DOWN, about, chat)
        assert (said.toast, said.text) == (True, texts.THANKS["zh"])
    at.move(days=8)
    await at.store.sweep(180)
    assert [item.toast for item in await at.press(DOWN, reply)] == [True]
    assert await at.rating() == (None, None)
    assert [message.text for message in at.engine.seen] == ["公寓"]


async def test_an_unknown_press_of_ours_never_reaches_the_engine(at: Office) -> None:
    reply = await at.ask("公寓")
    for value in ("v:", "v:x", "v:r:", "v:r:made up"):
        assert [item.toast for item in await at.press(value, reply)] == [True]
    assert len(at.engine.seen) == 1
    assert await at.rating() == (None, None)


async def test_what_is_forgotten_takes_no_reason(at: Office) -> None:
    await at.press(DOWN, await at.ask("公寓"))
    await at.press("v:r:other", at.last_id)
    await at.send("/forget")
    await at.send("那租金呢")
    assert at.engine.seen[-1].text == "那租金呢"
    assert (await at.store.figures()).dead == 0


async def test_options_stay_usable_after_a_rating(at: Office) -> None:
    reply = await at.ask("公寓")
    await at.press(DOWN, reply)
    [answer] = await at.press("topic:money", reply)
    assert answer.text.startswith("2: pressed topic:money")


async def test_words_of_a_reason_go_with_the_texts(at: Office) -> None:
    await at.press(DOWN, await at.ask("公寓"))
    await at.send("我自己的话", about=at.last_id)
    await at.press(DOWN, await at.ask("别的"))
    await at.press("v:r:vague", at.last_id)
    at.move(days=181)
    await at.store.sweep(180)
    assert [(row.text, row.rating, row.reason) for row in await at.store.turns()] == [
        ("", "down", "vague"),
        ("", "down", "other"),
    ]


async def test_a_turn_that_is_gone_when_the_rating_is_written_is_no_failure(at: Office) -> None:
    asked = OutboxDraft("memory", "anna", {"text": "为什么"})
    writes = [feedback.rating(77, feedback.UP), feedback.reason(77, "x"), feedback.question(77, asked)]
    assert await at.store.commit_rest(None, [], writes)
    await at.idle()
    assert at.channel.sent == []


async def test_turns_are_found_by_their_rating(at: Office) -> None:
    for text, rating in (("好", UP), ("差", DOWN), ("无", None)):
        reply = await at.ask(text)
        if rating:
            await at.press(rating, reply)
    found = {rating: await at.store.turns(TurnFilter(rating=rating)) for rating in ("up", "down")}
    assert {rating: [row.text for row in rows] for rating, rows in found.items()} == {
        "up": ["好"],
        "down": ["差"],
    }
    assert [row.text for row in await at.store.search("差", only=TurnFilter(rating="down"))] == ["差"]
